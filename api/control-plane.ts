import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Logger } from 'pino';
import type { AuditIntent } from './domain/audit.ts';
import { eventBus, type Subscriber } from './domain/events.ts';
import type { DatabaseBackend } from './domain/ports.ts';
import { buildApp } from './http/app.ts';
import type { Authenticator } from './http/authentication/authenticator.ts';
import { bearerToken } from './http/authentication/bearer-token.ts';
import { cookieToken } from './http/authentication/cookie-token.ts';
import { jwtVerifier } from './http/authentication/json-web-token.ts';
import { knownDevices } from './http/logins/known-devices.ts';
import { SlowingLoginGuard } from './http/logins/login-guard.ts';
import { type RequestTimeouts, serve } from './http/server.ts';
import { signingKey, tokenIssuer } from './http/tokens.ts';
import { Pauses } from './retry/back-off.ts';
import { DatabaseService } from './services/databases.ts';
import { DeclarationService } from './services/declarations.ts';
import { historyService } from './services/history.ts';
import { operationService } from './services/operations.ts';
import { projectService } from './services/projects.ts';
import { refusedLogins } from './services/refused-logins.ts';
import { serverLogService } from './services/server-logs.ts';
import { sessionService } from './services/sessions.ts';
import { statusWatcher } from './services/status-watcher.ts';
import { WebhookService } from './services/webhooks.ts';
import { storeFeed } from './store/feed.ts';
import { sqlHistory } from './store/history.ts';
import { sqlJournal } from './store/journal.ts';
import { whileLeading } from './store/leadership.ts';
import { listen } from './store/notifications.ts';
import { sqlOperations } from './store/operations.ts';
import { type Retention, retention } from './store/retention.ts';
import { sqlRevocations } from './store/revocations.ts';
import { sqlServiceEventLog } from './store/service-event-log.ts';
import { type SqlStore, type StoreConnection, sqlStore } from './store/sql-store.ts';
import type { Users } from './store/users.ts';
import { sqlWebhookQueue } from './store/webhook-queue.ts';
import { sqlWebhooks } from './store/webhooks.ts';
import { auditLines } from './subscribers/audit-lines.ts';
import type { Metrics } from './subscribers/metrics.ts';
import { operationFollower } from './subscribers/operations.ts';
import { serviceEventRecorder } from './subscribers/service-events.ts';
import { WebhookDispatcher } from './subscribers/webhooks/dispatcher.ts';
import { ReceiverAddresses } from './subscribers/webhooks/receiver-addresses.ts';
import { WebhookSender } from './subscribers/webhooks/sender.ts';
import { newSecret } from './subscribers/webhooks/signature.ts';

