import { type CSSResultGroup, html, nothing, type PropertyDeclarations } from 'lit';
import { faultNotice, notice, skeleton } from '../parts/notice.ts';
import { PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import { isApiProblem } from '../platform/api-problem.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import { day } from '../text/format.ts';
import { happeningTemplate, historyText, type LinkTo } from './happening.ts';
import styles from './history.css?inline';
import { type Happening, type HistoryFilter, HistorySource } from './history-source.ts';

/** More do not come while one page is read. */
const LATEST = 100;

/** A history that goes on by itself: newest first, older ones on demand. Children say which, and draw what is around it. */
export abstract class HistoryElement extends PgElement {
  static override properties: PropertyDeclarations = { happenings: { state: true } };
  static override styles: CSSResultGroup = [PgElement.styles, sheet(styles)];

  declare protected happenings: readonly Happening[] | undefined;
  #sources: readonly HistorySource[] = [];
  /** What came while a page was being read, which may not have it yet. */
  #meanwhile: PlatformMessage[] = [];

  /** Which kinds of history are read. */
  protected abstract readonly kinds: readonly Happening['kind'][];
  protected abstract get filter(): HistoryFilter;
  protected get link(): LinkTo {
    return undefined;
  }

  /** What of that is shown. */
  protected shows(_happening: Happening): boolean {
    return true;
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const sources = this.kinds.map((kind) => new HistorySource(kind, this.platform, this.filter));
    this.#meanwhile = [];
    const pages = await Promise.all(sources.map((source) => source.older(signal)));
    if (signal.aborted) return;
    this.#sources = sources;
    const news = this.#meanwhile.flatMap((message) => sources.flatMap((source) => source.take(message) ?? []));
    this.happenings = newestFirst([...news, ...pages.flat()]);
  }

  protected override receive(message: PlatformMessage): void {
    this.#meanwhile = [...this.#meanwhile, message].slice(-LATEST);
    const news = this.#sources.flatMap((source) => source.take(message) ?? []);
    if (news.length > 0) this.happenings = newestFirst([...news, ...(this.happenings ?? [])]);
  }

  async #readOlder(): Promise<void> {
    try {
      const pages = await Promise.all(this.#sources.map((source) => source.older(new AbortController().signal)));
      this.happenings = newestFirst([...(this.happenings ?? []), ...pages.flat()]);
    } catch (error) {
      if (!isApiProblem(error)) throw error;
      this.fault = error;
    }
  }

  protected historyTemplate() {
    const text = historyText();
    if (this.platform.session === 'out') return notice(sharedText().loginNeeded, '');
    if (this.fault && (!this.happenings || this.fault.status === 422)) return faultNotice(this.fault, () => this.reload());
    if (!this.happenings) return skeleton();
    const shown = this.happenings.filter((happening) => this.shows(happening));
    if (shown.length === 0)
      return this.happenings.length === 0 && !this.filtered ? notice(text.none, text.noneHint) : notice(text.noMatch, '');
    return html`<ol>${shown.map((happening, index) => this.#line(happening, shown[index - 1]))}</ol>
      ${this.#sources.every(({ ended }) => ended) ? nothing : html`<div class="older"><button @click=${this.#readOlder}>${text.older}</button></div>`}`;
  }

  protected get filtered(): boolean {
    const { actor, action, since } = this.filter;
    return Boolean(actor || action || since);
  }

  #line(happening: Happening, above: Happening | undefined) {
    const today = day(happening.at);
    const heading = above ? day(above.at) !== today : today !== day(new Date().toISOString());
    return html`${heading ? html`<li class="day">${today}</li>` : nothing}${happeningTemplate(happening, this.link)}`;
  }
}

function newestFirst(happenings: readonly Happening[]): Happening[] {
  const once = new Map(happenings.map((happening) => [happening.id, happening]));
  return [...once.values()].toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
}
