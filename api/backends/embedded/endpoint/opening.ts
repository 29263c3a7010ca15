import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import {
  ALPN_PROTOCOL,
  CANCEL_REQUEST,
  type Fatal,
  GSSENC_REQUEST,
  MAX_STARTUP_BYTES,
  type OpeningPacket,
  parseStartup,
  SSL_REQUEST,
  type Startup,
  TLS_HANDSHAKE_BYTE,
} from './protocol.ts';
import { readExactly } from './read-exactly.ts';

/** What a client came for, once it has said so. */
export type Opening =
  | { readonly wants: 'session'; readonly client: Duplex; readonly startup: Startup; readonly encrypted: boolean }
  | { readonly wants: 'cancel'; readonly client: Duplex; readonly key: Buffer }
  | { readonly wants: 'nonsense'; readonly client: Duplex; readonly answer: Fatal };

/**
 * Reads how a client begins: with TLS at once, or with a request for it, or with a CancelRequest; then what it wants.
 * @throws when it breaks off or says something that PostgreSQL does not answer either
 */
export async function readOpening(socket: Socket, context: SecureContext): Promise<Opening> {
  const first = await readExactly(socket, 1);
  socket.unshift(first);
  if (first[0] !== TLS_HANDSHAKE_BYTE) return negotiate(socket, context);
  const client = encrypted(socket, context);
  const packet = await readPacket(client);
  if (client.alpnProtocol !== ALPN_PROTOCOL) throw new Error('Direct TLS without ALPN.');
  return openingOf(client, packet);
}

/** Each kind of encryption may be asked for once, GSSAPI first. */
async function negotiate(socket: Socket, context: SecureContext, isFirst = true): Promise<Opening> {
  const packet = await readPacket(socket);
  const isRequest = packet.code === SSL_REQUEST || (packet.code === GSSENC_REQUEST && isFirst);
  if (!isRequest) return openingOf(socket, packet);
  // Somebody on the way could have put bytes here that would count as encrypted later (CVE-2021-23222).
  if (socket.readableLength > 0) return stuffed(socket, packet.code);
  await written(socket, packet.code === SSL_REQUEST ? 'S' : 'N');
  if (packet.code === GSSENC_REQUEST) return negotiate(socket, context, false);
  const client = encrypted(socket, context);
  return openingOf(client, await readPacket(client));
}

const stuffed = (client: Socket, code: number): Opening => ({
  wants: 'nonsense',
  client,
  answer: {
    code: '08P01',
    message: `received unencrypted data after ${code === SSL_REQUEST ? 'SSL' : 'GSSAPI encryption'} request`,
  },
});

function openingOf(client: Duplex, packet: OpeningPacket): Opening {
  if (packet.code === CANCEL_REQUEST) return { wants: 'cancel', client, key: packet.body };
  const [major, minor] = [packet.code >>> 16, packet.code & 0xffff];
  const startup = major === 3 ? parseStartup(packet) : undefined;
  if (startup) return { wants: 'session', client, startup, encrypted: client instanceof TLSSocket };
  const unsupported = { code: '0A000', message: `unsupported frontend protocol ${major}.${minor}: server supports 3.0 to 3.2` };
  const invalid = { code: '08P01', message: 'invalid startup packet layout: expected terminator as last byte' };
  return { wants: 'nonsense', client, answer: major === 3 ? invalid : unsupported };
}

async function readPacket(stream: Duplex): Promise<OpeningPacket> {
  const length = (await readExactly(stream, 4)).readUInt32BE();
  if (length < 8 || length > MAX_STARTUP_BYTES) throw new Error('Invalid length of a startup packet.');
  const rest = await readExactly(stream, length - 4);
  return { code: rest.readUInt32BE(), body: rest.subarray(4) };
}

function encrypted(socket: Socket, secureContext: SecureContext): TLSSocket {
  const client = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: [ALPN_PROTOCOL] });
  // A handshake that fails, or a client that vanishes, is no fault of ours; `close` follows.
  return client.on('error', () => undefined);
}

const written = (socket: Socket, text: string) => new Promise<void>((resolve) => socket.write(text, () => resolve()));
