import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FLOOR_PARAMETERS, SUPERUSER } from './instance-settings.ts';
import { findPostmaster, type Server } from './postgres/postmaster.ts';
import { isStopped, processesOf, titleOf } from './postgres/processes.ts';
import { IGNORE_TENANT, openSession, type Session } from './postgres/session.ts';

/** What a server says about itself. */
export interface Vitals {
  readonly recovering: boolean;
  readonly fingerprint: string | null;
  readonly pendingRestart: readonly string[];
  readonly position: number;
  readonly replayed: number;
  /** The port of the server it receives from; null when it does not. */
  readonly source: number | null;
  readonly version: string;
  /** Running values of the settings a replica may not fall below. */
  readonly floor: Readonly<Record<string, string>>;
}

/**
 * What a look at a server finds. `none` is a proof: no process works on its files. `hung`: its processes are there and
 * stopped, so nobody is served until somebody resumes them. `stopping`: it shuts down and lets nobody in. `slow`: they run,
 * and this look had no answer in time or was refused for want of a seat, which says nothing about its health. `title` is
 * what a starting server says it does.
 */
export type Probe =
  | { readonly process: 'none' | 'hung' | 'stopping' | 'slow' }
  | { readonly process: 'starting'; readonly title: string }
  | ({ readonly process: 'answering' } & Vitals);

/** The database that no tenant can set anything on. */
const SUPERUSERS_OWN = 'postgres';

/** Longer than any answer takes on a busy machine, short enough to notice a hung server within seconds. */
const PROBE_TIMEOUT_MS = 2000;

const VITALS = `
  SELECT pg_is_in_recovery() AS recovering,
    current_setting('paas.fingerprint', true) AS fingerprint,
    (SELECT coalesce(json_agg(name), '[]') FROM pg_settings WHERE pending_restart) AS "pendingRestart",
    (CASE WHEN pg_is_in_recovery() THEN coalesce(greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')
          ELSE pg_current_wal_insert_lsn() END - '0/0')::float8 AS position,
    (CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn(), '0/0')
          ELSE pg_current_wal_insert_lsn() END - '0/0')::float8 AS replayed,
    (SELECT sender_port FROM pg_stat_wal_receiver WHERE status = 'streaming') AS source,
    split_part(current_setting('server_version'), ' ', 1) AS version,
    (SELECT json_object_agg(name, setting) FROM pg_settings WHERE name = ANY ($1)) AS floor`;

/**
 * One server as the reconcile loop sees it. A session is kept open on it, whose end shows at once that the server is
 * gone, whoever started it. Asking it is the probe.
 */
export class Instance {
  readonly server: Server;
  readonly #password: string;
  readonly #onEnd: () => void;
  #session: Session | undefined;

  constructor(server: Server, password: string, onEnd: () => void) {
    this.server = server;
    this.#password = password;
    this.#onEnd = onEnd;
  }

  get files(): 'none' | 'primary' | 'standby' {
    if (!existsSync(join(this.server.folder, 'PG_VERSION'))) return 'none';
    return existsSync(join(this.server.folder, 'standby.signal')) ? 'standby' : 'primary';
  }

  /** How it is right now. Never throws; takes at most twice the probe's time-out. */
  async probe(): Promise<Probe> {
    const gone = await this.#withoutAsking();
    if (gone) return gone;
    try {
      return { process: 'answering', ...(await this.#ask()) };
    } catch (error) {
      this.release();
      return (await this.#withoutAsking()) ?? this.#unanswered(error);
    }
  }

  /**
   * A session for work on the server, as its superuser. The caller ends it; when `signal` is aborted it is closed, and
   * what waits for it fails.
   */
  async connect(signal: AbortSignal, database = SUPERUSERS_OWN): Promise<Session> {
    signal.throwIfAborted();
    const session = await this.#open(database);
    const close = () => session.connection.stream.destroy();
    signal.addEventListener('abort', close, { once: true });
    session.once('end', () => signal.removeEventListener('abort', close));
    if (signal.aborted) close();
    try {
      if (database !== SUPERUSERS_OWN) await session.query(IGNORE_TENANT);
      return session;
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Runs one statement as superuser, on a session of its own. */
  async run<Row extends object>(signal: AbortSignal, text: string, values: unknown[] = []): Promise<readonly Row[]> {
    const session = await this.connect(signal);
    try {
      return (await session.query<Row>(text, values)).rows;
    } finally {
      await session.end();
    }
  }

  /** A quick question of the loop on the kept session. Work that takes longer would keep the next look waiting: see `run`. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<readonly Row[]> {
    this.#session ??= await this.#keep();
    return (await this.#session.query<Row>(text, values)).rows;
  }

  /** Closes the kept session without a notification. */
  release(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.removeAllListeners('end');
    session?.connection.stream.destroy();
  }

  /** What the system says of its processes, when that alone is enough to know its state. A session that is open proves that they are there. */
  async #withoutAsking(): Promise<Probe | undefined> {
    const postmaster = await findPostmaster(this.server);
    if (postmaster && isStopped(postmaster.pid)) return this.#without('hung');
    if (postmaster?.stopping) return this.#without('stopping'); // which may wait for our own session to end
    if (postmaster || this.#session || (await processesOf(this.server)).length > 0) return undefined;
    return this.#without('none');
  }

  #without<State extends 'none' | 'hung' | 'stopping'>(process: State): { readonly process: State } {
    this.release();
    return { process };
  }

  /** The state in postmaster.pid distinguishes a server that starts or stops from one that is slow or has no seat left. */
  async #unanswered(error: unknown): Promise<Probe> {
    const postmaster = await findPostmaster(this.server);
    if (postmaster?.ready === true && !isNotYetOrNoMore(error)) return { process: 'slow' };
    const mark = `postgres: ${this.server.clusterName}: startup`;
    const startup = (await processesOf(this.server)).find((pid) => titleOf(pid).startsWith(mark));
    if (startup !== undefined && isStopped(startup)) return { process: 'hung' };
    return { process: 'starting', title: startup === undefined ? '' : titleOf(startup) };
  }

  async #ask(): Promise<Vitals> {
    const [vitals] = await this.query<Vitals>(VITALS, [FLOOR_PARAMETERS]);
    if (!vitals) throw new Error(`${this.server.clusterName} gave an empty answer.`);
    return vitals;
  }

  async #keep(): Promise<Session> {
    const session = await this.#open(SUPERUSERS_OWN, PROBE_TIMEOUT_MS);
    session.once('end', () => {
      this.#session = undefined;
      this.#onEnd();
    });
    return session;
  }

  #open(database: string, queryTimeoutMs?: number): Promise<Session> {
    const { sockets, port, major } = this.server;
    const target = { sockets, port, major, user: SUPERUSER, password: this.#password, database };
    return openSession(queryTimeoutMs === undefined ? target : { ...target, queryTimeoutMs });
  }
}

/** SQLSTATE cannot_connect_now: a live postmaster that starts, recovers or shuts down. */
const isNotYetOrNoMore = (error: unknown) => error instanceof Error && 'code' in error && error.code === '57P03';
