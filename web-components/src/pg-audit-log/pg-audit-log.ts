import { html } from 'lit';
import { controlOf, staysHere } from '../parts/controls.ts';
import { define } from '../parts/pg-element.ts';
import { HistoryElement } from '../pg-timeline/history-element.ts';
import { historyText, type LinkTo } from '../pg-timeline/history-item.ts';
import type { HistoryFilter } from '../pg-timeline/history-source.ts';
import type { DatabaseRef } from '../platform/events.ts';

const TYPING_PAUSE_MS = 200;

/**
 * Who did what, over all databases or one, newest first, live, with filters.
 *
 * @tag pg-audit-log
 * @fires pg-open - A database was chosen; `detail.project`, `detail.name`.
 * @csspart audit-entry - One entry.
 * @csspart notice - Shown when there are no entries.
 */
export class PgAuditLog extends HistoryElement {
  static override properties = {
    project: {},
    database: {},
    actor: {},
    action: {},
    since: {},
    linkTo: { attribute: false },
  };

  /** Only entries of this project; empty for all. @attr */
  declare project: string;
  /** Only entries on this database; empty for all. @attr */
  declare database: string;
  /** Only what this user did. @attr */
  declare actor: string;
  /** Only this action, such as `database.update`. @attr */
  declare action: string;
  /** Not before this day or time (as an input of type date gives it). @attr */
  declare since: string;
  /** The address of a database's own page, for its link. */
  declare linkTo: (ref: DatabaseRef) => string;

  protected override readonly keys = ['api', 'project', 'database', 'actor', 'action', 'since'];
  protected override readonly kinds = ['audit'] as const;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.project = '';
    this.database = '';
    this.actor = '';
    this.action = '';
    this.since = '';
    this.linkTo = ({ project, name }) => `#/databases/${project}/${name}`;
  }

  protected override get filter(): HistoryFilter {
    const { project, database, actor, action, since } = this;
    return { project, database, actor, action, since: since ? new Date(since).toISOString() : '' };
  }

  protected override get filtered(): boolean {
    return Boolean(this.database) || super.filtered;
  }

  protected override get link(): LinkTo {
    return (ref) => html`<a href=${this.linkTo(ref)} @click=${(event: Event) => this.#open(event, ref)}>${ref.name}</a>`;
  }

  override render() {
    const text = historyText();
    return html`<div class="filters row wrap" @input=${this.#type} @change=${this.#type}>
        <h1 tabindex="-1">${text.auditTitle}</h1><span class="grow"></span>
        <input name="actor" type="search" .value=${this.actor} placeholder=${text.filterActor} aria-label=${text.filterActor} autocapitalize="none" />
        <input name="database" type="search" .value=${this.database} placeholder=${text.filterDatabase} aria-label=${text.filterDatabase} autocapitalize="none" />
        <select name="action" aria-label=${text.filterAction}><option value="">${text.anyAction}</option>
          ${Object.entries(text.actions).map(([action, label]) => html`<option value=${action} ?selected=${action === this.action}>${label.replace(':', '')}</option>`)}</select>
        <input name="since" type="date" .value=${this.since} aria-label=${text.filterSince} title=${text.filterSince} />
      </div>
      <section class="card" aria-label=${text.auditTitle}>${this.historyTemplate()}</section>`;
  }

  #type(event: Event): void {
    const control = controlOf(event);
    if (!control) return;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => Object.assign(this, { [control.name]: control.value.trim() }), TYPING_PAUSE_MS);
  }

  #open(event: Event, ref: DatabaseRef): void {
    if (staysHere(event) && !this.emit('pg-open', ref)) event.preventDefault();
  }
}

define('pg-audit-log', PgAuditLog);

declare global {
  interface HTMLElementTagNameMap {
    'pg-audit-log': PgAuditLog;
  }
}
