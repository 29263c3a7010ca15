import { presentOperation } from '../../contract/operation.ts';
import { RecordPosition, readCursor, writeCursor } from '../../contract/paging.ts';
import { presentPlan } from '../../contract/plan.ts';
import { routes } from '../../contract/routes.ts';
import type { OperationService } from '../../services/operations.ts';
import { digest } from '../canonical-json.ts';
import { idempotencyOf } from '../idempotency.ts';
import { type Binder, bind, callerOf } from '../request.ts';

export function operationRoutes(binder: Binder, operations: OperationService): void {
  bind(binder, routes.restartDatabase, async (ctx, { params, query, headers }) => {
    const ref = { name: params.name, project: query.project };
    if (query.dryRun) {
      ctx.body = presentPlan(operations.planRestart(callerOf(ctx), ref));
      return;
    }
    const idempotency = idempotencyOf(headers['idempotency-key'], { route: routes.restartDatabase, params, query });
    const operation = await operations.restart(callerOf(ctx), ref, idempotency);
    ctx.status = 202;
    ctx.set({ Location: `/api/databases/${ref.name}/operations/${operation.id}?project=${ref.project}` });
    ctx.body = presentOperation(operation);
  });

  bind(binder, routes.listOperations, async (ctx, { params, query: { cursor, limit, project } }) => {
    const list = digest([routes.listOperations.id, params, project]);
    const before = readCursor(RecordPosition, { cursor, list })?.before;
    const { items, next } = await operations.list(callerOf(ctx), { name: params.name, project }, { before, limit });
    ctx.body = { items: items.map(presentOperation), nextCursor: next === undefined ? null : writeCursor({ before: next }, list) };
  });

  bind(binder, routes.getOperation, async (ctx, { params: { name, id }, query: { project } }) => {
    ctx.body = presentOperation(await operations.get(callerOf(ctx), { name, project }, id));
  });
}
