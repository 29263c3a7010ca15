import { html, nothing } from 'lit';
import type { ApiProblem } from '../platform/api-problem.ts';
import { sentenceOf } from './sentence.ts';
import { sharedText } from './texts.ts';

interface Way {
  readonly label: string;
  readonly go: () => void;
}

/** A view that has nothing to show: why, and the way out. */
export const notice = (title: string, sentence: string, way?: Way) =>
  html`<div class="notice stack" part="notice" role="status"><h2>${title}</h2><p>${sentence}</p>${way ? html`<button @click=${way.go}>${way.label}</button>` : nothing}</div>`;

/** A fault of reading, with the way to try again. */
export const faultNotice = (fault: ApiProblem, again: () => void) =>
  html`<div role="alert">${notice(sharedText().failed, sentenceOf(fault), { label: sharedText().tryAgain, go: again })}</div>`;

/** Stands where something is about to be; seen only when it takes long. */
export const skeleton = () => html`<div class="skeleton" role="status">${sharedText().loading}</div>`;
