import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { serveParent } from '../server-process.ts';

/** The control of P1: Koa that says one JSON text. */
const app = new Koa();
app.use((ctx) => {
  ctx.type = 'application/json';
  ctx.body = '{"hello":"world"}';
});
const server = app.listen(0, '127.0.0.1', () => {
  serveParent({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: '',
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
});
