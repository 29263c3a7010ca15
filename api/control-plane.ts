import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type EventBus, eventBus } from './domain/events.ts';
import type { DatabaseBackend, Journal, Revocations } from './domain/ports.ts';
import { buildApp } from './http/app.ts';
import { loginGuard } from './http/login-guard.ts';
import { serve } from './http/server.ts';
import { signingKey, tokenIssuer } from './http/tokens.ts';
import { DatabaseService } from './services/databases.ts';
import { historyService } from './services/history.ts';
import { projectService } from './services/projects.ts';
import { type RefusedLogins, refusedLogins } from './services/refused-logins.ts';
import { sessionService } from './services/sessions.ts';
import { type StatusWatcher, statusWatcher } from './services/status-watcher.ts';
import { storeFeed } from './store/feed.ts';
import { sqlHistory } from './store/history.ts';
import { sqlJournal } from './store/journal.ts';
import { whileLeading } from './store/leadership.ts';
import { listen } from './store/notifications.ts';
import { sqlRevocations } from './store/revocations.ts';
import { sqlServiceEventLog } from './store/service-event-log.ts';
import { type SqlStore, type StoreConnection, sqlStore } from './store/sql-store.ts';
import type { Users } from './store/users.ts';
import { auditLines } from './subscribers/audit-lines.ts';
import type { Metrics } from './subscribers/metrics.ts';
import { serviceEventRecorder } from './subscribers/service-events.ts';

export interface ControlPlaneParts {
  readonly host: string;
  readonly port: number;
  readonly jwtSecret: string;
  readonly tokenLifetimeSeconds: number;
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: number;
  readonly connection: StoreConnection;
  readonly store: SqlStore;
  readonly users: Users;
  readonly backend: DatabaseBackend;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Takes the audit log, a JSON line an entry. */
  auditLine(line: string): void;
}

export interface ControlPlane {
  readonly url: string;
  /** Readiness fails first; then streams end, requests under way end, and nothing is recorded any more. Backend and store stay. */
  stop(): Promise<void>;
}

/** Everything between a store and a backend on one side and HTTP on the other: services, subscribers, routes. */
export async function startControlPlane(parts: ControlPlaneParts): Promise<ControlPlane> {
  const { connection, store, backend, log, metrics } = parts;
  const [closing, running] = [new AbortController(), new AbortController()];
  const report = (error: unknown) => log.error({ err: error }, 'background work failed');
  const bus = eventBus(report);
  bus.subscribe(metrics.subscriber);
  const watcher = statusWatcher(backend, bus);
  metrics.watch(watcher);

  const revocations = await sqlRevocations(store, report);
  const recording = { ends: store, announce: auditLines(parts.auditLine), report };
  const journal = sqlJournal({ actions: store, ...recording });
  const refused = refusedLogins(journal);
  // changes of databases wait for the backend: with connections of their own they keep nobody else from the store
  const changing = sqlStore(connection, report);
  const changes = sqlJournal({ actions: changing, ...recording });
  const background = [
    forever(() => watcher.run(running.signal), { report, signal: running.signal }),
    listen(connection, storeFeed(store, bus, revocations), running.signal),
    refused.run(running.signal),
    lead(parts, { bus, watcher, signal: running.signal }),
  ];
  const rest = async () => {
    running.abort();
    await Promise.allSettled(background);
    await changing.end();
  };
  const app = appOf(parts, { bus, journal, changes, revocations, refusedLogins: refused, closing: closing.signal });
  const server = await serve(app.callback(), parts).catch(async (error: unknown) => {
    await rest();
    throw error;
  });
  return {
    url: server.url,
    async stop() {
      closing.abort();
      await server.close();
      await rest();
    },
  };
}

interface Made {
  readonly bus: EventBus;
  readonly journal: Journal;
  /** Of databases. */
  readonly changes: Journal;
  readonly revocations: Revocations;
  readonly refusedLogins: RefusedLogins;
  readonly closing: AbortSignal;
}

/** The services, and HTTP over them. */
function appOf(parts: ControlPlaneParts, { bus, journal, changes, revocations, refusedLogins, closing }: Made) {
  const { store, backend, users, log, metrics, corsOrigins, trustedProxies, allowedHosts } = parts;
  const listeningAt = { host: parts.host, allowedHosts };
  const key = signingKey(parts.jwtSecret);
  const tokens = tokenIssuer(key, parts.tokenLifetimeSeconds);
  const history = sqlHistory(store);
  return buildApp({
    databases: new DatabaseService(backend, changes),
    sessions: sessionService({ users, tokens, revocations, journal, guard: loginGuard(), refusedLogins }),
    historyService: historyService(history, backend),
    projects: projectService(backend),
    ...{ backend, history, users, revocations, bus, metrics, key, log, sql: store, closing, corsOrigins, trustedProxies, listeningAt },
  });
}

/** What only one replica does, once it has seen all there is. */
async function lead(
  parts: ControlPlaneParts,
  { bus, watcher, signal }: { bus: EventBus; watcher: StatusWatcher; signal: AbortSignal },
): Promise<void> {
  await Promise.race([watcher.synced, once(signal, 'abort')]);
  await whileLeading(parts.connection, { work: serviceEventRecorder(sqlServiceEventLog(parts.store), bus, watcher), signal });
}

/** A watch that broke is reported and begun anew. */
async function forever(
  work: () => Promise<void>,
  { report, signal }: { report: (error: unknown) => void; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(report);
    await delay(1_000, undefined, { signal }).catch(() => undefined);
  }
}
