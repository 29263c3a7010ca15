import { presentAuditEntry, presentServiceEvent } from '../../contract/history.ts';
import { operations } from '../../contract/operations.ts';
import { RecordPosition, readCursor, writeCursor } from '../../contract/paging.ts';
import type { HistoryService, RecordPage } from '../../services/history.ts';
import { bind, callerOf, type Routes } from '../request.ts';

export function historyRoutes(routes: Routes, history: HistoryService): void {
  bind(routes, operations.listAudit, async (ctx, { query }) => {
    const { cursor, project, database, ...filters } = query;
    const page = await history.audit(
      callerOf(ctx),
      { ...filters, before: placeOf(cursor) },
      { ...(project && { project }), ...(database && { name: database }) },
    );
    ctx.body = present(page, presentAuditEntry);
  });

  bind(routes, operations.listDatabaseAudit, async (ctx, { params, query }) => {
    const { cursor, project, ...filters } = query;
    const page = await history.auditOf(callerOf(ctx), { name: params.name, project }, { ...filters, before: placeOf(cursor) });
    ctx.body = present(page, presentAuditEntry);
  });

  bind(routes, operations.listServiceEvents, async (ctx, { params, query }) => {
    const { cursor, project, limit } = query;
    const page = await history.serviceEventsOf(callerOf(ctx), { name: params.name, project }, { before: placeOf(cursor), limit });
    ctx.body = present(page, presentServiceEvent);
  });
}

const placeOf = (cursor: string | undefined) => readCursor(RecordPosition, cursor)?.before;

const present = <Item, View>({ items, next }: RecordPage<Item>, view: (item: Item) => View) => ({
  items: items.map(view),
  nextCursor: next === undefined ? null : writeCursor({ before: next }),
});
