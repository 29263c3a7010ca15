import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../api/backends/cnpg/connection.ts';
import { tcpPortOf } from './tcp-port.ts';

/** One watch that goes through the proxy. */
interface OpenWatch {
  readonly answer: ServerResponse;
  readonly upstream: IncomingMessage;
}

type Faults = {
  refuse?: { status: number; retryAfterSeconds?: number };
  /** The server does it, once, and the client does not hear of it. */
  loseReplyTo?: string;
  /** So late does the server get each request that writes. */
  slowMs?: number;
  /** Requests that write get to the server only when the proxy heals, also when the client has gone meanwhile. */
  hold?: boolean;
};

/**
 * Stands in front of an API server, real or not, and does to its clients what networks and overload do. Clients speak
 * plain HTTP to it; it speaks to the server as whoever the connection says.
 */
export async function faultProxy(target: Connection) {
  const watches = new Set<OpenWatch>();
  let faults: Faults = {};
  let lastWatch: URLSearchParams | undefined;
  const refused: string[] = [];
  let healing = Promise.withResolvers<void>();
  const held: Promise<IncomingMessage>[] = [];
  const server = createServer((request, answer) => void serve(request, answer).catch(() => answer.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = tcpPortOf(server);

  async function serve(request: IncomingMessage, answer: ServerResponse) {
    if (faults.refuse) {
      refused.push(request.url ?? '');
      return refuse(answer, faults.refuse, request.url?.split('?')[0]);
    }
    const sent = await buffer(request);
    // here slowness is the thing itself: the fault that is asked for
    if (faults.slowMs !== undefined && request.method !== 'GET') await delay(faults.slowMs);
    const upstream = await (faults.hold && request.method !== 'GET' ? forwardLater(request, sent) : forward(target, request, sent));
    if (faults.loseReplyTo === request.method) {
      faults = {};
      await upstream.toArray(); // the server has done it
      return answer.destroy();
    }
    answer.writeHead(upstream.statusCode ?? 500, upstream.headers);
    if (request.url?.includes('watch=true')) {
      lastWatch = new URL(request.url, 'http://proxy').searchParams;
      remember({ answer, upstream });
    }
    answer.flushHeaders();
    upstream.pipe(answer);
  }

  function forwardLater(request: IncomingMessage, sent: Buffer): Promise<IncomingMessage> {
    const answered = healing.promise.then(() => forward(target, request, sent));
    held.push(answered);
    return answered;
  }

  function remember(watch: OpenWatch) {
    watches.add(watch);
    watch.answer.on('close', () => {
      watches.delete(watch);
      watch.upstream.destroy();
    });
    watch.upstream.on('error', () => watch.answer.destroy());
  }

  return {
    connection: { server: new URL(`http://127.0.0.1:${port}`), options: async () => ({}) } satisfies Connection,
    watches: () => watches.size,
    /** What the last watch asked for. */
    lastWatch: () => lastWatch,
    /** How many requests it has refused, of all or of those whose path is the one given. */
    refused: (path?: string) => refused.filter((url) => path === undefined || url.split('?')[0] === path).length,
    /** Connections end as if a router had forgotten them. */
    reset: () => watches.forEach(({ answer }) => void answer.destroy()),
    /** Open, and silent for ever: what a cable that is pulled looks like. */
    freeze: () => watches.forEach(({ answer, upstream }) => void upstream.unpipe(answer)),
    write: (line: string) => watches.forEach(({ answer }) => void answer.write(`${line}\n`)),
    fail(next: Faults) {
      faults = next;
      if (next.refuse) for (const { answer } of watches) answer.destroy();
    },
    /** Returns when the server has answered what was held. */
    async heal() {
      faults = {};
      healing.resolve();
      healing = Promise.withResolvers();
      await Promise.all(held.splice(0));
    },
    /** Nobody listens any more, until `up`. */
    async down() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    async up() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export type FaultProxy = Awaited<ReturnType<typeof faultProxy>>;

function refuse(answer: ServerResponse, { status, retryAfterSeconds }: NonNullable<Faults['refuse']>, path = '') {
  answer.writeHead(status, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) });
  answer.end(JSON.stringify({ kind: 'Status', code: status, message: `The proxy refuses ${path}.` }));
}

async function forward({ server, options }: Connection, request: IncomingMessage, sent: Buffer): Promise<IncomingMessage> {
  const access = await options();
  const { host: _, connection: __, ...headers } = request.headers;
  const send = server.protocol === 'http:' ? httpRequest : httpsRequest;
  const upstream = send({
    ...access,
    host: server.hostname,
    port: server.port,
    path: request.url,
    method: request.method,
    headers: { ...headers, ...access.headers },
  });
  upstream.end(sent);
  const [response] = await once(upstream, 'response');
  return response;
}
