/** The control of P2: a handler that lists from the API server on each call. */
import { json } from 'node:stream/consumers';
import Koa from 'koa';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { labOfTests } from '../../lab/cluster/lab.ts';
import { serveControl } from '../servers/control.ts';

const { client } = await labOfTests();
const app = new Koa();
app.use(async (ctx) => {
  const answer = await client.stream('/apis/postgresql.cnpg.io/v1/clusters', {}, AbortSignal.timeout(60_000)); // however long it takes
  const { items } = (await json(answer)) as { items: Cluster[] };
  const sorted = items.toSorted((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  ctx.body = { items: sorted.slice(0, 50).map(({ metadata, spec, status }) => ({ name: metadata.name, spec, status })), nextCursor: null };
});
await serveControl(app);
