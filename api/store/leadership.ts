import { once } from 'node:events';
import type pg from 'pg';
import { ScramClient } from '../postgres/scram-client.ts';
import { Pauses } from '../retry/back-off.ts';
import { connectionOptions, type StoreConnection } from './sql-store.ts';

/** The advisory lock of the one replica that records service events and sends webhooks. It lives as long as the connection that took it: no process that died can hold it. */
const LEADER_LOCK = 7_261_003;

/** The server gives the lock away 11 s after the leader's machine has vanished, not after the two hours that are usual. */
const NOTICE_ABSENCE = 'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3';

interface Duty {
  /** What the leader does; its signal ends when leadership does. */
  readonly work: (leading: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Takes why the leadership could not be had or was lost; it is tried again. */
  readonly report: (error: unknown) => void;
}

/** Does `work` while this process, of all that share the store, is the leader. Returns when `signal` ends. */
export async function whileLeading(connection: StoreConnection, duty: Duty): Promise<void> {
  const { signal, report } = duty;
  const pauses = new Pauses();
  while (!signal.aborted) {
    await leadOnce(connection, duty).then(
      () => pauses.reset(),
      (error: unknown) => void (signal.aborted || report(new Error('The leadership was lost, or cannot be had.', { cause: error }))),
    );
    await pauses.wait(signal);
  }
}

async function leadOnce(connection: StoreConnection, { work, signal }: Duty): Promise<void> {
  const client = await connect(connection);
  const lost = new AbortController();
  client.once('end', () => lost.abort());
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted(); // while connecting
    await client.query(NOTICE_ABSENCE);
    await client.query('select pg_advisory_lock($1)', [LEADER_LOCK]); // waits on the server, however long it takes
    await work(AbortSignal.any([lost.signal, signal]));
    if (!lost.signal.aborted && !signal.aborted) await once(client, 'end', { signal });
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}

async function connect(connection: StoreConnection): Promise<pg.Client> {
  const client = new ScramClient(connectionOptions(connection));
  client.on('error', () => undefined); // 'end' follows
  await client.connect();
  return client;
}
