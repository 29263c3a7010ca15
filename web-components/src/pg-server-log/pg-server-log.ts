import { html, nothing } from 'lit';
import { controlOf } from '../parts/controls.ts';
import { linkLabel } from '../parts/link-label.ts';
import { faultNotice, notice, skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import type { StreamState } from '../platform/event-stream.ts';
import { databasePath } from '../platform/paths.ts';
import type { LogEntryView, LogListView } from '../platform/wire.ts';
import { log } from '../text/en/log.ts';
import { clockTime, fullTime } from '../text/format.ts';
import { textOf } from '../text/locale.ts';
import { LogFeed } from './log-feed.ts';
import styles from './pg-server-log.css?inline';

const logText = textOf('log', log);

/** From the least to the most, in PostgreSQL's order for logs. */
const LEVELS: readonly LogEntryView['level'][] = ['notice', 'warning', 'error', 'log', 'fatal', 'panic'];
const SEVERITY: Partial<Record<LogEntryView['level'], string>> = { warning: 'warn', error: 'bad', fatal: 'bad', panic: 'bad' };
const LIMIT = 200;
const TYPING_PAUSE_MS = 300;

/**
 * What PostgreSQL has logged for one database, newest first, with filters; live unless switched off.
 *
 * @tag pg-server-log
 * @csspart entry - One entry.
 * @csspart notice - Shown when there are no entries.
 */
export class PgServerLog extends PgElement {
  static override properties = {
    project: {},
    name: {},
    level: {},
    text: {},
    live: { type: Boolean },
    entries: { state: true },
    link: { state: true },
  };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Project of the database. @attr */
  declare project: string;
  /** Name of the database. @attr */
  declare name: string;
  /** Only entries of this level or above, such as `error`; empty for all. @attr */
  declare level: string;
  /** Only entries with this text in them; empty for all. @attr */
  declare text: string;
  /** Whether new entries appear as they are logged. True unless set to false. */
  declare live: boolean;
  declare private entries: readonly LogEntryView[] | undefined;
  declare private link: StreamState;

  protected override readonly keys = ['api', 'project', 'name', 'level', 'text', 'live'];
  #feed: LogFeed | undefined;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.project = 'default';
    this.name = '';
    this.level = '';
    this.text = '';
    this.live = true;
    this.link = 'idle';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#seen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#seen);
    this.#feed?.stop();
  }

  /** A browser has few connections to a site: a page that nobody sees holds none for its log. */
  readonly #seen = (): void => {
    if (document.visibilityState === 'visible') this.reload();
    else this.#feed?.stop();
  };

  protected override async read(signal: AbortSignal): Promise<void> {
    this.#feed?.stop();
    const { project, level, text } = this;
    const filter = Object.entries({ limit: `${LIMIT}`, level, text }).filter(([, value]) => value !== '');
    const path = `${databasePath({ project, name: this.name }, '/server-logs')}&${new URLSearchParams(filter)}`;
    if (this.live) return this.#follow(path);
    const { items } = await this.platform.request<LogListView>('GET', path, { signal });
    if (!signal.aborted) this.entries = items;
  }

  #follow(path: string): void {
    this.#feed = new LogFeed(this.platform, `${path}&follow=true`, {
      show: (entries) => {
        this.entries = entries;
      },
      linkChanged: (link) => {
        this.link = link;
      },
      failed: (fault) => {
        this.fault = fault;
      },
    });
  }

  override render() {
    const text = logText();
    return html`<section class="card" aria-label=${text.title}>
      <div class="top row wrap" @input=${this.#filter} @change=${this.#filter}><h2>${text.title}</h2><span class="grow"></span>
        <input name="text" type="search" maxlength="200" .value=${this.text} placeholder=${text.search} aria-label=${text.search} autocapitalize="none" />
        <select name="level" aria-label=${text.level} title=${text.levelHint}><option value="">${text.anyLevel}</option>
          ${LEVELS.map((level) => html`<option value=${level} ?selected=${level === this.level}>${text.from(level.toUpperCase())}</option>`)}</select>
        <label class="small"><input name="live" type="checkbox" .checked=${this.live} />${text.follow}</label>
        ${this.live ? linkLabel(this.link) : nothing}</div>
      ${this.#content()}
    </section>`;
  }

  #content() {
    const text = logText();
    if (this.platform.session === 'out') return notice(sharedText().loginNeeded, '');
    if (this.fault) return faultNotice(this.fault, () => this.reload());
    if (!this.entries) return skeleton();
    if (this.entries.length === 0) return this.level || this.text ? notice(text.noMatch, '') : notice(text.none, text.noneHint);
    return html`<ol tabindex="0" aria-label=${text.newest(this.entries.length)}>${this.entries.toReversed().map(entryTemplate)}</ol>`;
  }

  #filter(event: Event): void {
    const control = controlOf(event);
    if (!control) return;
    if (control.name === 'live') this.live = 'checked' in control && control.checked;
    if (control.name === 'level') this.level = control.value;
    if (control.name !== 'text') return;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.text = control.value;
    }, TYPING_PAUSE_MS);
  }
}

function entryTemplate({ time, level, instance, sqlState, user, message, detail, hint, statement }: LogEntryView) {
  const text = logText();
  const facts = [instance, user, sqlState].filter(Boolean).join(' · ');
  const more = [field(text.detail, detail), field(text.hint, hint), field(text.statement, statement)];
  return html`<li class=${SEVERITY[level] ?? nothing} part="entry"><div class="small muted"><time class="num" datetime=${time} title=${fullTime(time)}>${clockTime(time)}</time> <b>${level.toUpperCase()}</b> ${facts}</div>
    <p>${message}</p>${(detail ?? hint ?? statement) ? html`<details><summary>${text.more}</summary><dl>${more}</dl></details>` : nothing}</li>`;
}

const field = (label: string, value: string | undefined) => (value ? html`<dt>${label}</dt><dd>${value}</dd>` : nothing);

define('pg-server-log', PgServerLog);

declare global {
  interface HTMLElementTagNameMap {
    'pg-server-log': PgServerLog;
  }
}
