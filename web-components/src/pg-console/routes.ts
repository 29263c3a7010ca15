import type { ListFilter } from '../platform/events.ts';

/** A location in the console. */
export type Route =
  | { readonly view: 'list'; readonly filter: ListFilter; readonly creating: boolean }
  | { readonly view: 'database'; readonly project: string; readonly name: string }
  | { readonly view: 'audit'; readonly database: string }
  | { readonly view: 'unknown' };

export type ListRoute = Extract<Route, { readonly view: 'list' }>;

export const NO_FILTER: ListFilter = { project: '', status: '', q: '', sort: 'name' };

/** The route of an address such as `/databases/default/orders` or `/?status=failed`. */
export function parseRoute(address: string): Route {
  const { pathname, searchParams } = new URL(address, 'http://console');
  const parts = pathname
    .split('/')
    .filter(Boolean)
    .map((part) => new URLSearchParams(`part=${part.replaceAll('+', '%2B')}`).get('part') ?? '');
  const [first, project, name] = parts;
  if (first === 'databases' && project && name && parts.length === 3) return { view: 'database', project, name };
  if (first === 'audit' && parts.length === 1) return { view: 'audit', database: searchParams.get('database') ?? '' };
  const list = parts.length === 0 || (parts.length === 1 && (first === 'databases' || first === 'new'));
  return list ? { view: 'list', filter: filterOf(searchParams), creating: first === 'new' } : { view: 'unknown' };
}

/** The address of a route; {@link parseRoute} reads it back. */
export function addressOf(route: Route): string {
  if (route.view === 'database') return `/databases/${encodeURIComponent(route.project)}/${encodeURIComponent(route.name)}`;
  if (route.view === 'audit') return route.database ? `/audit?database=${encodeURIComponent(route.database)}` : '/audit';
  if (route.view === 'unknown') return '/';
  const unusual = Object.entries(route.filter).filter(([key, value]) => value !== NO_FILTER[key as keyof ListFilter]);
  const query = new URLSearchParams(unusual).toString();
  return `${route.creating ? '/new' : '/'}${query ? `?${query}` : ''}`;
}

function filterOf(query: URLSearchParams): ListFilter {
  const read = (key: keyof ListFilter) => query.get(key) ?? NO_FILTER[key];
  return { project: read('project'), status: read('status'), q: read('q'), sort: read('sort') };
}