export interface ControlPlaneParts {
  readonly host: string;
  readonly port: number;
  readonly jwtSecret: string;
  readonly tokenLifetimeSeconds: number;
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: number;
  /** Ours unless given. */
  readonly timeouts?: RequestTimeouts | undefined;
  readonly retention: Retention;
  /** Ranges of addresses that webhooks may be sent to although they are not public. */
  readonly webhookAllow: readonly string[];
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

/** Everything between a store and a backend on one side and HTTP on the other. What a feature adds is a line in one of the lists below. */
export async function startControlPlane(parts: ControlPlaneParts): Promise<ControlPlane> {
  const [closing, running] = [new AbortController(), new AbortController()];
  const core = await coreOf(parts);
  for (const subscriber of subscribersOf(core)) core.bus.subscribe(subscriber);
  const background = backgroundOf(core).map((work) => work(running.signal));
  const endBackground = async () => {
    running.abort();
    await Promise.allSettled(background);
    await core.changing.end();
  };
  const app = appOf(core, closing.signal);
  const server = await serve(app.callback(), parts).catch(async (error: unknown) => {
    await endBackground();
    throw error;
  });
  return {
    url: server.url,
    async stop() {
      closing.abort();
      await server.close();
      await endBackground();
    },
  };
}

/** What services, subscribers and background work are made of. */
type Core = Awaited<ReturnType<typeof coreOf>>;

async function coreOf(parts: ControlPlaneParts) {
  const { connection, store, backend, log, metrics } = parts;
  const report = (error: unknown) => log.error({ err: error }, 'background work failed');
  const revocations = await sqlRevocations(store, report);
  const bus = eventBus(report);
  const watcher = statusWatcher(backend, bus);
  metrics.watch(watcher);
  const key = signingKey(parts.jwtSecret);
  const recording = { ends: store, announce: auditLines(parts.auditLine), report };
  const journal = sqlJournal({ actions: store, ...recording });
  // changes of databases wait for the backend: with connections of their own they keep nobody else from the store
  const changing = sqlStore(connection, report);
  return {
    ...{ parts, report, bus, watcher, journal, changing, revocations },
    changes: sqlJournal({ actions: changing, ...recording }),
    refusedLogins: refusedLogins(journal),
    history: sqlHistory(store),
    operations: sqlOperations(store),
    receivers: new ReceiverAddresses(parts.webhookAllow),
    key,
    devices: knownDevices(key),
  };
}

/** Each hears of everything that happens. */
const subscribersOf = ({ parts }: Core): readonly Subscriber[] => [parts.metrics.subscriber];

/** What goes on until the signal ends it. */
type Work = (signal: AbortSignal) => Promise<void>;

/** Of every replica. */
const backgroundOf = (core: Core): readonly Work[] => [
  (signal) => forever(() => core.watcher.run(signal), { report: core.report, signal }),
  (signal) => listen(core.parts.connection, storeFeed({ sql: core.parts.store, ...core, signal }), { report: core.report, signal }),
  (signal) => core.refusedLogins.run(signal),
  (signal) => lead(core, signal),
];

/** Of the one replica that leads. */
const leaderDutiesOf = (core: Core): readonly Work[] => {
  const { parts, bus, watcher, report, operations } = core;
  return [
    operationFollower({ operations, backend: parts.backend, bus, present: watcher, report }),
    serviceEventRecorder({
      ...{ log: sqlServiceEventLog(parts.store), bus, present: watcher },
      ...{ report, countRefused: parts.metrics.serviceEventRefused },
    }),
    retention({ sql: parts.store, report, ...parts.retention }),
    (signal) => dispatchWebhooks(core, signal),
    parts.metrics.leading,
  ];
};

/** Sends what waits for receivers, while this replica leads. */
async function dispatchWebhooks({ parts, bus, report, receivers, journal }: Core, signal: AbortSignal): Promise<void> {
  const [queue, sender] = [sqlWebhookQueue(parts.store), new WebhookSender(receivers)];
  const dispatcher = new WebhookDispatcher({
    ...{ queue, sender, bus, report, count: parts.metrics.webhookAttempt },
    disable: ({ id, project }, reason) =>
      journal.record(BY_THE_PLATFORM(project), async (work) => {
        await queue.disable(work, id, reason);
        work.note([
          { path: 'enabled', from: true, to: false },
          { path: 'disabledReason', to: reason },
        ]);
      }),
  });
  await dispatcher.run(signal).finally(() => sender.close());
}

const BY_THE_PLATFORM = (project: string): AuditIntent => ({
  ...{ actor: 'postgres-paas', action: 'webhook.disable', project, database: null },
  ...{ requestId: randomUUID(), source: 'postgres-paas' },
});

/** Ways to say who asks. The first that a request has a credential for decides. */
function authenticatorsOf({ key, parts }: Core): readonly Authenticator[] {
  const verify = jwtVerifier(key, parts.users);
  return [bearerToken(verify), cookieToken(verify)];
}

const servicesOf = ({ parts, bus, journal, changes, refusedLogins: refused, history, operations, ...core }: Core) => ({
  operations: operationService({ backend: parts.backend, journal: changes, operations }),
  databases: new DatabaseService(parts.backend, changes),
  declarations: new DeclarationService(new DatabaseService(parts.backend, changes)),
  sessions: sessionService({
    ...{ users: parts.users, tokens: tokenIssuer(core.key, parts.tokenLifetimeSeconds) },
    ...{ revocations: core.revocations, devices: core.devices, guard: new SlowingLoginGuard(core.devices) },
    ...{ journal, refusedLogins: refused },
  }),
  historyService: historyService(history, parts.backend),
  serverLogs: serverLogService(parts.backend, bus),
  projects: projectService(parts.backend),
  // with connections of their own, since what is changed is read from the store meanwhile
  webhooks: new WebhookService({ webhooks: sqlWebhooks(parts.store), journal: changes, newSecret, receiverFault: core.receivers.faultOf }),
});

function appOf(core: Core, closing: AbortSignal) {
  const { backend, log, metrics, store, host, corsOrigins, trustedProxies, allowedHosts } = core.parts;
  return buildApp({
    ...servicesOf(core),
    authenticators: authenticatorsOf(core),
    ...{ history: core.history, revocations: core.revocations, bus: core.bus },
    storeFault: core.parts.connection.fault ?? (() => null),
    ...{ backend, metrics, log, sql: store, closing, corsOrigins, trustedProxies, listeningAt: { host, allowedHosts } },
  });
}

/** Leads once all there is has been seen. */
async function lead(core: Core, signal: AbortSignal): Promise<void> {
  await Promise.race([core.watcher.synced, once(signal, 'abort')]);
  const duties = leaderDutiesOf(core);
  const work = async (leading: AbortSignal) => void (await Promise.all(duties.map((duty) => duty(leading))));
  await whileLeading(core.parts.connection, { work, signal, report: core.report });
}

/** A watch that broke is reported and begun anew. */
async function forever(
  work: () => Promise<void>,
  { report, signal }: { report: (error: unknown) => void; signal: AbortSignal },
): Promise<void> {
  const pauses = new Pauses();
  while (!signal.aborted) {
    await work().then(() => pauses.reset(), report);
    await pauses.wait(signal);
  }
}
