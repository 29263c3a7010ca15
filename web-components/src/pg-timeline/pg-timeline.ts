import { html } from 'lit';
import { linkLabel } from '../parts/link-label.ts';
import { define, sheet } from '../parts/pg-element.ts';
import tabStyles from '../parts/tabs.css?inline';
import { tabs } from '../parts/tabs.ts';
import { HistoryElement } from './history-element.ts';
import { historyText } from './history-item.ts';
import type { HistoryFilter, HistoryItem } from './history-source.ts';

const TABS = ['timeline', 'events', 'audit'] as const;
type Tab = (typeof TABS)[number];

/**
 * Service events and audit entries of one database together, newest first, live.
 *
 * @tag pg-timeline
 * @csspart event - A service event.
 * @csspart audit-entry - An audit entry.
 * @csspart notice - Shown when there are no entries.
 */
export class PgTimeline extends HistoryElement {
  static override properties = { project: {}, name: {}, tab: { state: true } };

  static override styles = [HistoryElement.styles, sheet(tabStyles)];

  /** Project of the database. @attr */
  declare project: string;
  /** Name of the database. @attr */
  declare name: string;
  declare private tab: Tab;

  protected override readonly keys = ['api', 'project', 'name'];
  protected override readonly kinds = ['event', 'audit'] as const;

  constructor() {
    super();
    this.project = 'default';
    this.name = '';
    this.tab = 'timeline';
  }

  protected override get filter(): HistoryFilter {
    return { project: this.project, database: this.name, actor: '', action: '', since: '' };
  }

  protected override shows({ kind }: HistoryItem): boolean {
    return this.tab === 'timeline' || (this.tab === 'events') === (kind === 'event');
  }

  override render() {
    const text = historyText();
    return html`<section class="card" aria-label=${text.timeline}>
      <div class="bar">${tabs<Tab>(
        TABS,
        this.tab,
        (tab) => {
          this.tab = tab;
        },
        (tab) => text.tabs[tab],
      )}${linkLabel(this.platform.link)}</div>
      <div id="panel" role="tabpanel" aria-labelledby="tab-${this.tab}">${this.historyTemplate()}</div>
    </section>`;
  }
}

define('pg-timeline', PgTimeline);

declare global {
  interface HTMLElementTagNameMap {
    'pg-timeline': PgTimeline;
  }
}
