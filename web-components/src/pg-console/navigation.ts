import { addressOf, parseRoute, type Route } from './routes.ts';

/** Where the console keeps its route: in the path of the page, in its fragment, or in memory only. */
export type Routing = 'path' | 'hash' | 'none';

/** Keeps the route and the browser's address the same. */
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

  /** The `href` of a route. */
  href(route: Route): string {
    return this.#routing === 'hash' ? `#${addressOf(route)}` : addressOf(route);
  }

  /** Navigates to a route; `replace` adds no entry to the history. */
  go(route: Route, replace = false): void {
    this.#memory = addressOf(route);
    if (this.#routing !== 'none') history[replace ? 'replaceState' : 'pushState'](null, '', this.href(route));
    this.#changed(route);
  }

  /** Follows the browser's address until the signal is aborted. */
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
