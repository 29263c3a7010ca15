import { databaseRoutes } from './routes/databases.ts';
import { declarationRoutes } from './routes/declarations.ts';
import { eventRoutes } from './routes/events.ts';
import { historyRoutes } from './routes/history.ts';
import { operationRoutes } from './routes/operations.ts';
import { platformRoutes } from './routes/platform.ts';
import { projectRoutes } from './routes/projects.ts';
import { serverLogRoutes } from './routes/server-logs.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** Every route there is. */
export const routes = {
  ...databaseRoutes,
  ...declarationRoutes,
  ...operationRoutes,
  ...historyRoutes,
  ...serverLogRoutes,
  ...projectRoutes,
  ...eventRoutes,
  ...webhookRoutes,
  ...sessionRoutes,
  ...platformRoutes,
} as const;
