import { html, nothing } from 'lit';
import type { OptionsView } from '../platform/wire.ts';
import { detailText } from './detail-text.ts';

type Extension = NonNullable<OptionsView['extensions'][string]>[number];

/** The extensions of a version: those that a tenant can create, then the others, each with the reason why not. */
export function extensionsTemplate(extensions: readonly Extension[]) {
  const text = detailText();
  const [mine, others] = [extensions.filter(({ available }) => available), extensions.filter(({ available }) => !available)];
  if (extensions.length === 0) return nothing;
  return html`<details class="extensions small"><summary>${text.extensions(mine.length)}</summary><p class="muted">${text.extensionsHint}</p>${list(mine)}
    <details><summary>${text.otherExtensions(others.length)}</summary>${list(others)}</details></details>`;
}

const list = (extensions: readonly Extension[]) =>
  html`<ul>${extensions.map(({ name, version, description, reason }) => html`<li><code>${name}</code> ${version} <span class="muted">${description} ${reason}</span></li>`)}</ul>`;
