import type { DatabaseContext } from './context.ts';
import { bytesBesideTables } from './disk-use.ts';
import { TENANT } from './instance-settings.ts';
import { limitLog } from './postgres/server-log.ts';
import type { Session } from './postgres/session.ts';
import { measureAgainIn, type Standing, type StorageLimit, standingAfter, WRITE_WINDOW_SECONDS } from './storage-limit.ts';

const USED = 'SELECT sum(pg_database_size(oid))::float8 AS bytes FROM pg_database';

/** Sessions that write although the database is full, for longer than deleting should take. */
const END_LONG_WRITES = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE usename = $1 AND backend_xid IS NOT NULL AND xact_start < now() - make_interval(secs => $2)`;

const END_WRITERS = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND backend_xid IS NOT NULL';

const END_ALL = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1';

/** Sessions that began read-only would stay so. Each is ended between two transactions; those that remain are returned. */
const END_READ_ONLY = `
  SELECT CASE WHEN state = 'idle' THEN pg_terminate_backend(pid) END FROM pg_stat_activity
  WHERE usename = $1 AND backend_start BETWEEN now() - make_interval(secs => $2) AND now() - make_interval(secs => $3)`;

/** The endpoint learns a moment later whether sessions are to begin read-only. */
const MOMENT_MS = 2000;

/** When sessions began read-only; `performance.now()`. */
interface Period {
  readonly from: number;
  readonly until: number | undefined;
}

/**
 * Measures what a database puts on the disk, and holds its limit against whatever a tenant does by SQL. Runs beside the
 * loop, on a session of its own, while the primary takes writes; the nearer the limit, the more often.
 */
export class StorageGuard {
  readonly #context: DatabaseContext;
  readonly #changed: () => void;
  #abort: AbortController | undefined;
  #session: Session | undefined;
  #timer: NodeJS.Timeout | undefined;
  #readOnly: Period | undefined;
  #working: Promise<void> = Promise.resolve();

  /** @param changed is called when the database has become full or closed, or is no longer */
  constructor(context: DatabaseContext, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
  }

  /** To be called after each look: measures while there is something to measure. */
  follow(isWritable: boolean): void {
    if (!isWritable) this.pause();
    else if (!this.#abort) {
      this.#abort = new AbortController();
      this.#next(0, this.#abort.signal);
    }
  }

  /** Lets go of the server; what was measured stays. */
  pause(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    clearTimeout(this.#timer);
    this.#session = undefined;
  }

  /** Resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.pause();
    await this.#working;
  }

  #next(delayMs: number, signal: AbortSignal): void {
    this.#timer = setTimeout(() => {
      this.#working = this.#tick(signal);
    }, delayMs);
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const limit = this.#limit;
    await this.#hold(limit, signal).catch(() => {
      this.#session?.connection.stream.destroy();
      this.#session = undefined;
    });
    if (!signal.aborted) this.#next(measureAgainIn(this.#context.storage, limit), signal);
  }

  /** Ends the sessions that are still read-only although there is room again. */
  async #release(session: Session, isReadOnly: boolean): Promise<void> {
    const now = performance.now();
    if (isReadOnly) this.#readOnly = { from: this.#readOnly?.from ?? now, until: undefined };
    if (isReadOnly || !this.#readOnly) return;
    const { from, until = now } = this.#readOnly;
    this.#readOnly = { from, until };
    const { rows } = await session.query(END_READ_ONLY, [TENANT, (now - from) / 1000 + 1, Math.max(0, now - until - MOMENT_MS) / 1000]);
    if (rows.length === 0 && now - until > MOMENT_MS) this.#readOnly = undefined;
  }

  get #limit(): StorageLimit {
    const { record, site } = this.#context;
    return { limitBytes: record.spec.storageGiB * site.gibibyteBytes, gibibyteBytes: site.gibibyteBytes };
  }

  async #hold(limit: StorageLimit, signal: AbortSignal): Promise<void> {
    const context = this.#context;
    const servers = context.record.instances.map(({ ordinal }) => context.instance(ordinal).server);
    for (const server of servers) await limitLog(server);
    this.#session ??= await context.instance(context.record.primary).connect(signal);
    const { rows } = await this.#session.query<{ bytes: number }>(USED);
    const beside = await Promise.all(servers.map(({ folder }) => bytesBesideTables(folder)));
    signal.throwIfAborted();
    const before = context.storage;
    context.storage = standingAfter(before, (rows[0]?.bytes ?? 0) + Math.max(...beside), { ...limit, now: performance.now() });
    if (isNews(before, context.storage)) this.#changed();
    const { closed, full, endsWriters } = context.storage;
    if (closed) await this.#session.query(END_ALL, [TENANT]);
    else if (endsWriters) await this.#session.query(END_WRITERS, [TENANT]);
    else if (full) await this.#session.query(END_LONG_WRITES, [TENANT, WRITE_WINDOW_SECONDS]);
    await this.#release(this.#session, full || context.diskFault !== null);
  }
}

const isNews = (before: Standing, now: Standing) =>
  before.usedBytes === null || before.full !== now.full || (before.closed === null) !== (now.closed === null);
