import { html, nothing, type PropertyValues } from 'lit';
import { Clock } from '../parts/clock.ts';
import { controlOf, staysHere } from '../parts/controls.ts';
import { faultNotice, notice, skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import { type State, TONES } from '../parts/tones.ts';
import type { DatabaseRef, ListFilter } from '../platform/events.ts';
import type { PlatformMessage } from '../platform/platform.ts';
import type { DatabasePageView, DatabaseView } from '../platform/wire.ts';
import { DatabaseRows, queryOf } from './database-rows.ts';
import styles from './pg-database-list.css?inline';
import { listText, rowTemplate } from './row-template.ts';

const PAGE = 100;
/** Rows drawn above and below what is seen. */
const MARGIN = 10;
/** Height of a row before one was measured. */
const ROW_PX = 62;
const SEARCH_PAUSE_MS = 150;

/**
 * All databases, live: search, filters, order, and as many rows as there are; only those in sight are in the page.
 *
 * @tag pg-database-list
 * @fires pg-open - A database was chosen; `detail.project`, `detail.name`.
 * @fires pg-new - "New database" was pressed.
 * @fires pg-filter - Search, status or order has changed; `detail` holds all filters.
 * @csspart row - One database.
 * @csspart state - A state: dot and word.
 * @csspart notice - What stands in place of rows when there are none.
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
  /** Only databases in this state; empty for any. @attr */
  declare status: string;
  /** Part of a name, or `key:value` for a label. @attr */
  declare q: string;
  /** `name`, `createdAt`, `-createdAt` or `status`. @attr */
  declare sort: string;
  /** The address of a database's own page, for its link. */
  declare linkTo: (ref: DatabaseRef) => string;

  protected override readonly keys = ['project', 'status', 'q', 'sort', 'api'];
  readonly #rows = new DatabaseRows();
  #cursor: string | null | undefined;
  #active = 0;
  #top = 0;
  #rowPx = ROW_PX;
  #news = '';
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

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.#look, { capture: true, passive: true });
    addEventListener('resize', this.#look, { passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#look, { capture: true });
    removeEventListener('resize', this.#look);
  }

  /** Puts the cursor into the search field. */
  focusSearch(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input')?.select();
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const wanted = Math.max(PAGE, this.#rows.length);
    const read: DatabaseView[] = [];
    let cursor: string | null | undefined;
    do {
      const [page, databases] = await this.#readPage(cursor, signal);
      read.push(...databases);
      cursor = page.nextCursor;
    } while (cursor !== null && read.length < wanted);
    if (signal.aborted) return;
    this.#rows.filter = this.#filter;
    this.#rows.replaceAll(read);
    this.#cursor = cursor;
  }

  #readPage(cursor: string | null | undefined, signal: AbortSignal) {
    const query = queryOf(this.#filter);
    query.set('limit', String(PAGE));
    if (cursor) query.set('cursor', cursor);
    const ask = () => this.platform.request<DatabasePageView>('GET', `/api/databases?${query}`, { signal });
    return this.platform.read(ask, ({ items }) => items);
  }

  #reading = false;

  async #readMore(): Promise<void> {
    const cursor = this.#cursor;
    if (!cursor || this.#reading) return;
    this.#reading = true;
    const filter = this.#filter;
    try {
      const [page, databases] = await this.#readPage(cursor, new AbortController().signal);
      // A list that was read anew meanwhile goes on from its own cursor.
      if (this.#cursor !== cursor || (this.#rows.filter !== filter && this.#filter.q !== filter.q)) return;
      this.#rows.append(databases);
      this.#cursor = page.nextCursor;
    } catch {
      // The next scroll tries again; a lost connection is told by the page's link.
    } finally {
      this.#reading = false;
      this.requestUpdate();
    }
  }

  get #filter(): ListFilter {
    return { project: this.project, status: this.status, q: this.q, sort: this.sort };
  }

  protected override receive(message: PlatformMessage): void {
    const more = Boolean(this.#cursor);
    if (message.kind === 'database') this.#rows.put(message.database, more);
    else if (message.kind === 'database_deleted') this.#rows.remove(message.database.id);
    else if (message.kind === 'service_event' && message.event.to) this.#announce(message.event.database, message.event.to);
    else return;
    this.requestUpdate();
  }

  #announce(name: string, state: State): void {
    this.#news = listText().nowIs(name, sharedText().states[state]);
  }

  /** At most one drawing a frame, however many changes come in. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await new Promise(requestAnimationFrame);
    super.scheduleUpdate();
  }

  override render() {
    const count = this.#cursor === undefined ? nothing : `${this.#rows.length}${this.#cursor ? '+' : ''}`;
    return html`<div class="tools row wrap">
        <h1 tabindex="-1">${listText().title}</h1><span class="muted num">${count}</span><span class="grow"></span>
        ${this.#filters()}
        <button class="primary" @click=${() => this.emit('pg-new', {})}>${listText().newDatabase}</button>
      </div>
      ${this.#body()}
      <div class="unseen" role="status">${this.#news}</div>`;
  }

  #filters() {
    const text = listText();
    return html`<span class="find"><input type="search" .value=${this.q} placeholder="${text.search}  /" aria-label=${text.search} title=${text.searchHint} @input=${this.#typeSearch} /></span>
      <select aria-label=${text.status} @change=${(event: Event) => this.#choose('status', event)}>
        <option value="">${text.anyStatus}</option>
        ${Object.keys(TONES).map((state) => html`<option value=${state} ?selected=${state === this.status}>${sharedText().states[state as State]}</option>`)}
      </select>
      <select class="wide" aria-label=${text.sort} @change=${(event: Event) => this.#choose('sort', event)}>
        ${Object.entries(text.sorts).map(([sort, label]) => html`<option value=${sort} ?selected=${sort === this.sort}>${label}</option>`)}
      </select>`;
  }

  #body() {
    if (this.platform.session === 'out') return html`<div class="card">${notice(sharedText().loginNeeded, '')}</div>`;
    if (this.#rows.length > 0) return this.#table();
    if (this.fault) return html`<div class="card">${faultNotice(this.fault, () => this.reload())}</div>`;
    return html`<div class="card">${this.#cursor === undefined ? skeleton() : this.#empty()}</div>`;
  }

  #empty() {
    const text = listText();
    if (!this.q && !this.status) return notice(text.none, text.noneHint, { label: text.newDatabase, go: () => this.emit('pg-new', {}) });
    return notice(text.noMatch, text.noMatchHint, { label: text.clear, go: () => this.#setFilter({ q: '', status: '' }) });
  }

  #table() {
    const text = listText();
    const [from, to] = this.#window();
    const rows = this.#rows.slice(from, to);
    const actions = { href: this.linkTo, open: this.#open, filterBy: this.#filterBy };
    return html`<table class="card" role="table" aria-label=${text.title} aria-rowcount=${this.#cursor ? -1 : this.#rows.length + 1}
        @keydown=${this.#walk} @pointerenter=${() => this.#hold(true)} @pointerleave=${() => this.#hold(false)}>
        <thead role="rowgroup"><tr role="row" aria-rowindex="1">
          <th role="columnheader">${text.name}</th><th role="columnheader">${text.status}</th><th role="columnheader" class="wide">${text.version}</th>
          <th role="columnheader">${text.instances}</th><th role="columnheader" class="wide">${text.storage}</th><th role="columnheader" class="wide">${text.changed}</th>
        </tr></thead>
        <tbody role="rowgroup" @focusin=${this.#follow}>${rows.map((database, index) => rowTemplate(database, from + index, from + index === this.#active, actions))}</tbody>
      </table>
      <p class="note hint" ?hidden=${this.#rows.waiting === 0}>${text.waiting(this.#rows.waiting)}</p>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const body = this.renderRoot.querySelector('tbody');
    if (!body) return;
    const [from, to] = this.#window();
    this.#rowPx = body.querySelector('tr')?.offsetHeight || this.#rowPx;
    // Through the CSSOM: a style attribute would need a laxer policy.
    body.style.paddingTop = `${from * this.#rowPx}px`;
    body.style.paddingBottom = `${Math.max(0, this.#rows.length - to) * this.#rowPx}px`;
    this.#look();
  }

  #window(): readonly [from: number, to: number] {
    const shown = Math.ceil(innerHeight / this.#rowPx) + 2 * MARGIN;
    const last = Math.max(0, this.#rows.length - shown);
    const from = Math.min(last, Math.max(0, Math.floor(this.#top / this.#rowPx) - MARGIN));
    return [from, from + shown];
  }

  readonly #look = (): void => {
    const body = this.renderRoot.querySelector('tbody');
    if (!body) return;
    const before = this.#window()[0];
    this.#top = Math.max(0, -body.getBoundingClientRect().top);
    const [from, to] = this.#window();
    if (from !== before) this.requestUpdate();
    if (this.#cursor && to >= this.#rows.length) void this.#readMore();
  };

  #hold(held: boolean): void {
    this.#rows.hold(held, Boolean(this.#cursor));
    this.requestUpdate();
  }

  readonly #open = (event: Event, { project, name }: DatabaseView, growTo?: number): void => {
    if (staysHere(event) && !this.emit('pg-open', { project, name, growTo })) event.preventDefault();
  };

  readonly #filterBy = (label: string): void => this.#setFilter({ q: label.replace(': ', ':') });

  #typeSearch(event: InputEvent): void {
    const q = controlOf(event)?.value ?? '';
    clearTimeout(this.#search);
    this.#search = setTimeout(() => this.#setFilter({ q }), SEARCH_PAUSE_MS);
  }

  #choose(field: 'status' | 'sort', event: Event): void {
    this.#setFilter({ [field]: controlOf(event)?.value ?? '' });
  }

  #setFilter(change: Partial<ListFilter>): void {
    Object.assign(this, change);
    this.#active = 0;
    this.emit('pg-filter', this.#filter);
  }

  #follow(event: FocusEvent): void {
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    if (row) this.#active = Number(row.dataset.index);
    this.requestUpdate();
  }

  async #walk(event: KeyboardEvent): Promise<void> {
    const page = Math.floor(innerHeight / this.#rowPx);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#active = Math.max(0, Math.min(this.#rows.length - 1, this.#active + step));
    await this.#showActive();
  }

  /** Scrolls the active row into sight, draws it, and gives it the focus. */
  async #showActive(): Promise<void> {
    const body = this.renderRoot.querySelector('tbody');
    if (!body) return;
    const top = body.getBoundingClientRect().top + this.#active * this.#rowPx;
    if (top < 0 || top + this.#rowPx > innerHeight) scrollBy({ top: top - innerHeight / 2, behavior: 'instant' });
    this.#look();
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`tr[data-index="${this.#active}"] a`)?.focus({ preventScroll: true });
  }
}

define('pg-database-list', PgDatabaseList);

declare global {
  interface HTMLElementTagNameMap {
    'pg-database-list': PgDatabaseList;
  }
}
