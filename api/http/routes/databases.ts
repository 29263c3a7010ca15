import { presentCredentials } from '../../contract/credentials.ts';
import { applyPatch, databaseJson, toDomain } from '../../contract/database.ts';
import { toQuery } from '../../contract/database-list.ts';
import { DatabasePosition, readCursor, writeCursor } from '../../contract/paging.ts';
import { presentPlan } from '../../contract/plan.ts';
import { routes } from '../../contract/routes.ts';
import type { Database } from '../../domain/database.ts';
import type { DatabaseService } from '../../services/databases.ts';
import { digest } from '../canonical-json.ts';
import { etagOf, listEtag, revisionsIn } from '../entity-tags.ts';
import { idempotencyOf } from '../idempotency.ts';
import { type ApiContext, type Binder, bind, callerOf } from '../request.ts';

export function databaseRoutes(binder: Binder, databases: DatabaseService): void {
  readingRoutes(binder, databases);
  changingRoutes(binder, databases);
}

function readingRoutes(binder: Binder, databases: DatabaseService): void {
  bind(binder, routes.listDatabases, (ctx, { query }) => {
    const { cursor, limit: _limit, ...which } = query;
    const list = digest([routes.listDatabases.id, which]);
    const after = readCursor(DatabasePosition, { cursor, list });
    tellAge(ctx, databases);
    const { items, next } = databases.list(callerOf(ctx), toQuery(query, after), query.project);
    const nextCursor = next ? JSON.stringify(writeCursor(next, list)) : 'null';
    ctx.res.setHeader('ETag', listEtag(items, nextCursor));
    json(ctx, `{"items":[${items.map(databaseJson).join(',')}],"nextCursor":${nextCursor}}`);
  });

  bind(binder, routes.getDatabase, (ctx, { params, query }) => {
    const database = databases.get(callerOf(ctx), { ...params, ...query });
    ctx.res.setHeader('ETag', etagOf(database));
    tellAge(ctx, databases);
    json(ctx, databaseJson(database));
  });

  bind(binder, routes.readCredentials, async (ctx, { params, query }) => {
    const [database, credentials] = await databases.credentials(callerOf(ctx), { ...params, ...query });
    ctx.body = presentCredentials(database, credentials);
  });

  bind(binder, routes.readCertificate, async (ctx, { params, query }) => {
    const certificate = await databases.certificate(callerOf(ctx), { ...params, ...query });
    ctx.set({ 'Content-Type': 'application/x-pem-file', 'Content-Disposition': 'attachment; filename="ca.crt"' });
    ctx.body = certificate;
  });
}

/** Each with its twin: `dryRun` answers with the plan and changes nothing. */
function changingRoutes(binder: Binder, databases: DatabaseService): void {
  bind(binder, routes.createDatabase, async (ctx, { query, headers, body }) => {
    const [ref, spec] = toDomain(body);
    if (query.dryRun) {
      ctx.body = presentPlan(databases.planCreate(callerOf(ctx), { ref, spec }));
      return;
    }
    accepted(
      ctx,
      await databases.create(
        callerOf(ctx),
        { ref, spec },
        idempotencyOf(headers['idempotency-key'], { route: routes.createDatabase, query, body }),
      ),
    );
  });

  bind(binder, routes.updateDatabase, async (ctx, { params, query, headers, body }) => {
    const ref = { name: params.name, project: query.project };
    const change = { apply: (spec: Database['spec']) => applyPatch(spec, body), expected: revisionsIn(headers['if-match']) };
    if (query.dryRun) ctx.body = presentPlan(await databases.planUpdate(callerOf(ctx), ref, change));
    else accepted(ctx, await databases.update(callerOf(ctx), ref, change));
  });

  bind(binder, routes.resetCredentials, async (ctx, { params, query, headers }) => {
    const key = idempotencyOf(headers['idempotency-key'], { route: routes.resetCredentials, params, query });
    accepted(ctx, await databases.resetCredentials(callerOf(ctx), { ...params, ...query }, key));
  });

  bind(binder, routes.deleteDatabase, async (ctx, { params, query, headers }) => {
    const ref = { name: params.name, project: query.project };
    const expected = revisionsIn(headers['if-match']);
    if (query.dryRun) {
      const plan = databases.planRemove(callerOf(ctx), ref, expected);
      if (plan) ctx.body = presentPlan(plan);
      else ctx.status = 204;
      return;
    }
    const database = await databases.remove(callerOf(ctx), ref, expected);
    if (database) accepted(ctx, database);
    else ctx.status = 204;
  });
}

function accepted(ctx: ApiContext, database: Database): void {
  ctx.status = 202;
  ctx.set({ ETag: etagOf(database), Location: `/api/databases/${database.name}?project=${database.project}` });
  json(ctx, databaseJson(database));
}

/** Of an answer that may be old, because what it is about cannot be asked now (RFC 9111). */
function tellAge(ctx: ApiContext, databases: DatabaseService): void {
  const age = databases.ageSeconds();
  if (age !== undefined) ctx.res.setHeader('Age', String(age));
}

/** Past Koa's setters, which look the type up and turn each value over: this is the way of every read. */
function json(ctx: ApiContext, text: string): void {
  ctx.res.setHeader('Content-Type', 'application/json; charset=utf-8');
  ctx.body = text;
}
