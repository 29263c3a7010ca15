import { createConnection } from 'node:net';
import type { Duplex } from 'node:stream';
import { CANCEL_REQUEST, openingPacket } from './protocol.ts';

const TIMEOUT_MS = 5000;

/**
 * Hands a CancelRequest to the server that gave the key, and hangs up when the server has, which is its answer: from then
 * on the client knows that the request was acted on. Without such a server it is hung up on at once, as PostgreSQL does.
 */
export function cancel(client: Duplex, key: Buffer, path: string | undefined): void {
  client.on('error', () => undefined).resume();
  if (path === undefined) return void client.destroy();
  const server = createConnection({ path }).setTimeout(TIMEOUT_MS, () => server.destroy());
  server.on('error', () => undefined).resume();
  server.once('close', () => client.destroy());
  client.once('close', () => server.end());
  server.write(openingPacket(CANCEL_REQUEST, key));
}
