import type { Route } from './routes.ts';

/** Loads the view of a route, unless it is part of the console's first file. @throws when it cannot be fetched */
export async function loadView(route: Route): Promise<void> {
  if (route.view === 'database') await import('../pg-database/pg-database.ts');
  if (route.view === 'audit') await import('../pg-audit-log/pg-audit-log.ts');
  if (route.view === 'list' && route.creating) await import('../pg-create-database/pg-create-database.ts');
}
