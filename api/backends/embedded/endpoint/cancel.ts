import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import { CANCEL_REQUEST, openingPacket } from './protocol.ts';
import { farewell } from './session.ts';

const TIMEOUT_MS = 5000;

/**
 * Hands a CancelRequest to the server that gave the key, and hangs up when the server has, which is its answer: from then
 * on the client knows that the request was acted on. Without such a server it is hung up on at once, as PostgreSQL does. An
 * encrypted connection is closed as TLS wants it: libpq takes anything else for a cancellation that failed.
 */
export function cancel(client: Duplex, key: Buffer, path: string | undefined): void {
  client.on('error', () => undefined).resume();
  if (path === undefined) return void farewell(client);
  const server = createConnection({ path }).setTimeout(TIMEOUT_MS, () => server.destroy());
  server.on('error', () => undefined).resume();
  server.once('close', () => farewell(client));
  client.once('close', () => server.end());
  server.write(openingPacket(CANCEL_REQUEST, key));
}
