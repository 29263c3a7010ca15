import { once } from 'node:events';
import { ScramClient } from '../postgres/scram-client.ts';
import { Pauses } from '../retry/back-off.ts';
import { connectionOptions, type StoreConnection } from './sql-store.ts';

export type Channel = 'audit_entries' | 'operations' | 'service_events' | 'revoked_tokens' | 'webhook_deliveries' | 'webhooks';

export interface Listener {
  /** What a commit has told (an id). */
  notified(channel: Channel, payload: string): void;
  /** Each time the line is open: whatever was told before may have been missed. */
  connected(): void;
}

interface Listening {
  readonly signal: AbortSignal;
  /** Takes why nothing can be heard; it is tried again. */
  readonly report: (error: unknown) => void;
}

/** Listens to what commits tell, on a connection of its own, until `signal`; a lost line is opened again. */
export async function listen(connection: StoreConnection, listener: Listener, { signal, report }: Listening): Promise<void> {
  const pauses = new Pauses();
  while (!signal.aborted) {
    await listenOnce(connection, listener, signal).then(
      () => pauses.reset(),
      (error: unknown) => void (signal.aborted || report(new Error('Notifications of the store cannot be heard.', { cause: error }))),
    );
    await pauses.wait(signal);
  }
}

async function listenOnce(connection: StoreConnection, listener: Listener, signal: AbortSignal): Promise<void> {
  const client = new ScramClient(connectionOptions(connection));
  client.on('error', () => undefined); // 'end' follows
  client.on('notification', ({ channel, payload = '' }) => listener.notified(channel as Channel, payload)); // only these are listened to
  try {
    await client.connect();
    await client.query(
      'listen audit_entries; listen operations; listen service_events; listen revoked_tokens; listen webhook_deliveries; listen webhooks',
    );
    listener.connected();
    await once(client, 'end', { signal });
  } finally {
    await client.end().catch(() => undefined);
  }
}
