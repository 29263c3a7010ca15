import { html, nothing, type PropertyValues } from 'lit';
import { notice, skeleton } from '../parts/notice.ts';
import { define, PgElement, sheet } from '../parts/pg-element.ts';
import { sharedText } from '../parts/texts.ts';
import '../pg-database-list/pg-database-list.ts';
import '../pg-login/pg-login.ts';
import type { DatabaseRef, PgEvents } from '../platform/events.ts';
import type { PlatformMessage } from '../platform/messages.ts';
import { consoleText } from './console-text.ts';
import { FocusRestorer, setOpen } from './dialogs.ts';
import { headerTemplate } from './header-template.ts';
import { loadView } from './lazy-views.ts';
import { Navigation, type Routing } from './navigation.ts';
import { OutageTimer } from './outage-timer.ts';
import { pageAlert, reloadPage } from './page-alert.ts';
import { onPageFailure } from './page-failure.ts';
import styles from './pg-console.css?inline';
import { ProjectNames } from './project-names.ts';
import { routedView } from './routed-view.ts';
import { type ListRoute, NO_FILTER, type Route } from './routes.ts';
import { isShortcut } from './shortcuts.ts';
import { focusHeading, type ListPosition, restoreList } from './view-focus.ts';

/**
 * The whole console: login, list, create, detail, audit log, with its own routing.
 *
 * Keys: `/` searches, `n` creates, arrows walk the list, Enter opens, Esc closes.
 *
 * @tag pg-console
 * @fires pg-logged-in - Somebody has logged in.
 * @fires pg-open - A database was chosen.
 * @csspart header - The bar at the top.
 * @csspart main - The content below it.
 */
export class PgConsole extends PgElement {
  static override properties = {
    routing: {},
    noShortcuts: { type: Boolean, attribute: 'no-shortcuts' },
    route: { state: true },
    project: { state: true },
    failure: { state: true },
    isResetting: { state: true },
  };
  static override styles = [PgElement.styles, sheet(styles)];

  /** Where the route is kept: `hash` (default), `path` for a page of its own, `none` for memory only. @attr */
  declare routing: Routing;
  /** Switches the keys `/` and `n` off. @attr no-shortcuts */
  declare noShortcuts: boolean;
  declare private route: Route;
  declare private project: string;
  /** What has failed in the page itself, not in the API. */
  declare private failure: 'view' | 'page' | undefined;
  /** Renders nothing once, so that no state of one user remains when another logs in. */
  declare private isResetting: boolean;
  #navigation: Navigation | undefined;
  #growTo: number | undefined;
  readonly #projects = new ProjectNames();
  #list: ListRoute = { view: 'list', filter: NO_FILTER, creating: false };
  /** The state of the list when another view was opened. */
  #listPosition: ListPosition | undefined;
  #user: string | undefined;
  readonly #outage = new OutageTimer(this);
  readonly #focus = new FocusRestorer();
  #connection = new AbortController();

