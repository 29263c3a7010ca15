import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DataFolder } from './data-folder.ts';
import { type BinariesByMajor, reachableBinaries } from './postgres/binaries.ts';
import { createCluster } from './postgres/cluster.ts';
import { writeDurably } from './postgres/durable-files.ts';
import { type Server, startPostmaster } from './postgres/postmaster.ts';
import { openSession, type Session } from './postgres/session.ts';
import { stopPostmaster } from './postgres/stop.ts';
import { derivePassword } from './secrets.ts';
import { settingsFile } from './settings-file.ts';

export interface StateServerOptions {
  readonly folder: DataFolder;
  readonly binaries: BinariesByMajor;
  /** Told when the server died and when it is back. */
  report?(message: string): void;
  /** False only in tests: the server then does not wait for the disk. */
  readonly durable?: boolean;
}

/** The control plane's own PostgreSQL. */
export interface StateServer {
  readonly connection: {
    /** The folder of its socket. */
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  /** Stops it cleanly. */
  stop(): Promise<void>;
}

/** It writes a checkpoint when it stops, and nobody's procedures run in it. */
const STOP_TIMEOUT_MS = 30_000;

const USER = 'paas';
/** Part of the name of its socket; the servers of databases have higher numbers. */
const PORT = 5432;
const DATABASE = 'paas';

/**
 * Starts the control plane's PostgreSQL on the data folder, or takes over the one that runs there. When its processes
 * die it is started again, until `stop`. @throws with a sentence for the operator when it cannot start
 */
export async function startStateServer(options: StateServerOptions): Promise<StateServer> {
  const password = derivePassword(options.folder.secret, 'state');
  const server = await prepare(options, password);
  const supervisor = new StateSupervisor(server, password, options.report ?? (() => undefined));
  await supervisor.start();
  return {
    connection: { host: server.sockets, port: server.port, user: USER, password, database: DATABASE },
    stop: () => supervisor.stop(),
  };
}

async function prepare({ folder, binaries, durable = true }: StateServerOptions, password: string): Promise<Server> {
  const home = homeIn(folder.path);
  const { account, sockets } = folder;
  const chosen = await reachableBinaries(await binariesFor(home, binaries), account, join(folder.path, 'binaries'));
  await createCluster({ folder: home, binaries: chosen, account, superuser: USER, password, durable });
  const server = { folder: home, clusterName: `postgres-paas state`, sockets, port: PORT, major: chosen.major, binaries: chosen, account };
  const identity = { port: PORT, unix_socket_directories: sockets, cluster_name: server.clusterName };
  const configuration = settingsFile({ ...SETTINGS, ...identity, fsync: durable ? 'on' : 'off' });
  await writeDurably(join(home, 'postgresql.conf'), configuration, { account });
  await writeDurably(join(home, 'pg_hba.conf'), 'local all all scram-sha-256\n', { account });
  return server;
}

const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: 60,
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: 0,
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** A folder keeps the major version it was made with; a new one gets the newest. */
async function binariesFor(home: string, binaries: BinariesByMajor) {
  const [newest] = binaries.keys();
  const major = (await majorIn(home)) ?? newest;
  const found = major === undefined ? undefined : binaries.get(major);
  if (found) return found;
  throw new Error(
    `PostgreSQL ${major ?? ''} is not installed for ${process.platform}-${process.arch}. Run "npm ci" (without --omit=optional), or install PostgreSQL on this machine.`,
  );
}

/** The major version that the control plane's data in a data folder were made with; undefined when there are none yet. */
export const stateMajor = ({ path }: Pick<DataFolder, 'path'>): Promise<number | undefined> => majorIn(homeIn(path));

const homeIn = (path: string) => join(path, 'state', 'postgresql');

const majorIn = async (home: string) => (existsSync(home) ? Number(await readFile(join(home, 'PG_VERSION'), 'utf8')) : undefined);

/** Keeps one PostgreSQL running: its end is the end of a session that does nothing else. */
class StateSupervisor {
  readonly #server: Server;
  readonly #password: string;
  readonly #report: (message: string) => void;
  #stopping = false;
  #watch: Session | undefined;
  #revival: Promise<void> = Promise.resolve();

  constructor(server: Server, password: string, report: (message: string) => void) {
    this.#server = server;
    this.#password = password;
    this.#report = report;
  }

  async start(): Promise<void> {
    await startPostmaster(this.#server);
    await this.#ensureDatabase();
    this.#watch = await this.#session(DATABASE);
    this.#watch.once('end', () => {
      if (!this.#stopping) this.#revival = this.#revive();
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#revival;
    await this.#watch?.end().catch(() => undefined);
    await stopPostmaster(this.#server, { timeoutMs: STOP_TIMEOUT_MS });
  }

  async #revive(): Promise<void> {
    this.#report("The control plane's PostgreSQL has stopped; starting it again.");
    for (let attempt = 0; !this.#stopping; attempt++) {
      try {
        await this.start();
        return this.#report("The control plane's PostgreSQL is back.");
      } catch (error) {
        this.#report(`The control plane's PostgreSQL does not start: ${error instanceof Error ? error.message : error}`);
        await pause(Math.min(100 * 2 ** attempt, 5000));
      }
    }
  }

  async #ensureDatabase(): Promise<void> {
    const session = await this.#session('postgres');
    try {
      const { rowCount } = await session.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await session.query(`CREATE DATABASE ${pg.escapeIdentifier(DATABASE)}`);
    } finally {
      await session.end();
    }
  }

  #session(database: string): Promise<Session> {
    return openSession({ sockets: this.#server.sockets, port: this.#server.port, user: USER, password: this.#password, database });
  }
}
