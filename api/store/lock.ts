import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { StoreConnection } from './sql-store.ts';

/** Advisory locks of the control plane's PostgreSQL. A lock lives as long as the connection that took it: no process that died can hold one. */
export const LOCKS = {
  /** Whoever runs the databases of a laptop's data folder. */
  dataFolder: 7_261_002,
  /** The one replica that records service events. */
  leader: 7_261_003,
} as const;

const RETRY_MS = 1_000;

/** Does `work` while this process, of all that share the store, holds the lock; its signal ends when the lock is lost. Returns when `signal` ends. */
export async function whileHolding(
  connection: StoreConnection,
  { lock, work, signal }: { lock: number; work: (held: AbortSignal) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await holdOnce(connection, { lock, work, signal }).catch(() => undefined); // lost or not reachable: the store reports it
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function holdOnce(
  connection: StoreConnection,
  { lock, work, signal }: { lock: number; work: (held: AbortSignal) => Promise<void>; signal: AbortSignal },
) {
  const client = await connect(connection);
  const lost = new AbortController();
  client.once('end', () => lost.abort());
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await client.query('select pg_advisory_lock($1)', [lock]); // waits on the server, however long it takes
    await work(AbortSignal.any([lost.signal, signal]));
    if (!lost.signal.aborted && !signal.aborted) await once(client, 'end', { signal });
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}

export interface HeldLock {
  release(): Promise<void>;
}

/**
 * Takes the lock if it is free and keeps it until `release`, also over a restart of the store; undefined when another
 * process has it. `stolen` is called when another one took it while the store was away.
 */
export async function tryHold(connection: StoreConnection, lock: number, stolen: () => void): Promise<HeldLock | undefined> {
  const released = new AbortController();
  let client = await take(connection, lock);
  if (!client) return undefined;

  async function keep(): Promise<void> {
    while (!released.signal.aborted) {
      if (client) await once(client, 'end', { signal: released.signal });
      client = await take(connection, lock);
      if (!client) return stolen();
    }
  }
  async function keepTrying(): Promise<void> {
    while (!released.signal.aborted) {
      await keep().catch(() => undefined); // the store is away
      await delay(RETRY_MS / 10, undefined, { signal: released.signal }).catch(() => undefined);
    }
  }
  void keepTrying();
  return {
    async release() {
      released.abort();
      await client?.end();
    },
  };
}

async function take(connection: StoreConnection, lock: number): Promise<pg.Client | undefined> {
  const client = await connect(connection);
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lock]);
  if (rows[0]?.taken) return client;
  await client.end();
  return undefined;
}

async function connect(connection: StoreConnection): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000, keepAlive: true });
  client.on('error', () => undefined); // 'end' follows
  await client.connect();
  return client;
}
