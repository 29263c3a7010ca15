import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** How long a new connection waits for a server to lead to; drivers give up after 10 s or more. */
const PATIENCE_MS = 10_000;

/** A client, and what it has said to servers that have not answered yet. */
interface Guest {
  readonly client: Socket;
  readonly opening: Buffer[];
  readonly deadline: NodeJS.Timeout;
}

/** The two sides of a connection that has been answered, or is about to be. */
interface Pair {
  readonly server: Socket;
  readonly target: number;
}

/**
 * A port of 127.0.0.1 that stays the same while the servers behind it change. While there is none, new connections wait,
 * so that a client sees a pause instead of an error; when one is gone, connections to it are cut at once. A connection
 * that was opened to a server which died before its first word is led to the next one: what a client says first (wish
 * for TLS, its name) may be said twice, since PostgreSQL acts on nothing before it has answered.
 */
export class Endpoint {
  readonly port: number;
  readonly #server: Server;
  readonly #waiting = new Set<Guest>();
  readonly #pairs = new Map<Socket, Pair>();
  #targets: readonly number[] = [];
  #next = 0;

  constructor(port: number) {
    this.port = port;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  get isOpen(): boolean {
    return this.#server.listening;
  }

  /** @throws when the port is taken */
  async open(): Promise<void> {
    if (this.isOpen) return;
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Ports of the servers to lead to, in turn. Connections to others are cut. */
  lead(targets: readonly number[]): void {
    this.#targets = targets;
    for (const { server, target } of this.#pairs.values()) if (!targets.includes(target)) server.destroy();
    if (targets.length === 0) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const guest of waiting) this.#serve(guest);
  }

  /** Leads to any but this one from now on. */
  avoid(target: number): void {
    this.lead(this.#targets.filter((port) => port !== target));
  }

  async close(): Promise<void> {
    this.#targets = [];
    const clients = [...[...this.#waiting].map(({ client }) => client), ...this.#pairs.keys()];
    for (const client of clients) client.destroy();
    if (this.isOpen) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    const guest: Guest = { client, opening: [], deadline: setTimeout(() => client.destroy(), PATIENCE_MS) };
    // A client that vanishes is no fault of ours; `close` follows.
    client.on('error', () => undefined);
    client.once('close', () => {
      clearTimeout(guest.deadline);
      this.#waiting.delete(guest);
      this.#pairs.get(client)?.server.destroy();
      this.#pairs.delete(client);
    });
    this.#serve(guest);
  }

  #serve(guest: Guest): void {
    if (guest.client.destroyed) return;
    const target = this.#targets[this.#next++ % this.#targets.length];
    if (target === undefined) this.#waiting.add(guest);
    else this.#approach(guest, target);
  }

  /** Says to the server what the client has said, until the server answers. */
  #approach(guest: Guest, target: number): void {
    const { client, opening } = guest;
    const server = createConnection({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pass = (chunk: Buffer) => {
      opening.push(chunk);
      server.write(chunk);
    };
    const isRefused = () => {
      client.off('data', pass);
      client.pause();
      this.#retreat(guest, target);
    };
    this.#pairs.set(client, { server, target });
    for (const chunk of opening) server.write(chunk);
    client.on('data', pass);
    client.resume();
    server.on('error', () => undefined);
    server.once('close', isRefused);
    server.once('data', (answer) => {
      client.off('data', pass);
      server.off('close', isRefused);
      clearTimeout(guest.deadline);
      client.write(answer);
      join(client, server);
    });
  }

  /** The server is gone although nobody has told us yet: it is left out until the next word on where to lead. */
  #retreat(guest: Guest, target: number): void {
    this.#pairs.delete(guest.client);
    if (guest.client.readableEnded) guest.client.destroy();
    this.#targets = this.#targets.filter((port) => port !== target);
    this.#serve(guest);
  }
}

/** `pipe` passes on the end of each direction and holds back a fast sender. */
function join(client: Socket, server: Socket): void {
  server.once('close', (isBroken) => {
    if (isBroken || !server.readableEnded) client.destroy();
    else client.end();
  });
  client.pipe(server);
  server.pipe(client);
}
