import { html } from 'lit';

/** The product's mark and name. */
export const brand = (size: number) =>
  html`<svg aria-hidden="true" width=${size} height=${size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.8"><ellipse cx="10" cy="4.6" rx="6.6" ry="2.6" /><path d="M3.4 4.6v10.6c0 1.5 3 2.7 6.6 2.7s6.6-1.2 6.6-2.7V4.6M3.4 10c0 1.4 3 2.6 6.6 2.6s6.6-1.2 6.6-2.6" /></svg>postgres-paas`;
