import { html, nothing } from 'lit';
import type { ApiProblem } from '../platform/api-problem.ts';
import { sentenceOf } from './sentence.ts';
import { sharedText } from './texts.ts';

interface Way {
  readonly label: string;
  readonly go: () => void;
}

/** A view that has nothing to show: why, and what to do. */
export const notice = (title: string, sentence: string, way?: Way) =>
  html`<div class="notice stack" part="notice" role="status"><h2>${title}</h2><p>${sentence}</p>${way ? html`<button @click=${way.go}>${way.label}</button>` : nothing}</div>`;

/** What a person reads about a reading that failed: without an answer, the platform asks until there is one. */
const readingSentence = (fault: ApiProblem) => (fault.status === 0 ? sharedText().offline : sentenceOf(fault));

/** A fault of reading in place of what was to be read, with the way to try again. */
export const faultNotice = (fault: ApiProblem, again: () => void) =>
  html`<div role="alert">${notice(sharedText().failed, readingSentence(fault), { label: sharedText().tryAgain, go: again })}</div>`;

/** A fault of reading above what was read before, which may be out of date. */
export const faultLine = (fault: ApiProblem | undefined, again: () => void) =>
  fault
    ? html`<p class="fault" role="alert">${readingSentence(fault)} <button class="link" @click=${again}>${sharedText().tryAgain}</button></p>`
    : nothing;

/** Stands where something is about to be; seen only when it takes long. */
export const skeleton = () => html`<div class="skeleton" role="status">${sharedText().loading}</div>`;
