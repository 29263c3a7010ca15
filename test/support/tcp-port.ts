import type { Server } from 'node:net';

/** The port that a server listens on. @throws when it does not, or not on TCP */
export function tcpPortOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP address.');
  return address.port;
}
