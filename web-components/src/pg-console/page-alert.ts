import { html, nothing } from 'lit';
import { sharedText } from '../parts/texts.ts';
import { consoleText } from './console-text.ts';

export const reloadPage = () => ({ label: sharedText().reloadPage, go: () => location.reload() });

/** The alert for a fault of the whole page, with what to do. */
export function pageAlert(isBroken: boolean, isOffline: boolean, retry: () => void) {
  if (!isBroken && !isOffline) return nothing;
  const { label, go } = isBroken ? reloadPage() : { label: sharedText().tryAgain, go: retry };
  return html`<div class="page-alert" role="alert">${isBroken ? consoleText().pageFailed : consoleText().offline} <button class="link" @click=${go}>${label}</button></div>`;
}
