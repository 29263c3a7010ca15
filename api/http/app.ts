import cors from '@koa/cors';
import Router from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import { routes } from '../contract/routes.ts';
import type { EventBus } from '../domain/events.ts';
import type { DatabaseBackend, History, RequestMeter, Revocations, Sql } from '../domain/ports.ts';
import type { DatabaseService } from '../services/databases.ts';
import type { DeclarationService } from '../services/declarations.ts';
import type { HistoryService } from '../services/history.ts';
import type { OperationService } from '../services/operations.ts';
import type { ProjectService } from '../services/projects.ts';
import type { ServerLogService } from '../services/server-logs.ts';
import type { SessionService } from '../services/sessions.ts';
import type { WebhookService } from '../services/webhooks.ts';
import type { Authenticator } from './authentication/authenticator.ts';
import { authenticate } from './middleware/authenticate.ts';
import { knownHosts, type ListeningAt } from './middleware/known-hosts.ts';
import { otherMethods } from './middleware/other-methods.ts';
import { problems } from './middleware/problems.ts';
import { requestLog } from './middleware/request-log.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { singleHeaders } from './middleware/single-headers.ts';
import { consoleFiles } from './routes/console.ts';
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

export interface AppParts {
  readonly databases: DatabaseService;
  readonly declarations: DeclarationService;
  readonly operations: OperationService;
  readonly projects: ProjectService;
  readonly sessions: SessionService;
  readonly historyService: HistoryService;
  readonly serverLogs: ServerLogService;
  readonly webhooks: WebhookService;
  readonly backend: DatabaseBackend;
  readonly history: History;
  readonly revocations: Revocations;
  readonly bus: EventBus;
  readonly sql: Sql;
  /** Why the store does not take writes, as a sentence; null when it does, as far as that is known without asking it. */
  storeFault(): string | null;
  readonly metrics: { readonly requests: RequestMeter; readonly contentType: string; render(): Promise<string> };
  /** Ways to say who asks, in the order in which they are tried. */
  readonly authenticators: readonly Authenticator[];
  readonly log: Logger;
  readonly closing: AbortSignal;
  /** Exact origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  /** Proxies between the client and us whose X-Forwarded-For is believed; 0 for none. */
  readonly trustedProxies: number;
  readonly listeningAt: ListeningAt;
}

/** The whole HTTP side. Everything outside the routes here is a problem+json. */
export function buildApp(parts: AppParts): Koa {
  const app = new Koa({ proxy: parts.trustedProxies > 0, maxIpsCount: parts.trustedProxies });
  app.on('error', (error) => isGone(error) || parts.log.error({ err: error }, 'connection failed'));
  app.use(requestLog(parts.log, parts.metrics.requests));
  app.use(securityHeaders());
  app.use(problems(parts.log));
  app.use(singleHeaders());
  app.use(knownHosts(parts.listeningAt));
  if (parts.corsOrigins.length > 0) app.use(crossOrigin(parts.corsOrigins));
  const router = routesOf(parts);
  app.use(router.routes());
  app.use(consoleFiles());
  app.use(otherMethods(Object.values(routes)));
  return app;
}

/** A client that leaves in the middle is no fault of anybody. */
const isGone = (error: Error) => 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');

/** Only origins from the list, never a reflected one; tokens go in a header, so no credentials are allowed. */
const crossOrigin = (origins: readonly string[]) =>
  cors({
    origin: (ctx) => (origins.includes(ctx.get('origin')) ? ctx.get('origin') : ''),
    allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match', 'Last-Event-ID', 'X-Request-Id'],
    exposeHeaders: ['ETag', 'Location', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });

/** Every route there is, bound to its handler. */
export function routesOf(parts: AppParts): Router {
  const binder = {
    router: new Router({ strict: true, sensitive: true }),
    authenticate: authenticate(parts.authenticators, parts.revocations),
  };
  databaseRoutes(binder, parts.databases);
  declarationRoutes(binder, parts.declarations);
  operationRoutes(binder, parts.operations);
  historyRoutes(binder, parts.historyService);
  serverLogRoutes(binder, parts);
  eventRoutes(binder, parts);
  webhookRoutes(binder, parts.webhooks);
  projectRoutes(binder, parts.projects);
  sessionRoutes(binder, parts.sessions);
  platformRoutes(binder, parts);
  return binder.router;
}
