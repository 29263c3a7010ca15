import { presentAuditEntry, presentServiceEvent } from '../../contract/history.ts';
import type { Operation } from '../../contract/operation.ts';
import { operations } from '../../contract/operations.ts';
import { RecordPosition, readCursor, writeCursor } from '../../contract/paging.ts';
import type { HistoryService, RecordPage } from '../../services/history.ts';
import { digest } from '../canonical-json.ts';
import { bind, callerOf, type Routes } from '../request.ts';

export function historyRoutes(routes: Routes, history: HistoryService): void {
  bind(routes, operations.listAudit, async (ctx, { query }) => {
    const { project, database, ...filters } = query;
    const place = placeIn(operations.listAudit, query);
    const page = await history.audit(
      callerOf(ctx),
      { ...filters, before: place.before },
      { ...(project && { project }), ...(database && { name: database }) },
    );
    ctx.body = present(page, presentAuditEntry, place);
  });

  bind(routes, operations.listDatabaseAudit, async (ctx, { params, query }) => {
    const { project, ...filters } = query;
    const place = placeIn(operations.listDatabaseAudit, query, params);
    const page = await history.auditOf(callerOf(ctx), { name: params.name, project }, { ...filters, before: place.before });
    ctx.body = present(page, presentAuditEntry, place);
  });

  bind(routes, operations.listServiceEvents, async (ctx, { params, query }) => {
    const { project, limit } = query;
    const place = placeIn(operations.listServiceEvents, query, params);
    const page = await history.serviceEventsOf(callerOf(ctx), { name: params.name, project }, { before: place.before, limit });
    ctx.body = present(page, presentServiceEvent, place);
  });
}

interface Place {
  /** The same for the same list. */
  readonly list: string;
  /** The id at which the page before ended. */
  readonly before: string | undefined;
}

function placeIn({ id }: Operation, query: { cursor?: string | undefined; limit: number }, params: unknown = null): Place {
  const { cursor, limit: _limit, ...which } = query;
  const list = digest([id, params, which]);
  return { list, before: readCursor(RecordPosition, { cursor, list })?.before };
}

const present = <Item, View>({ items, next }: RecordPage<Item>, view: (item: Item) => View, { list }: Place) => ({
  items: items.map(view),
  nextCursor: next === undefined ? null : writeCursor({ before: next }, list),
});
