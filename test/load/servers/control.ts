import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import { serveParent } from '../server-process.ts';

/** Serves an app that others are measured against, on any free port. */
export async function serveControl(app: Koa): Promise<void> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  serveParent({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server has no other kind of address
    token: '',
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
}
