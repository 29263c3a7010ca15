import { html, nothing, type PropertyValues } from 'lit';
import { brand } from '../parts/brand.ts';
import { controlOf, staysHere } from '../parts/controls.ts';
import { linkLabel } from '../parts/link-label.ts';
import { skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import '../pg-audit-log/pg-audit-log.ts';
import '../pg-create-database/pg-create-database.ts';
import '../pg-database/pg-database.ts';
import '../pg-database-list/pg-database-list.ts';
import '../pg-login/pg-login.ts';
import type { DatabaseRef, PgEvents } from '../platform/events.ts';
import type { PlatformMessage } from '../platform/platform.ts';
import { console as english } from '../text/en/console.ts';
import { textOf } from '../text/locale.ts';
import { Navigation, type Routing } from './navigation.ts';
import styles from './pg-console.css?inline';
import { NO_FILTER, type Route } from './routes.ts';

const texts = textOf('console', english);
/** A short break of the stream is told by the small label; a longer one by the banner too. */
const BANNER_AFTER_MS = 3000;

/**
 * The whole console: login, list, create, detail, audit log, with its own routing.
 *
 * Keys: `/` searches, `n` creates, arrows walk the list, Enter opens, Esc closes.
 *
 * @tag pg-console
 * @fires pg-logged-in - Somebody has logged in.
 * @fires pg-open - A database was chosen.
 * @csspart header - The bar at the top.
 * @csspart main - What is below it.
 */
export class PgConsole extends PgElement {
  static override properties = {
    routing: {},
    route: { state: true },
    project: { state: true },
    brokenLong: { state: true },
  };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Where the place is kept: `hash` (default), `path` for a page of its own, `none` for memory only. @attr */
  declare routing: Routing;
  declare private route: Route;
  declare private project: string;
  declare private brokenLong: boolean;
  #navigation: Navigation | undefined;
  #growTo: number | undefined;
  readonly #projects = new Set(['default']);
  #broken: ReturnType<typeof setTimeout> | undefined;
  #list: Route = { view: 'list', filter: NO_FILTER, creating: false };

  constructor() {
    super();
    this.routing = 'hash';
    this.project = '';
    this.brokenLong = false;
    this.route = this.#list;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#navigation = new Navigation(this.routing, (route) => this.#arrive(route));
    this.#navigation.connect();
    this.#arrive(this.#navigation.route);
    document.addEventListener('keydown', this.#shortcut);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#navigation?.disconnect();
    document.removeEventListener('keydown', this.#shortcut);
  }

  protected override receive(message: PlatformMessage): void {
    if (message.kind === 'database') this.#projects.add(message.database.project);
    if (message.kind !== 'state') return;
    const broken = this.platform.link === 'broken';
    if (!broken) {
      clearTimeout(this.#broken);
      [this.#broken, this.brokenLong] = [undefined, false];
    } else
      this.#broken ??= setTimeout(() => {
        this.brokenLong = true;
      }, BANNER_AFTER_MS);
  }

  override render() {
    const { session } = this.platform;
    // A host page has a main of its own.
    const role = this.routing === 'path' ? 'main' : 'region';
    if (session === 'out')
      return html`<div part="main" class="center" role=${role} aria-label="postgres-paas"><pg-login .api=${this.api}></pg-login></div>`;
    return html`${this.#header()}
      ${this.brokenLong ? html`<div class="banner" role="alert">${texts().offline} <button class="link" @click=${() => this.platform.retryNow()}>${sharedText().tryAgain}</button></div>` : nothing}
      <div part="main" id="main" role=${role} aria-label="postgres-paas" tabindex="-1">${session === 'in' ? this.#view() : skeleton()}</div>
      ${this.#sheet()}`;
  }

  #header() {
    const text = texts();
    return html`<header part="header"><button class="skip" @click=${() => this.#focusMain()}>${text.skip}</button>
      ${this.#navLink(this.#list, brand(20), 'brand')}
      ${this.#projectSelect()}
      <span class="grow"></span>${linkLabel(this.platform.link)}
      <nav>${this.#navLink({ view: 'audit', database: '' }, text.audit)}<a href="${this.api}/docs" target="_blank" rel="noopener">${text.api}</a></nav>
      ${this.platform.me ? html`<button class="quiet" title=${this.platform.me.username} @click=${() => this.platform.logout()}>${text.logOut}</button>` : nothing}
    </header>`;
  }

  #navLink(route: Route, label: unknown, style = '') {
    const current = route.view === this.route.view && style === '' ? 'page' : nothing;
    const go = (event: MouseEvent) => {
      if (!staysHere(event)) return;
      event.preventDefault();
      this.#go(route);
    };
    return html`<a class=${style} href=${this.#navigation?.href(route) ?? '#'} aria-current=${current} @click=${go}>${label}</a>`;
  }

  #projectSelect() {
    const known = this.platform.me?.projects ?? [...this.#projects];
    const all = new Set([...known, ...(this.project ? [this.project] : [])]);
    const choose = (event: Event) => this.#chooseProject(controlOf(event)?.value ?? '');
    return html`<select aria-label=${texts().project} @change=${choose}><option value="">${texts().allProjects}</option>
      ${[...all].toSorted().map((project) => html`<option value=${project} ?selected=${project === this.project}>${project}</option>`)}</select>`;
  }

  #view() {
    const { route, api } = this;
    const listHref = this.#navigation?.href(this.#list) ?? '#';
    if (route.view === 'database') {
      return html`<pg-database .api=${api} .project=${route.project} .name=${route.name} .growTo=${this.#growTo} .listHref=${listHref} @pg-close=${() => this.#go(this.#list)}></pg-database>`;
    }
    if (route.view === 'audit') {
      return html`<pg-audit-log .api=${api} .project=${this.project} .database=${route.database} .linkTo=${this.#linkTo} @pg-open=${this.#openDatabase}></pg-audit-log>`;
    }
    if (route.view === 'unknown') return html`<h1 tabindex="-1">${texts().notFound}</h1>`;
    const { status, q, sort } = route.filter;
    return html`<pg-database-list .api=${api} .project=${this.project} .status=${status} .q=${q} .sort=${sort} .linkTo=${this.#linkTo}
      @pg-open=${this.#openDatabase} @pg-new=${() => this.#create(true)} @pg-filter=${this.#keepFilter}></pg-database-list>`;
  }

  #sheet() {
    const creating = this.route.view === 'list' && this.route.creating;
    return html`<dialog aria-label=${texts().newDatabase} @close=${() => this.#create(false)}>${
      creating
        ? html`<pg-create-database .api=${this.api} .project=${this.project || 'default'} @pg-close=${() => this.#create(false)} @pg-created=${this.#openCreated}></pg-create-database>`
        : nothing
    }</dialog>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const dialog = this.renderRoot.querySelector('dialog');
    const creating = this.route.view === 'list' && this.route.creating && this.platform.session === 'in';
    if (creating && dialog && !dialog.open) dialog.showModal();
    if (!creating && dialog?.open) dialog.close();
  }

  #arrive(route: Route): void {
    const before = this.route;
    this.route = route;
    if (route.view === 'list') {
      this.project = route.filter.project;
      this.#list = { ...route, creating: false };
    }
    if (this.routing === 'path') document.title = route.view === 'database' ? `${route.name} · postgres-paas` : 'postgres-paas';
    if (before.view !== route.view && this.hasUpdated) void this.#focusTitle();
  }

  /** A new view begins at its title, for those who listen as for those who see. */
  async #focusTitle(): Promise<void> {
    scrollTo({ top: 0, behavior: 'instant' });
    await this.updateComplete;
    const view = this.renderRoot.querySelector<PgElement>('#main > *');
    await view?.updateComplete;
    (view?.renderRoot?.querySelector<HTMLElement>('h1') ?? this.renderRoot.querySelector<HTMLElement>('#main'))?.focus({
      preventScroll: true,
    });
  }

  #go(route: Route, replace = false): void {
    this.#navigation?.go(route, replace);
  }

  readonly #linkTo = ({ project, name }: DatabaseRef): string => this.#navigation?.href({ view: 'database', project, name }) ?? '#';

  readonly #openDatabase = (event: CustomEvent<PgEvents['pg-open']>): void => {
    event.preventDefault();
    const { project, name, growTo } = event.detail;
    this.#growTo = growTo;
    this.#go({ view: 'database', project, name });
  };

  readonly #openCreated = ({ detail: { database } }: CustomEvent<PgEvents['pg-created']>): void => {
    this.#growTo = undefined;
    this.#go({ view: 'database', project: database.project, name: database.name }, true);
  };

  #keepFilter({ detail }: CustomEvent<PgEvents['pg-filter']>): void {
    this.#go({ view: 'list', filter: { ...detail, project: this.project }, creating: false }, true);
  }

  #chooseProject(project: string): void {
    const filter = this.#list.view === 'list' ? this.#list.filter : NO_FILTER;
    if (this.route.view === 'audit') this.project = project;
    else this.#go({ view: 'list', filter: { ...filter, project }, creating: false });
  }

  #create(creating: boolean): void {
    if (this.route.view !== 'list' || this.route.creating === creating) return;
    this.#go({ ...this.route, creating }, true);
  }

  #focusMain(): void {
    this.renderRoot.querySelector<HTMLElement>('#main')?.focus();
  }

  readonly #shortcut = (event: KeyboardEvent): void => {
    const [at] = event.composedPath();
    const typing = at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement;
    if (typing || event.metaKey || event.ctrlKey || event.altKey || this.route.view !== 'list' || this.route.creating) return;
    if (event.key === '/') this.renderRoot.querySelector('pg-database-list')?.focusSearch();
    else if (event.key === 'n') this.#create(true);
    else return;
    event.preventDefault();
  };
}

define('pg-console', PgConsole);

declare global {
  interface HTMLElementTagNameMap {
    'pg-console': PgConsole;
  }
}
