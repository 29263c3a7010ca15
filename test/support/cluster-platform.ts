import { Writable } from 'node:stream';
import { pino } from 'pino';
import { CnpgBackend } from '../../api/backends/cnpg/backend.ts';
import { kubernetesClient } from '../../api/backends/cnpg/client.ts';
import type { Connection } from '../../api/backends/cnpg/connection.ts';
import { startControlPlane } from '../../api/control-plane.ts';
import { readPlatformFile } from '../../api/platform-file.ts';
import { migrate } from '../../api/store/migrate.ts';
import { sqlStore } from '../../api/store/sql-store.ts';
import { sqlUsers } from '../../api/store/users.ts';
import { metrics } from '../../api/subscribers/metrics.ts';
import { apiClient } from './api-client.ts';
import { JWT_SECRET, passwordOf, USERS } from './control-plane.ts';
import { temporaryStateServer } from './state-server.ts';

/** The control plane's PostgreSQL with its tables and users; replicas share it. */
export async function sharedState() {
  const server = await temporaryStateServer();
  const store = sqlStore(server.connection, () => undefined);
  await migrate(store);
  const users = await sqlUsers(store);
  for (const user of Object.values(USERS)) await users.save(user, passwordOf(user));
  await store.end();
  return server;
}

export type SharedState = Awaited<ReturnType<typeof sharedState>>;

/** One replica of the platform in Kubernetes mode, over a real API server. */
export async function clusterReplica(state: SharedState, kubernetes: Connection, platformFile: string) {
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, new Writable({ write: (chunk, _encoding, done) => done(void logged.push(String(chunk))) }));
  const store = sqlStore(state.connection, () => undefined);
  const backend = new CnpgBackend({
    ...readPlatformFile(platformFile),
    client: kubernetesClient(kubernetes),
    report: (error) => log.warn({ err: error }, 'kubernetes'),
  });
  const stopping = new AbortController();
  const following = backend.run(stopping.signal);
  const controlPlane = await startControlPlane({
    ...{
      host: '127.0.0.1',
      port: 0,
      jwtSecret: JWT_SECRET,
      tokenLifetimeSeconds: 3600,
      trustedProxies: 0,
      retention: { auditDays: 0, eventDays: 0 },
      webhookAllow: ['127.0.0.0/8', '::1/128'],
      allowedHosts: [],
      corsOrigins: [],
    },
    ...{ connection: state.connection, store, users: await sqlUsers(store), backend, metrics: metrics(), log },
    auditLine: (line: string) => void logged.push(line),
  });
  return {
    url: controlPlane.url,
    backend,
    logged,
    client: () => apiClient(controlPlane.url).login('admin', passwordOf(USERS.admin)),
    async stop() {
      await controlPlane.stop();
      stopping.abort();
      await following;
      await store.end();
    },
  };
}

export type ClusterReplica = Awaited<ReturnType<typeof clusterReplica>>;
