/** The control of P2: a handler that lists from the API server on each call. */
import Koa from 'koa';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { labOfTests } from '../../lab/cluster/lab.ts';
import { serveControl } from '../servers/control.ts';

const { client } = await labOfTests();
const app = new Koa();
app.use(async (ctx) => {
  const { items } = await client.request<{ items: Cluster[] }>({ method: 'GET', path: '/apis/postgresql.cnpg.io/v1/clusters' });
  const sorted = items.toSorted((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  ctx.body = { items: sorted.slice(0, 50).map(({ metadata, spec, status }) => ({ name: metadata.name, spec, status })), nextCursor: null };
});
await serveControl(app);
