import { Writable } from 'node:stream';
import { pino } from 'pino';
import { startControlPlane } from '../../api/control-plane.ts';
import type { Database } from '../../api/domain/database.ts';
import type { User } from '../../api/domain/ports.ts';
import type { RequestTimeouts } from '../../api/http/server.ts';
import { migrate } from '../../api/store/migrate.ts';
import { sqlStore } from '../../api/store/sql-store.ts';
import { sqlUsers } from '../../api/store/users.ts';
import { metrics } from '../../api/subscribers/metrics.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { MemoryBackend } from './memory-backend.ts';
import { temporaryStateServer } from './state-server.ts';

export const JWT_SECRET = 'a-secret-for-tests-that-is-long-enough-0123456789';
export const USERS: Readonly<Record<'admin' | 'ada' | 'bob', User>> = {
  admin: { username: 'admin', role: 'admin', projects: [] },
  ada: { username: 'ada', role: 'member', projects: ['shop', 'default'] },
  bob: { username: 'bob', role: 'member', projects: ['bank'] },
};

export const passwordOf = ({ username }: User) => `password-of-${username}-canary`;

/** The control plane over a real PostgreSQL and a backend without databases; all it logs is kept. */
export async function temporaryControlPlane(
  options: {
    corsOrigins?: readonly string[];
    allowedHosts?: readonly string[];
    trustedProxies?: number;
    logLevel?: string;
    databases?: readonly Database[];
  } = {},
) {
  const stateServer = await temporaryStateServer();
  const logged: string[] = [];
  const log = pino(
    { level: options.logLevel ?? 'debug' },
    new Writable({ write: (chunk, _encoding, done) => done(void logged.push(String(chunk))) }),
  );
  const store = sqlStore(stateServer.connection, () => undefined);
  await migrate(store);
  const users = await sqlUsers(store);
  for (const user of Object.values(USERS)) await users.save(user, passwordOf(user));
  const backend = new MemoryBackend();
  backend.fill(options.databases ?? []);
  const start = (corsOrigins: readonly string[], timeouts?: RequestTimeouts) =>
    startControlPlane({
      ...{
        host: '127.0.0.1',
        port: 0,
        jwtSecret: JWT_SECRET,
        tokenLifetimeSeconds: 3600,
        trustedProxies: options.trustedProxies ?? 0,
        retention: { auditDays: 0, eventDays: 0 },
        webhookAllow: ['127.0.0.0/8', '::1/128'],
        corsOrigins,
        allowedHosts: options.allowedHosts ?? [],
        timeouts,
      },
      ...{ connection: stateServer.connection, store, users, backend, metrics: metrics(), log },
      auditLine: (line: string) => void logged.push(line),
    });
  const controlPlane = await start(options.corsOrigins ?? []);
  return {
    url: controlPlane.url,
    backend,
    store,
    users,
    /** Every line of log and audit. */
    logged,
    client: (user: User = USERS.admin): Promise<ApiClient> => apiClient(controlPlane.url).login(user.username, passwordOf(user)),
    anonymous: () => apiClient(controlPlane.url),
    /** One more replica on the same store and backend. */
    second: ({ corsOrigins = [], timeouts }: { corsOrigins?: readonly string[]; timeouts?: RequestTimeouts } = {}) =>
      start(corsOrigins, timeouts),
    stopStore: () => stateServer.pause(),
    startStore: () => stateServer.resume(),
    async stop() {
      await controlPlane.stop();
      await store.end();
      await stateServer.stop();
    },
  };
}

export type TestControlPlane = Awaited<ReturnType<typeof temporaryControlPlane>>;
