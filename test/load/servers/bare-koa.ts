import Koa from 'koa';
import { serveControl } from './control.ts';

/** The control of P1: Koa that says one JSON text. */
const app = new Koa();
app.use((ctx) => {
  ctx.type = 'application/json';
  ctx.body = '{"hello":"world"}';
});
await serveControl(app);
