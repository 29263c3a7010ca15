import { html, nothing } from 'lit';
import { stateLabel } from '../parts/state-label.ts';
import { storageMeter } from '../parts/storage-meter.ts';
import { sharedText } from '../parts/texts.ts';
import { topology } from '../parts/topology.ts';
import type { DatabaseView } from '../platform/wire.ts';
import { list } from '../text/en/list.ts';
import { fullTime, relativeTime } from '../text/format.ts';
import { textOf } from '../text/locale.ts';

export const listText = textOf('list', list);

/** What all rows of a list have in common. */
export interface RowContext {
  /** Index of the row that Tab reaches. */
  readonly active: number;
  readonly href: (database: DatabaseView) => string;
  /** `growTo`: with the storage row opened for this size. */
  readonly open: (event: Event, database: DatabaseView, growTo?: number) => void;
  readonly filterBy: (label: string) => void;
}

/** One row; `index` counts from 0 over the whole list. */
export function rowTemplate(database: DatabaseView, index: number, context: RowContext) {
  const { status } = database;
  const changed = status.since > database.updatedAt ? status.since : database.updatedAt;
  return html`<tr role="row" aria-rowindex=${index + 2} data-index=${index} part="row">
    <td role="rowheader">${nameCell(database, index === context.active, context)}</td>
    <td role="cell">${stateLabel(status.state)}${reasonLine(database, context)}</td>
    <td role="cell" class="wide num">${status.serverVersion ?? database.version}</td>
    <td role="cell">${topology(database)}</td>
    <td role="cell" class="wide">${storageMeter(database)}</td>
    <td role="cell" class="wide muted small"><time datetime=${changed} title=${fullTime(changed)}>${relativeTime(changed) ?? sharedText().now}</time></td>
  </tr>`;
}

function nameCell(database: DatabaseView, active: boolean, { href, open, filterBy }: RowContext) {
  const labels = Object.entries(database.labels).map(([key, value]) => `${key}: ${value}`);
  const project = database.project === 'default' ? nothing : html`<span>${database.project}${labels.length > 0 ? ' · ' : ''}</span>`;
  return html`<div class="cut"><a href=${href(database)} tabindex=${active ? 0 : -1} @click=${(event: Event) => open(event, database)}>${database.name}</a></div>
    <div class="muted small cut">${project}${labels.map(
      (label) =>
        html`<button class="label" tabindex=${active ? 0 : -1} title=${listText().filterBy(label)} @click=${() => filterBy(label)}>${label}</button>`,
    )}</div>`;
}

/** Why it is not available and, where there is one, a link to the remedy. */
function reasonLine(database: DatabaseView, { href, open }: RowContext) {
  const { state, reason } = database.status;
  if (reason === null) return nothing;
  return html`<div class="reason muted small"><span class="cut" title=${reason}>${reason}</span>${state === 'storage_full' ? growLink() : nothing}</div>`;

  function growLink() {
    const size = database.storageGiB * 2;
    return html`<a class="act link" href=${href(database)} @click=${(event: Event) => open(event, database, size)}>${listText().growTo(size)}</a>`;
  }
}
