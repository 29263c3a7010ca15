import { html } from 'lit';
import { SEVERITIES, type State } from './state-severity.ts';
import { sharedText } from './texts.ts';

/** A state as a coloured dot with its name: colour is never the only sign. */
export const stateLabel = (state: State) =>
  html`<span part="state" class="state ${SEVERITIES[state]}">${sharedText().states[state]}</span>`;
