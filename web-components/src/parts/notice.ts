import { html, nothing } from 'lit';
import type { ApiProblem } from '../platform/api-problem.ts';
import { errorText } from './error-text.ts';
import { sharedText } from './texts.ts';

interface Action {
  readonly label: string;
  readonly go: () => void;
}

/** An empty view: why, and what to do. */
export const notice = (title: string, sentence: string, action?: Action) =>
  html`<div class="notice stack" part="notice" role="status"><h2>${title}</h2><p>${sentence}</p>${action ? html`<button @click=${action.go}>${action.label}</button>` : nothing}</div>`;

/** The text for a failed read: without a response, the platform retries by itself. */
const readErrorText = (fault: ApiProblem) => (fault.status === 0 ? sharedText().offline : errorText(fault));

/** A failed read in place of the content, with a button to retry. */
export const faultNotice = (fault: ApiProblem, again: () => void) =>
  html`<div role="alert">${notice(sharedText().failed, readErrorText(fault), { label: sharedText().tryAgain, go: again })}</div>`;

/** A failed read above content that may be stale, with a button to retry. */
export const faultLine = (fault: ApiProblem | undefined, again: () => void) =>
  fault
    ? html`<p class="fault" role="alert">${readErrorText(fault)} <button class="link" @click=${again}>${sharedText().tryAgain}</button></p>`
    : nothing;

/** A placeholder while loading; visible only when it takes long. */
export const skeleton = () => html`<div class="skeleton" role="status">${sharedText().loading}</div>`;
