import type { Logger } from 'pino';
import { CnpgBackend } from './backends/cnpg/backend.ts';
import { kubernetesClient } from './backends/cnpg/client.ts';
import { kubernetesConnection } from './backends/cnpg/connection.ts';
import type { Config } from './config.ts';
import { startControlPlane } from './control-plane.ts';
import type { Platform } from './laptop.ts';
import { readPlatformFile } from './platform-file.ts';
import { migrate } from './store/migrate.ts';
import { type StoreConnection, sqlStore } from './store/sql-store.ts';
import { sqlUsers, type Users } from './store/users.ts';
import { metrics } from './subscribers/metrics.ts';

/** Kubernetes mode: databases are CloudNativePG Clusters, the platform's own state is in a PostgreSQL that others run. Any number of these may run at once. */
export async function startOnKubernetes(config: Config, log: Logger): Promise<Platform> {
  const started = new AsyncDisposableStack();
  try {
    const url = await start(config, log, started);
    process.stdout.write(`postgres-paas is running at ${url}\n`);
    return { url, stop: () => started.disposeAsync() };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

async function start(config: Config, log: Logger, started: AsyncDisposableStack): Promise<string> {
  const [stateUrl, jwtSecret] = [given(config.stateUrl, 'PAAS_STATE_URL'), given(config.jwtSecret, 'PAAS_JWT_SECRET')];
  const connection = storeConnection(new URL(stateUrl));
  const store = sqlStore(connection, (error) => log.warn({ err: error }, 'lost a connection to the store'));
  started.defer(() => store.end());
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
  const controlPlane = await startControlPlane({
    ...config,
    ...{ connection, store, users, backend, jwtSecret, log, metrics: meters },
    auditLine: (line) => process.stdout.write(line),
  });
  started.defer(() => controlPlane.stop());
  return controlPlane.url;
}

async function openBackend({ kubeconfig, kubeContext, platformFile }: Config, log: Logger): Promise<CnpgBackend> {
  const client = kubernetesClient(await kubernetesConnection({ kubeconfig, context: kubeContext }));
  const report = (error: unknown) => log.warn({ err: error }, 'asking Kubernetes failed');
  return new CnpgBackend({ ...readPlatformFile(platformFile), client, report });
}

/** Replicas that start together all try; the name is theirs that come first. */
async function ensureAdmin(users: Users, password: string | undefined): Promise<void> {
  if (await users.any()) return;
  if (!password) throw new Error('There are no users yet: give PAAS_ADMIN_PASSWORD (or PAAS_ADMIN_PASSWORD_FILE) for the first start.');
  await users.save({ username: 'admin', role: 'admin', projects: [] }, password);
}

const storeConnection = ({ hostname, port, username, password, pathname }: URL): StoreConnection => ({
  host: hostname,
  port: Number(port || 5432),
  user: decodeURIComponent(username),
  password: decodeURIComponent(password),
  database: pathname.slice(1),
});

function given(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`${name}: needed with PAAS_BACKEND=cnpg.`);
  return value;
}
