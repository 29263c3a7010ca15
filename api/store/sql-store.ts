import pg from 'pg';
import { DomainError } from '../domain/errors.ts';
import type { Sql, Transaction } from '../domain/ports.ts';
import { codeOf, commitFault, IN_FAILED_TRANSACTION, storeFault } from './sql-faults.ts';

export interface StoreConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A function is asked for each connection. */
  readonly password: string | (() => string);
  readonly database: string;
  /** undefined for connections that are not encrypted, on the same machine. */
  readonly ssl?: { readonly ca: string; readonly rejectUnauthorized: true };
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Every connection to the store: a peer that vanished without a word is noticed within 15 s (Node asks ten times, a second apart). */
export const connectionOptions = (connection: StoreConnection): pg.ClientConfig => ({
  ...connection,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
});

/** The control plane's PostgreSQL, through a pool of connections. */
export interface SqlStore extends Sql {
  transaction<Result>(action: (tx: Transaction) => Promise<Result>): Promise<Result>;
  end(): Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 10_000;
/** For answers that never come; longer than the server's own limit, which tells more. */
const ANSWER_TIMEOUT_MS = 12_000;

/** Lost connections are reported, not thrown: the pool makes new ones. */
export function sqlStore(connection: StoreConnection, report: (error: Error) => void): SqlStore {
  const pool = new pg.Pool({
    ...connectionOptions(connection),
    max: 10,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  pool.on('error', report);
  return {
    query: (text, values) => reachable(async () => rowsOf(await pool.query(text, values && [...values]))),
    async transaction(action) {
      const ends: Ends = { committed: [], undone: [] };
      const result = await inTransaction(pool, ends, action).catch((error: unknown) => {
        for (const then of ends.undone) then();
        throw error;
      });
      for (const then of ends.committed) then();
      return result;
    },
    end: () => pool.end(),
  };
}

/** What is to run when a transaction has ended. */
interface Ends {
  readonly committed: (() => void)[];
  readonly undone: (() => void)[];
}

async function inTransaction<Result>(
  pool: pg.Pool,
  { committed, undone }: Ends,
  action: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const client = await connected(pool);
  const ignore = () => undefined; // the next query of the transaction fails and tells
  client.on('error', ignore);
  const inTurn = queue();
  const run = firstFault(async (text, values) => (await client.query(text, values && [...values])).rows);
  const tx: Transaction = {
    query: <Row>(text: string, values?: readonly unknown[]) => inTurn(() => reachable(() => run(text, values) as Promise<Row[]>)), // the caller names the row's type beside its SQL
    afterCommit: (then) => committed.push(then),
    afterRollback: (then) => undone.push(then),
  };
  try {
    await tx.query('begin');
    const result = await action(tx);
    await inTurn(() => client.query('commit')).catch((error: unknown) => {
      throw commitFault(error);
    });
    client.release();
    return result;
  } catch (error) {
    await inTurn(() => undo(client));
    throw error;
  } finally {
    client.removeListener('error', ignore);
  }
}

type Run = (text: string, values?: readonly unknown[]) => Promise<unknown[]>;

/** After a failed query PostgreSQL refuses all others of the transaction; those then fail with what the first one said. */
function firstFault(run: Run): Run {
  let first: unknown;
  return async (text, values) => {
    try {
      return await run(text, values);
    } catch (error) {
      first ??= error;
      throw codeOf(error) === IN_FAILED_TRANSACTION ? first : error;
    }
  };
}

/** A connection carries out one query at a time, also when the next is asked for before. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}

async function connected(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await reachable(() => pool.connect());
  } catch (error) {
    throw pool.totalCount - pool.idleCount < pool.options.max
      ? error
      : new DomainError('unavailable', 'As many changes as can be are under way, and none comes to an end. Try again in a moment.', {
          retryAfterSeconds: 2,
        });
  }
}

/** A connection whose rollback fails is closed rather than used again. */
async function undo(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}

const rowsOf = <Row>(result: pg.QueryResult): readonly Row[] => result.rows as Row[]; // the caller names the row's type beside its SQL

async function reachable<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw storeFault(error);
  }
}
