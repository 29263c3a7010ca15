import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { DataFolder } from '../../api/backends/embedded/data-folder.ts';
import { type BinariesByMajor, findBinaries } from '../../api/backends/embedded/postgres/binaries.ts';
import type { VersionSource } from '../../api/backends/embedded/postgres/install-version.ts';
import { processesOf, signal } from '../../api/backends/embedded/postgres/processes.ts';
import { derivePassword } from '../../api/backends/embedded/secrets.ts';
import { startEmbeddedBackend } from '../../api/backends/embedded/start.ts';
import { startStateServer } from '../../api/backends/embedded/state-server.ts';
import { type Database, type DatabaseSpec, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import type { DatabaseBackend, Transaction } from '../../api/domain/ports.ts';
import { migrate } from '../../api/store/migrate.ts';
import { sqlStore } from '../../api/store/sql-store.ts';

/** An embedded backend with the store it writes to. */
export interface RunningSite {
  readonly backend: DatabaseBackend;
  readonly folder: DataFolder;
  /** What the reconcile loops complained about. */
  readonly complaints: readonly string[];
  transaction<Result>(action: (tx: Transaction) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}

export interface SiteOptions {
  readonly gibibyteBytes?: number;
  /** The PostgreSQL versions that are installed; all that are found unless said otherwise. */
  readonly binaries?: BinariesByMajor;
  /** Where further versions come from. */
  readonly source?: VersionSource;
  /** Told after every step of a loop. */
  reconciled?(step: string, seconds: number, failed: boolean, database: string): void;
}

/** Starts the embedded backend on a folder, without the rest of the platform. Nothing waits for the disk. */
export async function startSite(folder: DataFolder, options: SiteOptions = {}): Promise<RunningSite> {
  const binaries = options.binaries ?? (await findBinaries());
  const state = await startStateServer({ folder, binaries, durable: false });
  const store = sqlStore(state.connection, () => undefined);
  await migrate(store);
  const complaints: string[] = [];
  const log = { info: () => undefined, warn: (fields: object, message: string) => complaints.push(`${message} ${JSON.stringify(fields)}`) };
  const { backend, stop } = await startEmbeddedBackend({ folder, sql: store, log, durable: false, ...options, binaries });
  return {
    backend,
    folder,
    complaints,
    transaction: (action) => store.transaction(action),
    async stop() {
      await stop();
      await store.end();
      await state.stop();
    },
  };
}

type Watched = Pick<RunningSite, 'backend' | 'transaction'>;

export const create = ({ backend, transaction }: Watched, name: string, spec: Partial<DatabaseSpec> = {}): Promise<Database> =>
  transaction((tx) => backend.create(tx, { project: 'default', name }, { ...SPEC_DEFAULTS, ...spec }));

/** Wants some fields of the spec to be different. Answers as soon as that is recorded. */
export const change = ({ backend, transaction }: Watched, name: string, changes: Partial<DatabaseSpec>): Promise<Database> => {
  const current = get({ backend, transaction }, name);
  return transaction((tx) => backend.update(tx, current, { ...current.spec, ...changes }));
};

export const remove = ({ backend, transaction }: Watched, name: string): Promise<Database> =>
  transaction((tx) => backend.remove(tx, get({ backend, transaction }, name)));

export function get({ backend }: Watched, name: string): Database {
  const found = backend.find({ project: 'default', name });
  if (!found) throw new Error(`There is no database ${name}.`);
  return found;
}

/** Follows the watch until the database is as wanted. The test runner's time-out ends a vain wait. */
export async function until({ backend }: Watched, name: string, isSo: (database: Database) => boolean): Promise<Database> {
  const ended = new AbortController();
  try {
    for await (const event of backend.watch(ended.signal)) {
      if (event.kind === 'changed' && event.database.name === name && isSo(event.database)) return event.database;
    }
  } finally {
    ended.abort();
  }
  throw new Error(`The watch ended before ${name} was as wanted.`);
}

export const untilAvailable = (site: Watched, name: string) => until(site, name, ({ status }) => status.state === 'available');

export async function untilGone({ backend }: Watched, name: string): Promise<void> {
  const ended = new AbortController();
  try {
    for await (const event of backend.watch(ended.signal)) {
      if (event.kind === 'deleted' && event.database.name === name) return;
      if (event.kind === 'synced' && !backend.find({ project: 'default', name })) return;
    }
  } finally {
    ended.abort();
  }
}

interface SessionOptions {
  readonly readOnly?: boolean;
  /** As libpq's: `-c name=value …`. */
  readonly options?: string;
}

/** A tenant's session: over TLS, with the certificate checked against the CA the API offers. */
export async function connect(site: Watched, name: string, { readOnly = false, options }: SessionOptions = {}): Promise<pg.Client> {
  const database = get(site, name);
  const { password, caCertificate } = await site.backend.credentials(database);
  const { connection } = database;
  const client = new pg.Client({
    host: readOnly ? connection.readOnlyHost : connection.host,
    port: readOnly ? connection.readOnlyPort : connection.port,
    user: connection.user,
    database: connection.database,
    password,
    ssl: { ca: caCertificate },
    ...(options !== undefined && { options }),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs one statement as the tenant, on a session of its own. */
export async function query(site: Watched, name: string, text: string, session: SessionOptions = {}): Promise<Record<string, unknown>[]> {
  const client = await connect(site, name, session);
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Writes half a MiB at a time until the storage of a database is used up: between two measurements of the platform no more
 * than it lets pass beyond the limit. Each statement has a session of its own, because writers beyond it are ended. Leaves the table `filler`.
 */
export async function fillStorage(site: Watched, name: string): Promise<Database> {
  await query(site, name, 'CREATE UNLOGGED TABLE filler (text text); ALTER TABLE filler ALTER text SET STORAGE EXTERNAL');
  while (get(site, name).status.state !== 'storage_full')
    await query(site, name, `INSERT INTO filler SELECT repeat('x', 8000) FROM generate_series(1, 60)`).catch(() => undefined);
  return get(site, name);
}

export const instanceFolder = ({ folder }: Pick<RunningSite, 'folder'>, id: string, ordinal: number) =>
  join(folder.path, 'databases', id, String(ordinal));

/** Pid and port of the postmaster of an instance; undefined when it has never run or is stopped. */
export async function postmasterOf(site: Pick<RunningSite, 'folder'>, id: string, ordinal: number) {
  const text = await readFile(join(instanceFolder(site, id, ordinal), 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** A superuser's session straight to one instance, past the endpoint: what only the platform may do. */
export async function connectInstance(
  site: Pick<RunningSite, 'folder'>,
  id: string,
  ordinal: number,
  options?: string,
): Promise<pg.Client> {
  const found = await postmasterOf(site, id, ordinal);
  const password = derivePassword(site.folder.secret, `${id}:superuser:1`);
  const client = new pg.Client({
    host: site.folder.sockets,
    port: found?.port ?? 0,
    user: 'postgres',
    database: 'app',
    password,
    ...(options !== undefined && { options }),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export const ordinalOf = (instance: string) => Number(instance.split('-').at(-1));

/** Kills everything that runs below a data folder at once, as a power cut would. */
export async function killEverything(path: string): Promise<void> {
  for (const folder of await dataFoldersBelow(path)) for (const pid of await processesIn(folder)) signal(pid, 'SIGKILL');
}

/** Every folder of a PostgreSQL, that of the control plane included. */
export async function dataFoldersBelow(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob(join(path, '{databases/*,state}', '*', 'PG_VERSION'))) found.push(dirname(file));
  return found;
}

export const processesIn = (folder: string) => processesOf({ folder, clusterName: 'no other mark' });
