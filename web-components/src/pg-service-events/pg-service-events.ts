import { html } from 'lit';
import { linkLabel } from '../parts/link-label.ts';
import { define } from '../parts/pg-element.ts';
import { HistoryElement } from '../pg-timeline/history-element.ts';
import { historyText, severityOf } from '../pg-timeline/history-item.ts';
import type { HistoryFilter, HistoryItem } from '../pg-timeline/history-source.ts';

/**
 * The service events of one database, newest first, live.
 *
 * @tag pg-service-events
 * @csspart event - A service event.
 * @csspart notice - Shown when there are no events.
 */
export class PgServiceEvents extends HistoryElement {
  static override properties = { project: {}, name: {}, problems: { type: Boolean, reflect: true } };

  /** Project of the database. @attr */
  declare project: string;
  /** Name of the database. @attr */
  declare name: string;
  /** Only what went wrong. @attr */
  declare problems: boolean;

  protected override readonly keys = ['api', 'project', 'name'];
  protected override readonly kinds = ['event'] as const;

  constructor() {
    super();
    this.project = 'default';
    this.name = '';
    this.problems = false;
  }

  protected override get filter(): HistoryFilter {
    return { project: this.project, database: this.name, actor: '', action: '', since: '' };
  }

  protected override get filtered(): boolean {
    return this.problems;
  }

  protected override shows(item: HistoryItem): boolean {
    return !this.problems || (item.kind === 'event' && ['warn', 'bad'].includes(severityOf(item.event)));
  }

  override render() {
    const text = historyText();
    return html`<section class="card" aria-label=${text.eventsTitle}>
      <div class="top row wrap"><h2>${text.eventsTitle}</h2><span class="grow"></span>
        <label class="row small"><input type="checkbox" .checked=${this.problems} @change=${() => {
          this.problems = !this.problems;
        }} />${text.problemsOnly}</label>
        ${linkLabel(this.platform.link)}</div>
      ${this.historyTemplate()}
    </section>`;
  }
}

define('pg-service-events', PgServiceEvents);

declare global {
  interface HTMLElementTagNameMap {
    'pg-service-events': PgServiceEvents;
  }
}
