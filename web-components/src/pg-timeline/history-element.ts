import { type CSSResultGroup, html, nothing, type PropertyDeclarations } from 'lit';
import { faultNotice, notice, skeleton } from '../parts/notice.ts';
import { PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import { isApiProblem } from '../platform/api-problem.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import { day } from '../text/format.ts';
import styles from './history.css?inline';
import { historyItemTemplate, historyText, type LinkTo } from './history-item.ts';
import { type HistoryFilter, type HistoryItem, HistorySource } from './history-source.ts';

/** At most this many messages are kept while a page is read. */
const LATEST = 100;

/** A live history: newest first, older items on demand. Subclasses choose the kinds and render the frame. */
export abstract class HistoryElement extends PgElement {
  static override properties: PropertyDeclarations = { items: { state: true } };
  static override styles: CSSResultGroup = [PgElement.styles, sheet(styles)];

  declare protected items: readonly HistoryItem[] | undefined;
  #sources: readonly HistorySource[] = [];
  /** Messages that arrived while a page was read, which may not contain them yet. */
  #meanwhile: PlatformMessage[] = [];

  /** Which kinds of history are read. */
  protected abstract readonly kinds: readonly HistoryItem['kind'][];
  protected abstract get filter(): HistoryFilter;
  protected get link(): LinkTo {
    return undefined;
  }

  /** Whether an item is shown. */
  protected shows(_item: HistoryItem): boolean {
    return true;
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const sources = this.kinds.map((kind) => new HistorySource(kind, this.platform, this.filter));
    this.#meanwhile = [];
    const pages = await Promise.all(sources.map((source) => source.older(signal)));
    if (signal.aborted) return;
    this.#sources = sources;
    const news = this.#meanwhile.flatMap((message) => sources.flatMap((source) => source.take(message) ?? []));
    this.items = newestFirst([...news, ...pages.flat()]);
  }

  protected override receive(message: PlatformMessage): void {
    this.#meanwhile = [...this.#meanwhile, message].slice(-LATEST);
    const news = this.#sources.flatMap((source) => source.take(message) ?? []);
    if (news.length > 0) this.items = newestFirst([...news, ...(this.items ?? [])]);
  }

  async #readOlder(): Promise<void> {
    try {
      const pages = await Promise.all(this.#sources.map((source) => source.older(new AbortController().signal)));
      this.items = newestFirst([...(this.items ?? []), ...pages.flat()]);
    } catch (error) {
      if (!isApiProblem(error)) throw error;
      this.fault = error;
    }
  }

  protected historyTemplate() {
    const text = historyText();
    if (this.platform.session === 'out') return notice(sharedText().loginNeeded, '');
    if (this.fault && (!this.items || this.fault.status === 422)) return faultNotice(this.fault, () => this.reload());
    if (!this.items) return skeleton();
    const shown = this.items.filter((item) => this.shows(item));
    if (shown.length === 0) return this.items.length === 0 && !this.filtered ? notice(text.none, text.noneHint) : notice(text.noMatch, '');
    return html`<ol>${shown.map((item, index) => this.#line(item, shown[index - 1]))}</ol>
      ${this.#sources.every(({ ended }) => ended) ? nothing : html`<div class="older"><button @click=${this.#readOlder}>${text.older}</button></div>`}`;
  }

  protected get filtered(): boolean {
    const { actor, action, since } = this.filter;
    return Boolean(actor || action || since);
  }

  #line(item: HistoryItem, above: HistoryItem | undefined) {
    const today = day(item.at);
    const heading = above ? day(above.at) !== today : today !== day(new Date().toISOString());
    return html`${heading ? html`<li class="day">${today}</li>` : nothing}${historyItemTemplate(item, this.link)}`;
  }
}

function newestFirst(items: readonly HistoryItem[]): HistoryItem[] {
  const once = new Map(items.map((item) => [item.id, item]));
  return [...once.values()].toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
}
