import type { Route } from './routes.ts';

/** Loads the code of what a route shows, unless it came with the console. @throws when it cannot be fetched */
export async function loadView(route: Route): Promise<void> {
  if (route.view === 'database') await import('../pg-database/pg-database.ts');
  if (route.view === 'audit') await import('../pg-audit-log/pg-audit-log.ts');
  if (route.view === 'list' && route.creating) await import('../pg-create-database/pg-create-database.ts');
}
