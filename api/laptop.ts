import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type DataFolder, openDataFolder, startFault } from './backends/embedded/data-folder.ts';
import { fullDisk } from './backends/embedded/disk-space.ts';
import { type BinariesByMajor, findBinaries, ON_DEMAND } from './backends/embedded/postgres/binaries.ts';
import { writeDurably } from './backends/embedded/postgres/durable-files.ts';
import { installableMajors, installVersion, type VersionSource } from './backends/embedded/postgres/install-version.ts';
import { startEmbeddedBackend } from './backends/embedded/start.ts';
import { startStateServer, stateMajor } from './backends/embedded/state-server.ts';
import type { Config } from './config.ts';
import { startControlPlane } from './control-plane.ts';
import type { SpecLimits } from './domain/plan.ts';
import { knownDevices } from './http/logins/known-devices.ts';
import { signingKey } from './http/tokens.ts';
import { migrate } from './store/migrate.ts';
import { sqlStore } from './store/sql-store.ts';
import { sqlUsers, type Users } from './store/users.ts';
import { metrics } from './subscribers/metrics.ts';

export interface Platform {
  readonly url: string;
  /** Stops everything that was started, last things first: the API, the databases, the platform's own PostgreSQL. */
  stop(): Promise<void>;
}

/** Laptop mode: the platform with its own PostgreSQL, its own secrets and databases that are processes of this machine. */
export async function startLaptop(config: Config, log: Logger): Promise<Platform> {
  const started = new AsyncDisposableStack();
  try {
    return await start(config, log, started);
  } catch (error) {
    await started.disposeAsync();
    throw await startFault({ path: config.dataDir, repository: config.repository }, error);
  }
}

async function start(config: Config, log: Logger, started: AsyncDisposableStack): Promise<Platform> {
  const report = (message: string) => log.warn(message);
  const folder = await openDataFolder({ path: config.dataDir, repository: config.repository });
  started.defer(() => folder.release());
  const source: VersionSource = { folder: ON_DEMAND, npm: config.npm };
  const binaries = await binariesFor(folder, source);
  const stateServer = await startStateServer({ folder, binaries, report });
  started.defer(() => stateServer.stop());

  const connection = { ...stateServer.connection, fault: () => fullDisk(join(folder.path, 'state')) };
  const store = sqlStore(connection, (error) => log.warn({ err: error }, 'lost a connection to the store'));
  started.defer(() => store.end());
  await migrate(store);
  const users = await sqlUsers(store);
  const admin = await ensureAdmin(users, folder, config.adminPassword);

  const jwtSecret = config.jwtSecret ?? (await keptSecret(join(folder.path, 'jwt-secret')));
  await writeDurably(join(folder.path, 'admin-device'), `${knownDevices(signingKey(jwtSecret)).issue('admin')}\n`);

  const meters = metrics();
  const embedded = await startEmbeddedBackend({ sql: store, folder, binaries, source, log, reconciled: meters.reconciled });
  started.defer(() => embedded.stop());
  const controlPlane = await startControlPlane({
    ...config,
    ...{ connection, store, users, backend: embedded.backend, metrics: meters, log, jwtSecret },
    auditLine: (line) => process.stdout.write(line),
  });
  started.defer(() => controlPlane.stop());
  process.stdout.write(welcome({ url: controlPlane.url, folder: folder.path, admin, versions: embedded.backend.limits }));
  return { url: controlPlane.url, stop: () => started.disposeAsync() };
}

/** What is installed, and the version that the platform's own data were made with: without that it cannot start. */
async function binariesFor(folder: DataFolder, source: VersionSource): Promise<BinariesByMajor> {
  const installed = await findBinaries();
  const needed = await stateMajor(folder);
  if (needed === undefined || installed.has(needed) || !(await installableMajors(source)).includes(needed)) return installed;
  process.stdout.write(`Installing PostgreSQL ${needed}, which the data in ${folder.path} were made with …\n`);
  await installVersion(source, needed);
  return findBinaries();
}

interface Admin {
  readonly passwordFile: string | undefined;
  /** Only at the first start. */
  readonly newPassword: string | undefined;
}

/** The first start makes the user `admin`. The file is written before the user, so that a crash between them loses no password. */
async function ensureAdmin(users: Users, folder: DataFolder, given: string | undefined): Promise<Admin> {
  const file = join(folder.path, 'admin-password');
  if (await users.any()) return { passwordFile: given ? undefined : file, newPassword: undefined };
  const password = given ?? (await keptSecret(file));
  await users.save({ username: 'admin', role: 'admin', projects: [] }, password);
  return given ? { passwordFile: undefined, newPassword: undefined } : { passwordFile: file, newPassword: password };
}

/** A random secret of 0600, made at the first start. */
async function keptSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const made = randomBytes(36).toString('base64url');
  await writeDurably(file, `${made}\n`);
  return made;
}

function welcome({ url, folder, admin, versions }: { url: string; folder: string; admin: Admin; versions: SpecLimits }): string {
  const password = admin.newPassword
    ? `${admin.newPassword}   (shown once; kept in ${admin.passwordFile})`
    : `kept in ${admin.passwordFile ?? 'PAAS_ADMIN_PASSWORD'}`;
  return `
postgres-paas is running at ${url}

  user       admin
  password   ${password}
  data       ${folder}
  PostgreSQL ${versionsText(versions)}

Next: open ${url}, read ${url}/docs, or in another terminal: npm run demo
Ctrl-C stops everything cleanly; the next npm start brings it back.

`;
}

function versionsText({ versions, versionsOnDemand = [] }: SpecLimits): string {
  const installed = versions.filter((version) => !versionsOnDemand.includes(version)).join(', ');
  return versionsOnDemand.length === 0 ? installed : `${installed}; installed when first asked for: ${versionsOnDemand.join(', ')}`;
}
