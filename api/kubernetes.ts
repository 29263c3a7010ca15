import type { Logger } from 'pino';
import { CnpgBackend } from './backends/cnpg/backend.ts';
import { kubernetesClient } from './backends/cnpg/client.ts';
import { kubernetesConnection } from './backends/cnpg/connection.ts';
import type { Config } from './config.ts';
import { startControlPlane } from './control-plane.ts';
import { DomainError } from './domain/errors.ts';
import type { Sql } from './domain/ports.ts';
import type { Platform } from './laptop.ts';
import { readPlatformFile } from './platform-file.ts';
import { Pauses } from './retry/back-off.ts';
import { stateConnection } from './state-connection.ts';
import { migrate } from './store/migrate.ts';
import { sqlStore } from './store/sql-store.ts';
import { sqlUsers, type Users } from './store/users.ts';
import { metrics } from './subscribers/metrics.ts';

const REPORTED_EVERY = 20;

interface Surroundings {
  readonly log: Logger;
  /** Aborted when the process is to end. */
  readonly stop: AbortSignal;
}

/** Kubernetes mode: databases are CloudNativePG Clusters, the platform's own state is in a PostgreSQL that others run. Any number of these may run at once. */
export async function startOnKubernetes(config: Config, log: Logger, stop: AbortSignal): Promise<Platform> {
  const started = new AsyncDisposableStack();
  try {
    const url = await start(config, { log, stop }, started);
    process.stdout.write(`postgres-paas is running at ${url}\n`);
    return { url, stop: () => started.disposeAsync() };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function start(config: Config, { log, stop }: Surroundings, started: AsyncDisposableStack): Promise<string> {
  const [stateUrl, jwtSecret] = [given(config.stateUrl, 'PAAS_STATE_URL'), given(config.jwtSecret, 'PAAS_JWT_SECRET')];
  const connection = stateConnection({ ...config, stateUrl });
  const store = sqlStore(connection, (error) => log.warn({ err: error }, 'lost a connection to the store'));
  started.defer(() => store.end());
  await untilReachable(store, { log, stop });
  await migrate(store);
  const users = await sqlUsers(store);
  await ensureAdmin(users, config.adminPassword);

  const backend = await openBackend(config, log);
  const running = new AbortController();
  const following = backend.run(running.signal);
  started.defer(() => {
    running.abort();
    return following;
  });
  const meters = metrics();
  meters.kubernetesWatch(backend.health);
  const controlPlane = await startControlPlane({
    ...config,
    ...{ connection, store, users, backend, jwtSecret, log, metrics: meters },
    auditLine: (line) => process.stdout.write(line),
  });
  started.defer(() => controlPlane.stop());
  return controlPlane.url;
}

/** The state may be in the making, or failing over, when we start: that is no reason to end. */
async function untilReachable(store: Sql, { log, stop }: Surroundings): Promise<void> {
  const pauses = new Pauses();
  for (let tries = 0; ; tries++) {
    stop.throwIfAborted();
    try {
      await store.query('select 1');
      return;
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'unavailable')) throw error;
      if (tries % REPORTED_EVERY === 0) log.warn("the platform's own database (PAAS_STATE_URL) cannot be reached yet; waiting for it");
      await pauses.wait(stop);
    }
  }
}

async function openBackend(config: Config, log: Logger): Promise<CnpgBackend> {
  const { kubeconfig, kubeContext, platformFile, prometheusUrl, lokiUrl } = config;
  const client = kubernetesClient(await kubernetesConnection({ kubeconfig, context: kubeContext }));
  const report = (error: unknown) => log.warn({ err: error }, 'asking Kubernetes failed');
  return new CnpgBackend({ ...readPlatformFile(platformFile), client, report, prometheusUrl, lokiUrl });
}

/** Replicas that start together all try; the name is theirs that come first. */
async function ensureAdmin(users: Users, password: string | undefined): Promise<void> {
  if (await users.any()) return;
  if (!password) throw new Error('There are no users yet: give PAAS_ADMIN_PASSWORD (or PAAS_ADMIN_PASSWORD_FILE) for the first start.');
  await users.save({ username: 'admin', role: 'admin', projects: [] }, password);
}

function given(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`${name}: needed with PAAS_BACKEND=cnpg.`);
  return value;
}
