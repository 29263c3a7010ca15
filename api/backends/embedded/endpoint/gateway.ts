import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { type Access, refusalOf } from './access.ts';
import { cancel } from './cancel.ts';
import { Listener } from './listener.ts';
import { Newcomers } from './newcomers.ts';
import { readOpening } from './opening.ts';
import { type Fatal, fatalMessage, type Startup } from './protocol.ts';
import { Seats } from './seats.ts';
import { farewell, Session, type Target } from './session.ts';

/** The two doors of a database. */
export type Port = 'readWrite' | 'readOnly';
export type ByPort<Value> = Readonly<Record<Port, Value>>;

/** Where clients should be led right now. */
export interface Routes {
  /** Sockets of servers, taken in turn. */
  readonly targets: ByPort<readonly string[]>;
  /** Sessions begin read-only, whatever role or database are set to; a session can still ask for more. */
  readonly readOnly: boolean;
  /** What clients are told that no server may be found for; undefined to let them wait for one. */
  readonly refusal: Fatal | undefined;
  /** How many clients one server may have. */
  readonly seats: number;
}

export interface GatewayOptions {
  readonly ports: ByPort<number>;
  readonly access: Access;
  readonly secureContext: SecureContext;
  /** Whether there are file descriptors for one more client. */
  hasRoom(): boolean;
  report(port: Port, fault: string | null): void;
}

/** How long a client may take to say what it wants. */
const OPENING_MS = 10_000;
/** Clients that wait for a server, or authenticate. */
const PENDING_AT_ONCE = 512;

/** Behind what the client has asked for, so that it counts. */
const READ_ONLY = [['default_transaction_read_only', 'on']] as const;

/** What clients of one database meet: its ports, who may come in, and which server carries out their sessions. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #listeners: readonly Listener[];
  readonly #newcomers = new Newcomers();
  readonly #clients = new Set<Socket>();
  readonly #sessions = new Map<Session, Port>();
  readonly #pending = new Set<Session>();
  readonly #keys = new Map<string, Session>();
  readonly #servers = new Map<string, Seats>();
  #routes: Routes = { targets: { readWrite: [], readOnly: [] }, seats: 0, readOnly: false, refusal: undefined };
  #next = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#listeners = (['readWrite', 'readOnly'] as const).map(
      (port) =>
        new Listener(
          options.ports[port],
          (client) => this.#accept(client, port),
          (fault) => options.report(port, fault),
        ),
    );
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Sessions on servers that are not named for their port any more are cut; those that wait go on. */
  lead(routes: Routes): void {
    this.#routes = routes;
    for (const seats of this.#servers.values()) seats.limit = routes.seats;
    for (const [session, port] of this.#sessions) {
      if (session.path !== undefined && !routes.targets[port].includes(session.path)) session.leave();
    }
    for (const session of this.#pending) this.#place(session);
    for (const [path, seats] of this.#servers) if (seats.isUnused) this.#servers.delete(path);
  }

  async close(): Promise<void> {
    const closed = this.#listeners.map((listener) => listener.close());
    for (const client of this.#clients) client.destroy();
    await Promise.all(closed);
  }

  #accept(client: Socket, port: Port): void {
    client.on('error', () => undefined); // a client that vanishes is no fault of ours; `close` follows
    if (!this.#options.hasRoom()) return void client.destroy();
    const deadline = setTimeout(() => client.destroy(), OPENING_MS);
    this.#clients.add(client);
    this.#newcomers.add(client);
    const isKnown = () => {
      clearTimeout(deadline);
      this.#newcomers.delete(client);
    };
    client.once('close', () => {
      isKnown();
      this.#clients.delete(client);
    });
    this.#open(client, port).then(isKnown, () => client.destroy());
  }

  async #open(socket: Socket, port: Port): Promise<void> {
    const opening = await readOpening(socket, this.#options.secureContext);
    if (opening.wants === 'cancel') return cancel(opening.client, opening.key, this.#keys.get(opening.key.toString('hex'))?.path);
    if (opening.wants === 'nonsense') return farewell(opening.client, fatalMessage(opening.answer));
    const refusal = refusalOf(opening.startup, { access: this.#options.access, encrypted: opening.encrypted });
    if (refusal) return farewell(opening.client, fatalMessage(refusal));
    this.#begin(opening.client, opening.startup, port);
  }

  #begin(client: Duplex, startup: Startup, port: Port): void {
    const session = new Session(client, startup, {
      target: () => this.#target(port),
      settings: () => (this.#routes.readOnly ? READ_ONLY : []),
      ready: (ready, key) => {
        this.#pending.delete(ready);
        if (key !== undefined) this.#keys.set(key, ready);
      },
      left: (gone, key) => {
        this.#sessions.delete(gone);
        this.#pending.delete(gone);
        if (key !== undefined) this.#keys.delete(key);
      },
    });
    this.#sessions.set(session, port);
    this.#pending.add(session);
    const [oldest] = this.#pending;
    if (this.#pending.size > PENDING_AT_ONCE) oldest?.refuse();
    this.#place(session);
  }

  /** Sessions whose server is left wait for another one, unless there will be none. */
  #place(session: Session): void {
    session.place();
    const { refusal } = this.#routes;
    if (session.path === undefined && refusal) session.end(refusal);
  }

  #target(port: Port): Target | undefined {
    const targets = this.#routes.targets[port];
    const path = targets[this.#next++ % targets.length];
    if (path === undefined) return undefined;
    const seats = this.#servers.get(path) ?? new Seats(this.#routes.seats);
    this.#servers.set(path, seats);
    return { path, seats };
  }
}