  constructor() {
    super();
    this.routing = 'hash';
    this.noShortcuts = false;
    this.project = '';
    this.isResetting = false;
    this.route = this.#list;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.#navigation = new Navigation(this.routing, (route) => this.#setRoute(route));
    this.#navigation.connect(signal);
    this.#setRoute(this.#navigation.route);
    document.addEventListener('keydown', this.#shortcut, { signal });
    if (this.routing !== 'path') return;
    history.scrollRestoration = 'manual';
    onPageFailure(signal, () => {
      this.failure = 'page';
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#connection.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.platform.staysOpen = true;
    super.willUpdate(changed);
  }

  protected override read(signal: AbortSignal): Promise<void> {
    return this.#projects.read(this.platform, signal);
  }

  protected override receive(message: PlatformMessage): void {
    if (message.kind === 'database' && this.#projects.add(message.database.project)) this.requestUpdate();
    if (message.kind !== 'state') return;
    const { session, me } = this.platform;
    if (session === 'in' && me?.username !== this.#user) [this.isResetting, this.#user] = [this.#user !== undefined, me?.username];
    this.#outage.note(this.platform.link === 'broken');
  }

  override render() {
    const { session } = this.platform;
    if (this.isResetting) return nothing;
    // A host page has a main of its own.
    const role = this.routing === 'path' ? 'main' : 'region';
    if (session === 'out')
      return html`<div part="main" class="center" role=${role} aria-label="postgres-paas"><pg-login .api=${this.api}></pg-login></div>`;
    return html`${headerTemplate(this.#header)}${pageAlert(this.failure === 'page', this.#outage.isLong, () => this.platform.retryNow())}
      <div part="main" id="main" role=${role} aria-label="postgres-paas" tabindex="-1">${session === 'unknown' ? skeleton() : this.#view()}</div>
      ${this.#sheet()}
      <dialog class="login" aria-label=${sharedText().loginNeeded} @cancel=${(event: Event) => event.preventDefault()}>${session === 'ended' ? html`<pg-login .api=${this.api} .reason=${consoleText().sessionEnded}></pg-login>` : nothing}</dialog>`;
  }

  get #header() {
    const { api, platform, route, project } = this;
    return {
      ...{ api, platform, route, project, list: this.#list, projects: this.#projects.all },
      href: (to: Route) => this.#navigation?.href(to) ?? '#',
      go: this.#go,
      chooseProject: (name: string) => this.#chooseProject(name),
      skip: () => void this.focusOn('#main'),
    };
  }

  /** The list is only hidden while another view is shown, so that it keeps its state. */
  #view() {
    const { status, q, sort } = this.#list.filter;
    return html`<pg-database-list ?hidden=${this.route.view !== 'list'} .api=${this.api} .project=${this.project} .status=${status} .q=${q} .sort=${sort} .linkTo=${this.#linkTo}
        @pg-open=${this.#openDatabase} @pg-new=${() => this.#create(true)} @pg-filter=${this.#keepFilter}></pg-database-list>
      ${this.failure === 'view' ? notice(sharedText().failed, consoleText().viewFailed, reloadPage()) : routedView(this.#routedView)}`;
  }

  get #routedView() {
    const { api, route, project } = this;
    return {
      ...{ api, route, project, growTo: this.#growTo, linkTo: this.#linkTo, open: this.#openDatabase },
      listHref: this.#navigation?.href(this.#list) ?? '#',
      back: () => this.#go(this.#list),
    };
  }

  #sheet() {
    return html`<dialog class="sheet" aria-label=${consoleText().newDatabase} @cancel=${this.#leaveForm} @close=${() => this.#create(false)}>${
      this.#creating
        ? html`<pg-create-database .api=${this.api} .project=${this.project || 'default'} @pg-close=${() => this.#create(false)} @pg-created=${this.#openCreated}></pg-create-database>`
        : nothing
    }</dialog>`;
  }

  get #creating(): boolean {
    return this.route.view === 'list' && this.route.creating && this.failure !== 'view';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.isResetting) this.isResetting = false;
    const isEnded = this.platform.session === 'ended';
    setOpen(this.renderRoot.querySelector('.sheet'), this.#creating);
    this.#focus.setOpen(this.renderRoot.querySelector('.login'), isEnded);
  }

  #setRoute(route: Route): void {
    const before = this.route;
    if (before.view === 'list' && route.view !== 'list') this.#listPosition = { scroll: scrollY, opened: route.view === 'database' };
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
      if (this.failure === 'view') this.failure = undefined;
    } catch {
      this.failure = 'view';
    }
    await this.updateComplete;
    if (!moved || route !== this.route) return;
    if (route.view === 'list' && this.#listPosition) await restoreList(this.renderRoot, this.#listPosition);
    else await focusHeading(this.renderRoot);
  }

  readonly #go = (route: Route, replace = false): void => this.#navigation?.go(route, replace);

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
    if (this.route.view === 'audit') this.project = project;
    else this.#go({ view: 'list', filter: { ...this.#list.filter, project }, creating: false });
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
