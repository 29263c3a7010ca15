import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const EXAMPLE = join(import.meta.dirname, '../../web-components/examples/other-site');

/** The portal of examples/other-site: its page, its script, and its server's way to a token. */
export class Portal {
  platform = '';
  token = '';
  /** How often it was asked for a token. */
  asked = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const [type, body] = this.#answer(request.url ?? '');
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
    });
  }

  static async start(): Promise<Portal> {
    const made = new Portal();
    made.#server.listen(0, '127.0.0.1');
    await once(made.#server, 'listening');
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // a TCP server has no other kind of address
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(path: string): readonly [type: string, body: string | undefined] {
    const file = (name: string) => readFileSync(join(EXAMPLE, name), 'utf8').replaceAll('PLATFORM', this.platform);
    if (path === '/') return ['text/html', file('index.html')];
    if (path === '/portal.js') return ['text/javascript', file('portal.js')];
    if (path !== '/portal/token') return ['text/plain', undefined];
    this.asked += 1;
    return ['text/plain', this.token];
  }
}
