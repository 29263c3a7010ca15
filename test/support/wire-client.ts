import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { openingPacket, SSL_REQUEST } from '../../api/backends/embedded/endpoint/protocol.ts';

/** A connection to the endpoint that has said nothing yet. */
export async function dial(port: number): Promise<Socket> {
  const socket = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Encrypted, after a request for it. */
export async function dialTls(port: number, ca: string): Promise<TLSSocket> {
  const socket = await dial(port);
  socket.write(openingPacket(SSL_REQUEST, Buffer.alloc(0)));
  await once(socket, 'data');
  return secured(socket, { ca });
}

export async function secured(socket: Socket, options: { ca: string; ALPNProtocols?: string[] }): Promise<TLSSocket> {
  const encrypted = connectTls({ socket, host: '127.0.0.1', ...options }).on('error', () => undefined);
  await once(encrypted, 'secureConnect');
  return encrypted;
}

export const startup = (parameters: Readonly<Record<string, string>> = { user: 'app', database: 'app' }, protocol = 0x3_0000): Buffer => {
  const text = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  return openingPacket(protocol, Buffer.from(`${text.join('')}\0`));
};

/** What a server says until it is ready for queries. @throws when it hangs up before */
export function untilReady(client: Duplex): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (!said.endsWith('Z\0\0\0\x05I')) return;
      client.off('data', take);
      resolve(said);
    };
    client.on('data', take);
    client.once('close', () => reject(new Error(`hung up after: ${said}`)));
  });
}

/** The next words of the other side. */
export async function answer(client: Duplex): Promise<string> {
  const [chunk] = await once(client, 'data');
  return String(chunk);
}

/** All that is said until the connection is closed. */
export async function untilClosed(client: Duplex): Promise<string> {
  let said = '';
  client.on('data', (chunk) => {
    said += String(chunk);
  });
  client.once('end', () => client.end());
  if (!client.closed) await once(client, 'close');
  return said;
}
