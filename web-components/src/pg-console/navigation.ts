import { addressOf, parseRoute, type Route } from './routes.ts';

/** Where the console keeps its place: in the page's path, behind its `#`, or nowhere but in memory. */
export type Routing = 'path' | 'hash' | 'none';

/** The way between routes and the browser's address. */
export class Navigation {
  readonly #routing: Routing;
  readonly #changed: (route: Route) => void;
  #memory = '/';

  constructor(routing: Routing, changed: (route: Route) => void) {
    this.#routing = routing;
    this.#changed = changed;
  }

  get route(): Route {
    return parseRoute(this.#address);
  }

  /** What a link to a route says. */
  href(route: Route): string {
    return this.#routing === 'hash' ? `#${addressOf(route)}` : addressOf(route);
  }

  /** Goes to a route; `replace` leaves no step to come back to. */
  go(route: Route, replace = false): void {
    this.#memory = addressOf(route);
    if (this.#routing !== 'none') history[replace ? 'replaceState' : 'pushState'](null, '', this.href(route));
    this.#changed(route);
  }

  /** Follows the browser's address until the signal ends it. */
  connect(signal: AbortSignal): void {
    const follow = () => this.#changed(this.route);
    addEventListener('popstate', follow, { signal });
    addEventListener('hashchange', follow, { signal });
  }

  get #address(): string {
    if (this.#routing === 'path') return location.pathname + location.search;
    return this.#routing === 'hash' ? location.hash.slice(1) || '/' : this.#memory;
  }
}
