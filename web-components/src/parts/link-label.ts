import { html } from 'lit';
import type { StreamState } from '../platform/event-stream.ts';
import { sharedText } from './texts.ts';

/** Whether what is shown is live. */
export const linkLabel = (link: StreamState) =>
  link === 'broken'
    ? html`<span class="live warn">${sharedText().reconnecting}</span>`
    : html`<span class="live ${link === 'live' ? 'good' : ''}">${sharedText().live}</span>`;
