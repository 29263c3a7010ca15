import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { PROBLEMS, type ProblemCode, presentProblem } from '../contract/problem.ts';

/** How slowly a request may come, in ms. */
export interface RequestTimeouts {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  /** How often slow ones are looked for. */
  readonly connectionsCheckingInterval: number;
}

const TIMEOUTS: RequestTimeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };
/** Requests under way get this long to end when we stop: a write may take 10 s. */
const GRACE_MS = 12_000;

export interface HttpServer {
  readonly url: string;
  /** Takes no new connection, lets requests under way end, then closes what is left. */
  close(): Promise<void>;
}

export interface ServeAt {
  readonly host: string;
  readonly port: number;
  readonly timeouts?: RequestTimeouts | undefined;
}

/** @throws Error with a sentence when the address cannot be had */
export async function serve(listener: RequestListener, { host, port, timeouts = TIMEOUTS }: ServeAt): Promise<HttpServer> {
  const server = createServer({ ...timeouts, maxHeaderSize: 16_384 }, listener);
  server.on('clientError', refuseUnreadable);
  server.on('checkContinue', listener); // whoever reads the body asks for it; a refusal comes before it
  server.on('checkExpectation', listener); // an unknown Expect is answered as if it were not there
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(listenMessage(error, host, port), { cause: error });
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`, close: () => close(server) }; // a TCP server has no other kind of address
}

const UNREADABLE: Readonly<Record<string, readonly [ProblemCode, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The headers are larger than 16 kB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not come to its end in time. Send it again.'],
};

/** What cannot be parsed as HTTP never reaches the application; its refusal looks the same all the same. */
function refuseUnreadable(error: Error, socket: Duplex): void {
  if (!socket.writable || ('code' in error && error.code === 'ECONNRESET')) return void socket.destroy();
  const [problem, detail] = UNREADABLE[String('code' in error && error.code)] ?? ['malformed', 'This is not HTTP as it should be.'];
  const body = JSON.stringify(presentProblem(problem, { detail, traceId: randomUUID() }));
  const [status] = PROBLEMS[problem];
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${body.length}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function listenMessage(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken by another program. Choose another one: PAAS_PORT=8081 npm start`;
  if (code === 'EACCES') return `Port ${port} needs more rights than we have. Choose one above 1023: PAAS_PORT=8080 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address "${host}". Set PAAS_HOST to one it has, for example 127.0.0.1.`;
  return `Cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : error}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(timer);
}
