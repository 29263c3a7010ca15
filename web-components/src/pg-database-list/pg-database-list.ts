import { html, nothing } from 'lit';
import { Clock } from '../parts/clock.ts';
import { staysHere } from '../parts/controls.ts';
import { faultLine, faultNotice, notice, skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import type { DatabaseRef, ListFilter } from '../platform/events.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import type { DatabasePageView, DatabaseView } from '../platform/wire.ts';
import { DatabaseRows, PAGE, queryOf } from './database-rows.ts';
import styles from './pg-database-list.css?inline';
import { listText, rowTemplate } from './row-template.ts';
import { RowWindow } from './row-window.ts';
import { toolbarTemplate } from './toolbar-template.ts';

const SEARCH_PAUSE_MS = 150;

/**
 * All databases, live: search, filters, order, and any number of rows; only the visible ones are rendered.
 *
 * @tag pg-database-list
 * @fires pg-open - A database was chosen; `detail.project`, `detail.name`.
 * @fires pg-new - "New database" was pressed.
 * @fires pg-filter - Search, status or order has changed; `detail` holds all filters.
 * @csspart row - One database.
 * @csspart state - A state: dot and word.
 * @csspart notice - Shown when there are no rows.
 */
export class PgDatabaseList extends PgElement {
  static override properties = {
    project: {},
    status: {},
    q: {},
    sort: {},
    linkTo: { attribute: false },
  };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Only databases of this project; empty for all. @attr */
  declare project: string;
  /** Only databases in this state, or in one of several with commas; empty for any. @attr */
  declare status: string;
  /** Part of a name, or `key:value` for a label. @attr */
  declare q: string;
  /** `name`, `createdAt`, `-createdAt` or `status`. @attr */
  declare sort: string;
  /** The address of a database's own page, for its link. */
  declare linkTo: (ref: DatabaseRef) => string;

  protected override readonly keys = ['project', 'status', 'q', 'sort', 'api'];
  readonly #rows = new DatabaseRows();
  readonly #window = new RowWindow(this, this.#rows, () => void this.#readMore());
  #reading = false;
  #announcement = '';
  #search: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.project = '';
    this.status = '';
    this.q = '';
    this.sort = 'name';
    this.linkTo = ({ project, name }) => `#/databases/${project}/${name}`;
    new Clock(this);
  }

  /** Gives the focus to the row that had it last, wherever it is in the list. */
  focusRow(): Promise<void> {
    return this.#window.showActive();
  }

  /** Puts the cursor into the search field. */
  focusSearch(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input')?.select();
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const filter = this.#filter;
    const wanted = Math.max(PAGE, this.#rows.length);
    const read: DatabaseView[] = [];
    let cursor: string | null = null;
    do {
      const [page, databases] = await this.#readPage(filter, cursor, signal);
      read.push(...databases);
      cursor = page.nextCursor;
    } while (cursor !== null && read.length < wanted);
    if (!signal.aborted) this.#rows.replaceAll(read, filter, cursor);
  }

  #readPage(filter: ListFilter, cursor: string | null, signal: AbortSignal) {
    const path = `/api/databases?${queryOf(filter, cursor)}`;
    const request = () => this.platform.request<DatabasePageView>('GET', path, { signal });
    return this.platform.read(request, ({ items }) => items);
  }

  async #readMore(): Promise<void> {
    const { cursor } = this.#rows;
    if (!cursor || this.#reading) return;
    this.#reading = true;
    try {
      const [page, databases] = await this.#readPage(this.#rows.filter, cursor, new AbortController().signal);
      // A list that was read anew meanwhile goes on from its own cursor.
      if (this.#rows.cursor === cursor) this.#rows.append(databases, page.nextCursor);
    } catch {
      // The next scroll tries again; the label in the header shows a lost connection.
    }
    this.#reading = false;
    this.requestUpdate();
  }

  get #filter(): ListFilter {
    return { project: this.project, status: this.status, q: this.q, sort: this.sort };
  }

  protected override receive(message: PlatformMessage): void {
    if (message.kind === 'database') this.#rows.put(message.database);
    else if (message.kind === 'database_deleted') this.#rows.remove(message.database.id);
    else if (message.kind === 'service_event' && message.event.to)
      this.#announcement = listText().nowIs(message.event.database, sharedText().states[message.event.to]);
    else return;
    this.requestUpdate();
  }

  /** At most one update per frame, however many messages arrive. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  override render() {
    const count = this.#rows.cursor === undefined ? nothing : `${this.#rows.length}${this.#rows.cursor ? '+' : ''}`;
    return html`${toolbarTemplate(this.#filter, count, this.#toolbar)}
      ${this.#rows.length > 0 ? faultLine(this.fault, () => this.reload()) : nothing}${this.#body()}
      <div class="unseen" role="status">${this.#announcement}</div>`;
  }

  readonly #setFilter = (change: Partial<ListFilter>): void => {
    Object.assign(this, change);
    this.#window.active = 0;
    this.emit('pg-filter', this.#filter);
  };

  readonly #toolbar = {
    search: (q: string): void => {
      clearTimeout(this.#search);
      this.#search = setTimeout(() => this.#setFilter({ q }), SEARCH_PAUSE_MS);
    },
    choose: this.#setFilter,
    add: (): void => void this.emit('pg-new', {}),
  };

  #body() {
    if (this.platform.session === 'out') return html`<div class="card">${notice(sharedText().loginNeeded, '')}</div>`;
    if (this.#rows.length > 0) return this.#table();
    if (this.fault) return html`<div class="card">${faultNotice(this.fault, () => this.reload())}</div>`;
    return html`<div class="card">${this.#rows.cursor === undefined ? skeleton() : this.#empty()}</div>`;
  }

  #empty() {
    const text = listText();
    if (!this.q && !this.status) return notice(text.none, text.noneHint, { label: text.newDatabase, go: this.#toolbar.add });
    return notice(text.noMatch, text.noMatchHint, { label: text.clear, go: () => this.#setFilter({ q: '', status: '' }) });
  }

  #table() {
    const text = listText();
    const [from, to] = this.#window.range;
    const rows = this.#rows.slice(from, to);
    const context = { active: this.#window.active, href: this.linkTo, open: this.#open, filterBy: this.#filterBy };
    return html`<table class="card" role="table" aria-label=${text.title} aria-rowcount=${this.#rows.cursor ? -1 : this.#rows.length + 1}
        @keydown=${this.#window.moveActive} @pointerenter=${this.#hold} @pointerleave=${this.#hold}>
        <thead role="rowgroup"><tr role="row" aria-rowindex="1">
          <th role="columnheader">${text.name}</th><th role="columnheader">${text.status}</th><th role="columnheader" class="wide">${text.version}</th>
          <th role="columnheader">${text.instances}</th><th role="columnheader" class="wide">${text.storage}</th><th role="columnheader" class="wide">${text.changed}</th>
        </tr></thead>
        <tbody role="rowgroup" @focusin=${this.#window.followFocus}>${rows.map((database, offset) => rowTemplate(database, from + offset, context))}</tbody>
      </table>
      <p class="note hint" ?hidden=${this.#rows.waiting === 0}>${text.waiting(this.#rows.waiting)}</p>`;
  }

  /** Nothing moves under the pointer. */
  readonly #hold = ({ type }: PointerEvent): void => {
    this.#rows.hold(type === 'pointerenter');
    this.requestUpdate();
  };

  readonly #open = (event: Event, { project, name }: DatabaseView, growTo?: number): void => {
    this.#window.followFocus(event);
    if (staysHere(event) && !this.emit('pg-open', { project, name, growTo })) event.preventDefault();
  };

  readonly #filterBy = (label: string): void => this.#setFilter({ q: label.replace(': ', ':') });
}

define('pg-database-list', PgDatabaseList);

declare global {
  interface HTMLElementTagNameMap {
    'pg-database-list': PgDatabaseList;
  }
}
