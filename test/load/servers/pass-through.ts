import Koa from 'koa';
import { presentDatabase } from '../../../api/contract/database.ts';
import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import { databaseOf } from '../../support/memory-backend.ts';
import { serveControl } from './control.ts';

/** The control of P2: what a handler does that asks for everything on each call, filters, sorts, cuts. The list arrives as text, as from an API server. */
const source = JSON.stringify(
  Array.from({ length: 10_000 }, (_, index) =>
    presentDatabase(databaseOf({ project: `project-${index % 100}`, name: `db-${index}` }, SPEC_DEFAULTS, index + 1)),
  ),
);

const app = new Koa();
app.use((ctx) => {
  const all = JSON.parse(source) as { name: string }[];
  ctx.body = { items: all.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, 50), nextCursor: null };
});
await serveControl(app);
