import { presentApplied, presentItem } from '../../contract/apply.ts';
import { presentPlan } from '../../contract/plan.ts';
import { routes } from '../../contract/routes.ts';
import type { DeclarationService } from '../../services/declarations.ts';
import { etagOf, revisionsIn } from '../entity-tags.ts';
import { type Binder, bind, callerOf } from '../request.ts';

export function declarationRoutes(binder: Binder, declarations: DeclarationService): void {
  bind(binder, routes.putDatabase, async (ctx, { params, query, headers, body }) => {
    const ref = { name: params.name, project: query.project };
    const expected = revisionsIn(headers['if-match']);
    if (query.dryRun) {
      ctx.body = presentPlan((await declarations.plan(callerOf(ctx), { ref, spec: body }, expected)).plan);
      return;
    }
    const { database, ...applied } = await declarations.apply(callerOf(ctx), { ref, spec: body }, expected);
    ctx.status = applied.outcome === 'unchanged' ? 200 : 202;
    ctx.set({ ETag: etagOf(database), Location: `/api/databases/${ref.name}?project=${ref.project}` });
    ctx.body = presentApplied({ ...applied, database });
  });

  bind(binder, routes.applyMany, async (ctx, { query: { dryRun }, body: { databases, prune } }) => {
    const wanted = databases.map(({ name, project, ...spec }) => ({ ref: { name, project }, spec }));
    const items = await declarations.applyAll(callerOf(ctx), { wanted, prune, dryRun });
    ctx.body = { dryRun, items: items.map(presentItem) };
  });
}
