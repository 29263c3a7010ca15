import { createConnection, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Greeting } from './greeting.ts';
import { type Fatal, fatalMessage, isNotYetOpen, type Startup, startupPacket } from './protocol.ts';
import { pump } from './pump.ts';
import type { Applicant, Seats } from './seats.ts';

/** Where a session can be carried out: the socket of a server, and the seats clients may have there. */
export interface Target {
  readonly path: string;
  readonly seats: Seats;
}

/** What a session asks of the database it belongs to. */
export interface Surroundings {
  /** The server for a new session right now; undefined while there is none, then `place` is called when there is one. */
  target(session: Session): Target | undefined;
  /** What it begins with, whatever the client, the role or the database say. */
  settings(): Startup['parameters'];
  /** It is authenticated, and can be cancelled with this key. */
  ready(session: Session, cancelKey: string | undefined): void;
  /** It has ended, however. */
  left(session: Session, cancelKey: string | undefined): void;
}

/** How long a client waits for a server; drivers give up after 10 s or more. The same again to authenticate. */
const DEADLINE_MS = 10_000;
/** A server that hangs up on a newcomer stops or starts, and the word of it is on its way. */
const RETRY_MS = 100;
/** So long a client may take to fetch the last words for it. */
const FAREWELL_MS = 5000;

const TOO_MANY: Fatal = { code: '53300', message: 'sorry, too many clients already' };
const NO_SERVER: Fatal = { code: '57P03', message: 'the database system is not yet accepting connections' };

/** A client that may come in, from its startup packet until it goes. */
export class Session implements Applicant {
  silentSince = 0;
  readonly client: Duplex;
  readonly #startup: Startup;
  readonly #surroundings: Surroundings;
  readonly #greeting = new Greeting();
  #server: Socket | undefined;
  #target: Target | undefined;
  #deadline: NodeJS.Timeout;
  #retry: NodeJS.Timeout | undefined;
  #isJoined = false;

  constructor(client: Duplex, startup: Startup, surroundings: Surroundings) {
    this.client = client;
    this.#startup = startup;
    this.#surroundings = surroundings;
    this.#deadline = setTimeout(() => this.end(NO_SERVER), DEADLINE_MS);
    client.once('close', () => this.#left());
  }

  /** Where it is, or wants to be next; undefined while there is no server for it. */
  get path(): string | undefined {
    return this.#target?.path;
  }

  /** Looks for a server, unless it has found one. */
  place(): void {
    if (this.#target || this.#isEnding) return;
    clearTimeout(this.#retry);
    this.#target = this.#surroundings.target(this);
    this.#target?.seats.apply(this);
  }

  get #isEnding(): boolean {
    return this.client.destroyed || this.client.writableEnded;
  }

  admit(): void {
    this.silentSince = performance.now();
    const server = createConnection({ path: this.#target?.path ?? '', allowHalfOpen: true });
    this.#server = server;
    server.on('error', () => undefined); // `close` follows
    const parameters = [...this.#startup.parameters, ...this.#surroundings.settings()];
    server.write(startupPacket({ ...this.#startup, parameters }));
    server.once('data', (answer) => (isNotYetOpen(answer) ? server.destroy() : this.#join(server, answer)));
    server.once('close', () => this.#isGone(server));
  }

  refuse(): void {
    this.end(TOO_MANY);
  }

  /** Says why and ends. */
  end(reason: Fatal): void {
    this.#server?.destroy();
    farewell(this.client, fatalMessage(reason));
  }

  /** Clients are no longer led to its server: it is cut, or goes on to the next one if nothing has been said yet. */
  leave(): void {
    if (this.#isJoined) return void this.client.destroy();
    this.#forgetServer();
    this.place();
  }

  /** From the server's first word on there is no way back. */
  #join(server: Socket, answer: Buffer): void {
    this.#isJoined = true;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.client.destroy(), DEADLINE_MS);
    server.pause().unshift(answer);
    pump(server, this.client, (chunk) => this.#follow(chunk));
    pump(this.client, server, () => undefined);
    this.client.once('close', () => server.destroy());
  }

  #follow(chunk: Buffer): void {
    if (this.#greeting.isReady) return;
    this.silentSince = performance.now();
    this.#greeting.read(chunk);
    if (this.#greeting.isAuthenticated) {
      clearTimeout(this.#deadline);
      this.#target?.seats.keep(this);
    }
    if (this.#greeting.isReady) this.#surroundings.ready(this, this.#greeting.cancelKey);
  }

  #isGone(server: Socket): void {
    if (this.#server !== server || this.client.destroyed) return;
    if (this.#isJoined || this.#isEnding) return void farewell(this.client);
    // PostgreSQL acts on nothing before its first word, so another server, or the same a moment later, can be asked as well.
    this.#forgetServer();
    this.#retry = setTimeout(() => this.place(), RETRY_MS);
  }

  #forgetServer(): void {
    const [server, target] = [this.#server, this.#target];
    this.#server = undefined;
    this.#target = undefined;
    server?.destroy();
    target?.seats.leave(this);
  }

  #left(): void {
    clearTimeout(this.#deadline);
    clearTimeout(this.#retry);
    this.#forgetServer();
    this.#surroundings.left(this, this.#greeting.cancelKey);
  }
}

/** Ends a connection after what is still to be said to it; a client that does not fetch it is cut. */
export function farewell(client: Duplex, last?: Buffer): void {
  if (client.destroyed) return;
  const timer = setTimeout(() => client.destroy(), FAREWELL_MS);
  client.once('close', () => clearTimeout(timer));
  client.resume(); // so that its own end is noticed
  if (!client.writableEnded) client.end(last);
}
