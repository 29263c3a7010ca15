/**
 * The few messages of PostgreSQL's protocol that the endpoint reads or writes itself. Numbers and layouts are those of the
 * documentation, "Frontend/Backend Protocol" (Message Formats, SSL Session Encryption), and of PostgreSQL's libpq/pqcomm.h.
 */

export const SSL_REQUEST = 80_877_103;
export const GSSENC_REQUEST = 80_877_104;
export const CANCEL_REQUEST = 80_877_102;
/** As PostgreSQL's own MAX_STARTUP_PACKET_LENGTH. */
export const MAX_STARTUP_BYTES = 10_000;
/** The first byte of every TLS connection, and of no other packet that a client may begin with. */
export const TLS_HANDSHAKE_BYTE = 0x16;
/** What clients name with ALPN; required when they begin with TLS at once (`sslnegotiation=direct`). */
export const ALPN_PROTOCOL = 'postgresql';

/** The packet that a session begins with. */
export interface Startup {
  readonly protocol: number;
  /** In the order of the client. Texts are bytes of Latin-1: nobody knows their encoding yet. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** A packet without a type byte: what comes before a session. */
export interface OpeningPacket {
  readonly code: number;
  /** Behind the code. */
  readonly body: Buffer;
}

/** undefined when the layout is wrong; PostgreSQL refuses exactly those as well (ProcessStartupPacket). */
export function parseStartup({ code, body }: OpeningPacket): Startup | undefined {
  const parameters: [string, string][] = [];
  let at = 0;
  while (at < body.length && body[at] !== 0) {
    const [nameEnd, valueStart] = [body.indexOf(0, at), body.indexOf(0, at) + 1];
    const valueEnd = nameEnd < 0 ? -1 : body.indexOf(0, valueStart);
    if (valueEnd < 0) return undefined;
    parameters.push([body.toString('latin1', at, nameEnd), body.toString('latin1', valueStart, valueEnd)]);
    at = valueEnd + 1;
  }
  return at === body.length - 1 ? { protocol: code, parameters } : undefined;
}

/** Written anew from what was checked, so that the server reads nothing else than the endpoint did. */
export function startupPacket({ protocol, parameters }: Startup): Buffer {
  const text = parameters.map(([name, value]) => `${name}\0${value}\0`).join('');
  return openingPacket(protocol, Buffer.from(`${text}\0`, 'latin1'));
}

export function openingPacket(code: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length, 0);
  head.writeUInt32BE(code, 4);
  return Buffer.concat([head, body]);
}

/** The value that PostgreSQL goes by: the last one of that name. */
export const parameterOf = ({ parameters }: Startup, name: string): string | undefined =>
  parameters.findLast(([candidate]) => candidate === name)?.[1];

/** An error that ends the connection, as PostgreSQL would send it. */
export interface Fatal {
  /** SQLSTATE. */
  readonly code: string;
  readonly message: string;
}

export function fatalMessage({ code, message }: Fatal): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`, 'utf8');
  const head = Buffer.from('E\0\0\0\0', 'latin1');
  head.writeUInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}

/** SQLSTATE cannot_connect_now: a server that starts, recovers or shuts down. */
export const isNotYetOpen = (answer: Buffer): boolean => answer[0] === 0x45 && answer.includes('\0C57P03\0');
