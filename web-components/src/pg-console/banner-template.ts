import { html, nothing } from 'lit';
import { sharedText } from '../parts/texts.ts';
import { consoleText } from './console-text.ts';

export const reloadPage = () => ({ label: sharedText().reloadPage, go: () => location.reload() });

/** What is wrong with the page as a whole, with the way out. */
export function bannerTemplate(isBroken: boolean, isOffline: boolean, retry: () => void) {
  if (!isBroken && !isOffline) return nothing;
  const { label, go } = isBroken ? reloadPage() : { label: sharedText().tryAgain, go: retry };
  return html`<div class="banner" role="alert">${isBroken ? consoleText().pageFailed : consoleText().offline} <button class="link" @click=${go}>${label}</button></div>`;
}
