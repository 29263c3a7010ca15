import type { Route } from '../src/pg-console/routes.ts';

/** In place of src/pg-console/later-views.ts: all views but the list are one file. @throws when it cannot be fetched */
export async function loadView(route: Route): Promise<void> {
  if (route.view !== 'list' || route.creating) await import('./views.ts');
}
