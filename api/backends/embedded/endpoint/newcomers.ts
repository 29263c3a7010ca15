import type { Socket } from 'node:net';

/** More have no honest reason on one machine; each costs two kilobytes or a TLS handshake. */
const NEWCOMERS_AT_ONCE = 256;

/** Clients that have not said yet what they want. When there are too many, the one that has been silent longest goes. */
export class Newcomers {
  readonly #clients = new Set<Socket>();

  add(client: Socket): void {
    this.#clients.add(client);
    if (this.#clients.size <= NEWCOMERS_AT_ONCE) return;
    const [oldest] = this.#clients;
    if (oldest) this.#clients.delete(oldest);
    oldest?.destroy();
  }

  delete(client: Socket): void {
    this.#clients.delete(client);
  }
}
