import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** How long a new connection waits for a server to lead to; drivers give up after 10 s or more. */
const PATIENCE_MS = 10_000;

interface Waiting {
  readonly client: Socket;
  readonly timer: NodeJS.Timeout;
}

/**
 * A port of 127.0.0.1 that stays the same while the servers behind it change. While there is none, new connections wait,
 * so that a client sees a pause instead of an error; when one is gone, connections to it are cut at once.
 */
export class Endpoint {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Map<Socket, number>();
  readonly #waiting = new Set<Waiting>();
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
    for (const [client, target] of this.#pairs) if (!targets.includes(target)) client.destroy();
    if (targets.length === 0) return;
    for (const waiting of this.#waiting) {
      this.#forget(waiting);
      this.#serve(waiting.client);
    }
  }

  /** Leads to any but this one from now on. */
  avoid(target: number): void {
    this.lead(this.#targets.filter((port) => port !== target));
  }

  async close(): Promise<void> {
    for (const waiting of this.#waiting) {
      this.#forget(waiting);
      waiting.client.destroy();
    }
    for (const client of this.#pairs.keys()) client.destroy();
    if (!this.isOpen) return;
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    // A client that vanishes is no fault of ours; `close` follows.
    client.on('error', () => undefined);
    this.#serve(client);
  }

  #serve(client: Socket): void {
    if (client.destroyed) return;
    const target = this.#targets[this.#next++ % this.#targets.length];
    if (target === undefined) this.#wait(client);
    else this.#connect(client, target);
  }

  #wait(client: Socket): void {
    const waiting: Waiting = { client, timer: setTimeout(() => client.destroy(), PATIENCE_MS) };
    this.#waiting.add(waiting);
    client.once('close', () => this.#forget(waiting));
  }

  #forget(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.#waiting.delete(waiting);
  }

  /** Nothing is read from the client before the server is there, so a refusal can be waited out. */
  #connect(client: Socket, target: number): void {
    const server = createConnection({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const retry = () => {
      this.#targets = this.#targets.filter((port) => port !== target);
      this.#serve(client);
    };
    const abandon = () => server.destroy();
    client.once('close', abandon);
    server.once('error', retry);
    server.once('connect', () => {
      server.off('error', retry);
      client.off('close', abandon);
      this.#join(client, server, target);
    });
  }

  /** `pipe` passes on the end of each direction and holds back a fast sender. */
  #join(client: Socket, server: Socket, target: number): void {
    if (!this.#targets.includes(target)) client.destroy();
    this.#pairs.set(client, target);
    server.on('error', () => client.destroy());
    server.once('close', () => client.end());
    client.once('close', () => {
      this.#pairs.delete(client);
      server.destroy();
    });
    client.pipe(server);
    server.pipe(client);
  }
}
