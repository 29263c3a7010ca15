import type { Route } from '../src/pg-console/routes.ts';

/** Replaces src/pg-console/lazy-views.ts: all views but the list are one file. @throws when it cannot be fetched */
export async function loadView(route: Route): Promise<void> {
  if (route.view !== 'list' || route.creating) await import('./views.ts');
}
