import { presentAuditEntry, presentServiceEvent } from '../../contract/history.ts';
import { RecordPosition, readCursor, writeCursor } from '../../contract/paging.ts';
import type { Route } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import type { HistoryService, RecordPage } from '../../services/history.ts';
import { digest } from '../canonical-json.ts';
import { type Binder, bind, callerOf } from '../request.ts';

export function historyRoutes(binder: Binder, history: HistoryService): void {
  bind(binder, routes.listAudit, async (ctx, { query }) => {
    const { project, database, ...filters } = query;
    const place = placeIn(routes.listAudit, query);
    const page = await history.audit(
      callerOf(ctx),
      { ...filters, before: place.before },
      { ...(project && { project }), ...(database && { name: database }) },
    );
    ctx.body = present(page, presentAuditEntry, place);
  });

  bind(binder, routes.listDatabaseAudit, async (ctx, { params, query }) => {
    const { project, ...filters } = query;
    const place = placeIn(routes.listDatabaseAudit, query, params);
    const page = await history.auditOf(callerOf(ctx), { name: params.name, project }, { ...filters, before: place.before });
    ctx.body = present(page, presentAuditEntry, place);
  });

  bind(binder, routes.listEventsAfter, async (ctx, { params, query: { project, after, limit } }) => {
    const { items, more } = await history.eventsAfter(callerOf(ctx), { name: params.name, project }, { after, limit });
    ctx.body = { items: items.map(presentServiceEvent), more };
  });

  bind(binder, routes.listServiceEvents, async (ctx, { params, query }) => {
    const { project, limit } = query;
    const place = placeIn(routes.listServiceEvents, query, params);
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

function placeIn({ id }: Route, query: { cursor?: string | undefined; limit: number }, params: unknown = null): Place {
  const { cursor, limit: _limit, ...which } = query;
  const list = digest([id, params, which]);
  return { list, before: readCursor(RecordPosition, { cursor, list })?.before };
}

const present = <Item, View>({ items, next }: RecordPage<Item>, view: (item: Item) => View, { list }: Place) => ({
  items: items.map(view),
  nextCursor: next === undefined ? null : writeCursor({ before: next }, list),
});
