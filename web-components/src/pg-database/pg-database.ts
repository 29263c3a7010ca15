import { html, nothing, type PropertyValues } from 'lit';
import '../pg-connection-info/pg-connection-info.ts';
import '../pg-instances/pg-instances.ts';
import { Clock } from '../parts/clock.ts';
import { faultNotice, notice, skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { stateLabel } from '../parts/state-label.ts';
import { SEVERITIES } from '../parts/state-severity.ts';
import { sharedText } from '../parts/texts.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import { databasePath } from '../platform/paths.ts';
import type { DatabaseView } from '../platform/wire.ts';
import { duration, fullTime } from '../text/format.ts';
import { detailText } from './detail-text.ts';
import './lazy-parts.ts';
import styles from './pg-database.css?inline';

/**
 * One database, live: its state, how to connect, its instances, settings edited in place, its timeline, and its deletion.
 *
 * @tag pg-database
 * @fires pg-close - The link back to the list was clicked.
 * @csspart reason - Why it is not available, and what to do.
 * @csspart instance - One instance.
 * @csspart setting - One setting.
 */
export class PgDatabase extends PgElement {
  static override properties = {
    project: {},
    name: {},
    growTo: { attribute: false },
    listHref: { attribute: 'list-href' },
    database: { state: true },
    gone: { state: true },
    log: { state: true },
  };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Project of the database. @attr */
  declare project: string;
  /** Name of the database. @attr */
  declare name: string;
  /** Opens the storage row for this size in GiB. */
  declare growTo: number | undefined;
  /** Address of the list, for the link back; without it there is no link. @attr list-href */
  declare listHref: string | undefined;
  declare private database: DatabaseView | undefined;
  declare private gone: boolean;
  /** Whether it is open. */
  declare private log: boolean | undefined;

  protected override readonly keys = ['api', 'project', 'name'];

  constructor() {
    super();
    this.project = 'default';
    this.name = '';
    this.gone = false;
    new Clock(this, () => this.database !== undefined && SEVERITIES[this.database.status.state] === 'busy');
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const request = () => this.platform.request<DatabaseView>('GET', databasePath(this), { signal });
    const [, [database]] = await this.platform.read(request, (answer) => [answer]);
    if (!signal.aborted && database) this.database = database;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('name') || changed.has('project')) [this.database, this.gone, this.fault] = [undefined, false, undefined];
    super.willUpdate(changed);
  }

  protected override receive(message: PlatformMessage): void {
    if (message.kind === 'database' && message.database.name === this.name && message.database.project === this.project) {
      [this.database, this.gone, this.fault] = [message.database, false, undefined];
    }
    if (message.kind === 'database_deleted' && message.database.id === this.database?.id) this.gone = true;
  }

  override render() {
    if (this.platform.session === 'out') return html`<div class="card">${notice(sharedText().loginNeeded, '')}</div>`;
    const database = this.gone ? undefined : this.database;
    return html`<div class="page stack">${this.#crumbs()}
      <div class="head"><div class="row wrap"><h1 tabindex="-1">${this.name}</h1>${database ? stateLabel(database.status.state) : nothing}</div>${database ? this.#reason(database) : nothing}</div>
      ${database ? this.#parts(database) : html`<div class="card">${this.#missing()}</div>`}
    </div>`;
  }

  /** Shown in place of a database that is not loaded or does not exist. */
  #missing() {
    const text = detailText();
    const back = this.listHref === undefined ? undefined : { label: text.back, go: () => this.emit('pg-close', {}) };
    if (this.gone) return notice(text.gone(this.name), text.goneHint, back);
    if (this.fault?.status === 404) return notice(text.notFound(this.name), text.notFoundHint, back);
    return this.fault ? faultNotice(this.fault, () => this.reload()) : skeleton();
  }

  #parts(database: DatabaseView) {
    const { project, name, api } = this;
    return html`<div class="cols"><div class="main stack">
        <pg-connection-info .api=${api} .project=${project} .name=${name} .database=${database}></pg-connection-info>
        <pg-instances exportparts="instance" .api=${api} .database=${database}></pg-instances>
        <pg-database-settings exportparts="setting" .api=${api} .database=${database} .growTo=${this.growTo}></pg-database-settings>
        <details @toggle=${this.#showLog}><summary>${detailText().log}</summary>${this.log ? html`<pg-server-log .api=${api} .project=${project} .name=${name}></pg-server-log>` : nothing}</details>
        <pg-delete-database .api=${api} .database=${database}></pg-delete-database>
      </div>
      <pg-timeline .api=${api} .project=${project} .name=${name}></pg-timeline></div>`;
  }

  /** Loaded when it is first opened; a closed one holds no connection. */
  #showLog(): void {
    void import('../pg-server-log/pg-server-log.ts');
    this.log = !this.log;
  }

  #crumbs() {
    if (this.listHref === undefined) return nothing;
    const leave = (event: Event) => !this.emit('pg-close', {}) && event.preventDefault();
    return html`<nav class="crumbs muted small" aria-label=${detailText().databases}><a href=${this.listHref} @click=${leave}>${detailText().databases}</a> / <b>${this.name}</b></nav>`;
  }

  /** The state's age and reason. The live region leaves the age out, so that it is not read out every second. */
  #reason({ status, version, storageGiB }: DatabaseView) {
    const text = detailText();
    const size = storageGiB * 2;
    const grow = () => {
      this.growTo = size;
    };
    return html`<p class="small" part="reason"><span class="muted">${text.version(status.serverVersion ?? String(version))}, <time datetime=${status.since} title=${fullTime(status.since)}>${sinceText(status.since)}</time></span>
      <span role="status"><span class="unseen">${sharedText().states[status.state]}</span>${status.reason === null ? nothing : html` · ${status.reason}`}</span>
      ${status.state === 'storage_full' ? html`<button class="link" @click=${grow}>${text.growTo(size)}</button>` : nothing}</p>`;
  }
}

/** "since 2 hours"; "now" within the first second. */
const sinceText = (at: string) => (Date.now() - Date.parse(at) < 1000 ? sharedText().now : `${detailText().since} ${duration(at)}`);

define('pg-database', PgDatabase);

declare global {
  interface HTMLElementTagNameMap {
    'pg-database': PgDatabase;
  }
}
