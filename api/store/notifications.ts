import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { connectionOptions, type StoreConnection } from './sql-store.ts';

export type Channel = 'audit_entries' | 'service_events' | 'revoked_tokens';

export interface Listener {
  /** What a commit has told (an id). */
  notified(channel: Channel, payload: string): void;
  /** Each time the line is open: whatever was told before may have been missed. */
  connected(): void;
}

const RETRY_MS = 500;

/** Listens to what commits tell, on a connection of its own, until `signal`; a lost line is opened again. */
export async function listen(connection: StoreConnection, listener: Listener, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await listenOnce(connection, listener, signal).catch(() => undefined); // the pool reports what is wrong with the store
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function listenOnce(connection: StoreConnection, listener: Listener, signal: AbortSignal): Promise<void> {
  const client = new pg.Client(connectionOptions(connection));
  client.on('error', () => undefined); // 'end' follows
  client.on('notification', ({ channel, payload = '' }) => listener.notified(channel as Channel, payload)); // only these are listened to
  try {
    await client.connect();
    await client.query('listen audit_entries; listen service_events; listen revoked_tokens');
    listener.connected();
    await once(client, 'end', { signal });
  } finally {
    await client.end().catch(() => undefined);
  }
}
