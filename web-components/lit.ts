/** What the elements use of Lit: one file that all of them share on a page, whichever of them it loads. */
export { html, LitElement, nothing, render, unsafeCSS } from 'lit';
