import pg from 'pg';
import { DomainError } from '../domain/errors.ts';
import type { Sql, Transaction } from '../domain/ports.ts';
import { ScramClient } from '../postgres/scram-client.ts';
import { codeOf, commitFault, IN_FAILED_TRANSACTION, storeFault } from './sql-faults.ts';

export interface StoreConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A function is asked for each connection. */
  readonly password: string | (() => string);
  readonly database: string;
  /** undefined for connections that are not encrypted, on the same machine. */
  /** Why it may not take writes, as far as that can be known without asking it: a sentence, or null. */
  readonly fault?: () => string | null;
  readonly ssl?: { readonly ca: string; readonly rejectUnauthorized: true };
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Every connection to the store: a peer that vanished without a word is noticed within 15 s (Node asks ten times, a second apart). */
export const connectionOptions = ({ fault: _, ...connection }: StoreConnection): pg.ClientConfig => ({
  ...connection,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
});

/** The control plane's PostgreSQL, through a pool of connections. */
export interface SqlStore extends Sql {
  transaction<Result>(action: (tx: StoreTransaction) => Promise<Result>): Promise<Result>;
  end(): Promise<void>;
}

export interface StoreTransaction extends Transaction {
  /** The last statement. When it is the only one it commits by itself, in one round trip. */
  queryAndCommit<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]>;
}

const STATEMENT_TIMEOUT_MS = 10_000;
/** For answers that never come; longer than the server's own limit, which tells more. */
const ANSWER_TIMEOUT_MS = 12_000;

/** Lost connections are reported, not thrown: the pool makes new ones. */
export function sqlStore(connection: StoreConnection, report: (error: Error) => void): SqlStore {
  const pool = new pg.Pool({
    ...connectionOptions(connection),
    Client: ScramClient,
    max: 10,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  pool.on('error', report);
  return {
    query: (text, values) => explained(connection, () => reachable(async () => rowsOf(await pool.query(text, values && [...values])))),
    transaction: (action) => explained(connection, () => transaction(pool, action)),
    end: () => pool.end(),
  };
}

async function transaction<Result>(pool: pg.Pool, action: (tx: StoreTransaction) => Promise<Result>): Promise<Result> {
  const tx = new OpenTransaction(await connected(pool));
  try {
    const result = await action(tx);
    await tx.commit();
    return result;
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}

/** Gives the reason why the store is not available, where one is known. */
async function explained<Result>({ fault }: StoreConnection, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const reason = error instanceof DomainError && error.code === 'unavailable' ? (fault?.() ?? null) : null;
    if (reason === null || !(error instanceof DomainError)) throw error;
    throw new DomainError('unavailable', reason, { retryAfterSeconds: 30, outcomeUnknown: error.outcomeUnknown, cause: error });
  }
}

/** A transaction on a connection of its own. It begins with its first query: what only writes one statement takes one round trip. */
class OpenTransaction implements StoreTransaction {
  readonly #client: pg.PoolClient;
  readonly #committed: (() => void)[] = [];
  readonly #undone: (() => void)[] = [];
  readonly #run: Run;
  #state: 'new' | 'begun' | 'committed' = 'new';

  constructor(client: pg.PoolClient) {
    this.#client = client;
    this.#run = firstFault(async (text, values) => (await client.query(text, values && [...values])).rows);
    client.on('error', ignore); // the next query fails and says it
  }

  async query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    if (this.#state === 'new') await this.#begin();
    return reachable(() => this.#run(text, values) as Promise<Row[]>); // the caller names the row's type beside its SQL
  }

  async queryAndCommit<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    if (this.#state === 'begun') return this.query(text, values);
    this.#state = 'begun';
    const rows = await this.#run(text, values).catch((error: unknown) => {
      throw commitFault(error);
    });
    this.#state = 'committed';
    return rows as Row[]; // the caller names the row's type beside its SQL
  }

  async #begin(): Promise<void> {
    this.#state = 'begun';
    await reachable(() => this.#run('begin'));
  }

  afterCommit(then: () => void): void {
    this.#committed.push(then);
  }

  afterRollback(then: () => void): void {
    this.#undone.push(then);
  }

  async commit(): Promise<void> {
    if (this.#state === 'begun')
      await this.#client.query('commit').catch((error: unknown) => {
        throw commitFault(error);
      });
    this.#release();
    for (const then of this.#committed) then();
  }

  /** A connection whose rollback fails is closed rather than used again. */
  async rollback(): Promise<void> {
    if (this.#state === 'new') this.#release();
    else
      await this.#client.query('rollback').then(
        () => this.#release(),
        () => this.#release({ broken: true }),
      );
    for (const then of this.#undone) then();
  }

  #release({ broken = false } = {}): void {
    this.#client.removeListener('error', ignore);
    this.#client.release(broken);
  }
}

const ignore = () => undefined;

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

const rowsOf = <Row>(result: pg.QueryResult): readonly Row[] => result.rows as Row[]; // the caller names the row's type beside its SQL

async function reachable<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw storeFault(error);
  }
}
