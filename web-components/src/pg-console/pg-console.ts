import { html, nothing, type PropertyValues } from 'lit';
import { notice, skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import '../pg-database-list/pg-database-list.ts';
import '../pg-login/pg-login.ts';
import type { DatabaseRef, PgEvents } from '../platform/events.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import type { ProjectListView } from '../platform/wire.ts';
import { focusTitle, type LeftList, showListAsLeft } from './arrival.ts';
import { consoleText } from './console-text.ts';
import { headerTemplate } from './header-template.ts';
import { loadView } from './later-views.ts';
import { Navigation, type Routing } from './navigation.ts';
import styles from './pg-console.css?inline';
import { NO_FILTER, type Route } from './routes.ts';
import { focusedElement, isShortcut } from './shortcuts.ts';

/** A short break of the stream shows in the small label; a longer one in the banner too. */
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
    noShortcuts: { type: Boolean, attribute: 'no-shortcuts' },
    route: { state: true },
    project: { state: true },
    brokenLong: { state: true },
    trouble: { state: true },
    startsOver: { state: true },
  };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Where the place is kept: `hash` (default), `path` for a page of its own, `none` for memory only. @attr */
  declare routing: Routing;
  /** Switches the keys `/` and `n` off. @attr no-shortcuts */
  declare noShortcuts: boolean;
  declare private route: Route;
  declare private project: string;
  declare private brokenLong: boolean;
  /** What has failed in the page itself. */
  declare private trouble: 'view' | 'page' | undefined;
  declare private startsOver: boolean;
  #navigation: Navigation | undefined;
  #growTo: number | undefined;
  #projects: readonly string[] = [];
  #broken: ReturnType<typeof setTimeout> | undefined;
  #list: Route = { view: 'list', filter: NO_FILTER, creating: false };
  /** How the list was left. */
  #left: LeftList | undefined;
  #user: string | undefined;
  /** What had the focus when the session ended. */
  #focused: HTMLElement | undefined;
  #listening = new AbortController();

  constructor() {
    super();
    this.routing = 'hash';
    this.noShortcuts = false;
    this.project = '';
    this.brokenLong = false;
    this.startsOver = false;
    this.route = this.#list;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#navigation = new Navigation(this.routing, (route) => this.#arrive(route));
    this.#navigation.connect();
    this.#arrive(this.#navigation.route);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener('keydown', this.#shortcut, { signal });
    if (this.routing !== 'path') return;
    // The whole page is ours: whatever fails in it is said.
    history.scrollRestoration = 'manual';
    const fail = () => {
      this.trouble = 'page';
    };
    addEventListener('error', fail, { signal });
    addEventListener('unhandledrejection', fail, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#navigation?.disconnect();
    this.#listening.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.platform.staysOpen = true;
    super.willUpdate(changed);
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const { items } = await this.platform.request<ProjectListView>('GET', '/api/projects', { signal });
    this.#projects = items.map(({ name }) => name);
  }

  protected override receive(message: PlatformMessage): void {
    if (message.kind === 'database' && !this.#projects.includes(message.database.project)) {
      this.#projects = [...this.#projects, message.database.project];
      this.requestUpdate();
    }
    if (message.kind !== 'state') return;
    this.#noticeUser();
    const broken = this.platform.link === 'broken';
    if (!broken) {
      clearTimeout(this.#broken);
      [this.#broken, this.brokenLong] = [undefined, false];
    } else
      this.#broken ??= setTimeout(() => {
        this.brokenLong = true;
      }, BANNER_AFTER_MS);
  }

  /** Nothing of one user stays for another who logs in. */
  #noticeUser(): void {
    const { session, me } = this.platform;
    if (session !== 'in' || me?.username === this.#user) return;
    this.startsOver = this.#user !== undefined;
    this.#user = me?.username;
  }

  override render() {
    const { session } = this.platform;
    if (this.startsOver) return nothing;
    // A host page has a main of its own.
    const role = this.routing === 'path' ? 'main' : 'region';
    if (session === 'out')
      return html`<div part="main" class="center" role=${role} aria-label="postgres-paas"><pg-login .api=${this.api}></pg-login></div>`;
    return html`${headerTemplate(this.#header)}${this.#banner()}
      <div part="main" id="main" role=${role} aria-label="postgres-paas" tabindex="-1">${session === 'unknown' ? skeleton() : this.#view()}</div>
      ${this.#sheet()}
      <dialog class="login" aria-label=${sharedText().loginNeeded} @cancel=${(event: Event) => event.preventDefault()}>${session === 'ended' ? html`<pg-login .api=${this.api} .reason=${consoleText().sessionEnded}></pg-login>` : nothing}</dialog>`;
  }

  get #header() {
    const { api, platform, route, project } = this;
    return {
      ...{ api, platform, route, project, list: this.#list, projects: this.#projects },
      href: (to: Route) => this.#navigation?.href(to) ?? '#',
      go: (to: Route) => this.#go(to),
      chooseProject: (name: string) => this.#chooseProject(name),
      skip: () => this.#main?.focus(),
    };
  }

  #banner() {
    const reload = html`<button class="link" @click=${() => location.reload()}>${sharedText().reloadPage}</button>`;
    if (this.trouble === 'page') return html`<div class="banner" role="alert">${consoleText().pageFailed} ${reload}</div>`;
    if (!this.brokenLong) return nothing;
    return html`<div class="banner" role="alert">${consoleText().offline} <button class="link" @click=${() => this.platform.retryNow()}>${sharedText().tryAgain}</button></div>`;
  }

  /** The list stays while something else is shown: whoever comes back finds it as it was left. */
  #view() {
    const { status, q, sort } = this.#list.view === 'list' ? this.#list.filter : NO_FILTER;
    return html`<pg-database-list ?hidden=${this.route.view !== 'list'} .api=${this.api} .project=${this.project} .status=${status} .q=${q} .sort=${sort} .linkTo=${this.#linkTo}
        @pg-open=${this.#openDatabase} @pg-new=${() => this.#create(true)} @pg-filter=${this.#keepFilter}></pg-database-list>
      ${this.trouble === 'view' ? notice(sharedText().failed, consoleText().viewFailed, { label: sharedText().reloadPage, go: () => location.reload() }) : this.#other()}`;
  }

  #other() {
    const { route, api } = this;
    const back = () => this.#go(this.#list);
    if (route.view === 'database') {
      return html`<pg-database .api=${api} .project=${route.project} .name=${route.name} .growTo=${this.#growTo} .listHref=${this.#navigation?.href(this.#list) ?? '#'} @pg-close=${(event: Event) => [event.preventDefault(), back()]}></pg-database>`;
    }
    if (route.view === 'audit') {
      return html`<pg-audit-log .api=${api} .project=${this.project} .database=${route.database} .linkTo=${this.#linkTo} @pg-open=${this.#openDatabase}></pg-audit-log>`;
    }
    if (route.view === 'list') return nothing;
    return html`<h1 tabindex="-1">${consoleText().notFound}</h1><p class="muted">${consoleText().notFoundHint} <button class="link" @click=${back}>${consoleText().toList}</button></p>`;
  }

  #sheet() {
    const creating = this.#creating;
    return html`<dialog class="sheet" aria-label=${consoleText().newDatabase} @cancel=${this.#leaveForm} @close=${() => this.#create(false)}>${
      creating
        ? html`<pg-create-database .api=${this.api} .project=${this.project || 'default'} @pg-close=${() => this.#create(false)} @pg-created=${this.#openCreated}></pg-create-database>`
        : nothing
    }</dialog>`;
  }

  get #creating(): boolean {
    return this.route.view === 'list' && this.route.creating && this.trouble !== 'view';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.startsOver) this.startsOver = false;
    this.#openWhile('.sheet', this.#creating);
    const ended = this.platform.session === 'ended';
    if (ended) this.#focused ??= focusedElement();
    this.#openWhile('.login', ended);
    if (ended || !this.#focused) return;
    this.#focused.focus();
    this.#focused = undefined;
  }

  #openWhile(selector: string, wanted: boolean): void {
    const dialog = this.renderRoot.querySelector<HTMLDialogElement>(selector);
    if (wanted && dialog?.open === false) dialog.showModal();
    if (!wanted && dialog?.open) dialog.close();
  }

  #arrive(route: Route): void {
    const before = this.route;
    if (before.view === 'list' && route.view !== 'list') this.#left = { scroll: scrollY, opened: route.view === 'database' };
    this.route = route;
    if (route.view === 'list') {
      this.project = route.filter.project;
      this.#list = { ...route, creating: false };
    }
    if (this.routing === 'path') document.title = route.view === 'database' ? `${route.name} · postgres-paas` : 'postgres-paas';
    void this.#show(before.view !== route.view && this.hasUpdated);
  }

  async #show(moved: boolean): Promise<void> {
    const { route } = this;
    if (moved && route.view !== 'list') scrollTo({ top: 0, behavior: 'instant' });
    try {
      await loadView(route);
      if (this.trouble === 'view') this.trouble = undefined;
    } catch {
      this.trouble = 'view';
    }
    await this.updateComplete;
    if (!moved || route !== this.route) return;
    if (route.view === 'list' && this.#left) await showListAsLeft(this.renderRoot, this.#left);
    else await focusTitle(this.renderRoot);
  }

  get #main(): HTMLElement | null {
    return this.renderRoot.querySelector('#main');
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

  readonly #leaveForm = (event: Event): void => {
    if (!this.renderRoot.querySelector('pg-create-database')?.leave()) event.preventDefault();
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

  readonly #shortcut = (event: KeyboardEvent): void => {
    if (this.noShortcuts || this.route.view !== 'list' || !isShortcut(event, this)) return;
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
