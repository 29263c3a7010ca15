import { parse as parseQuery } from 'node:querystring';
import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { z } from 'zod';
import { faultsOf } from '../contract/problem.ts';
import type { Route } from '../contract/route.ts';
import type { Actor } from '../domain/actor.ts';
import { DomainError, type Fault, invalid } from '../domain/errors.ts';
import type { Caller } from '../services/databases.ts';
import { isKnown } from './entity-tags.ts';
import { readJson } from './json-body.ts';

/** What middleware has found out about a request. */
export interface ApiState {
  requestId: string;
  /** Set by authentication; not there on routes without. */
  actor?: Actor;
}

export type ApiContext = Context & { state: ApiState; params: Record<string, string> };

/** A request in the shape that its route declares: everything checked, nothing else let through. */
export interface Parsed<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType> {
  readonly params: z.infer<P>;
  readonly query: z.infer<Q>;
  readonly headers: z.infer<H>;
  readonly body: z.infer<B>;
}

const NOTHING = z.strictObject({});

/** What routes are bound to: the router, and what finds out who asks. */
export interface Binder {
  readonly router: Router;
  readonly authenticate: Middleware;
}

const anyone: Middleware = (_ctx, next) => next();

/** Binds a declared route to the router. `handle` runs only for a request without a fault, by someone who is known if the route says so. */
export function bind<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType>(
  { router, authenticate }: Binder,
  route: Route<P, Q, H, B>,
  handle: (ctx: ApiContext, request: Parsed<P, Q, H, B>) => Promise<void> | void,
): void {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  router[route.method](route.id, path, (route.auth === 'jwt' ? authenticate : anyone) as never, async (ctx) => {
    const api = ctx as unknown as ApiContext; // the router's context is Koa's with our state
    const body = route.body && (await readJson(api, route.bodyTypes ?? ['application/json']));
    await handle(api, parse(route, api, body));
    if (api.req.headers['if-none-match'] !== undefined) answerNotModified(api);
  });
}

/** Whoever has what would be answered gets only that. */
function answerNotModified(ctx: ApiContext): void {
  const reads = ctx.method === 'GET' || ctx.method === 'HEAD';
  if (reads && ctx.status === 200 && isKnown(ctx.get('if-none-match'), String(ctx.res.getHeader('etag') ?? ''))) ctx.status = 304;
}

/** @throws DomainError `invalid` with the faults of all parts */
function parse<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType>(
  { params, query, headers, body }: Route<P, Q, H, B>,
  ctx: ApiContext,
  json: unknown,
): Parsed<P, Q, H, B> {
  const faults: Fault[] = [];
  const check = <Schema extends z.ZodType>(schema: Schema, value: unknown, nameOf = withoutSlash): z.infer<Schema> => {
    const { success, data, error } = schema.safeParse(value);
    if (!success) faults.push(...faultsOf(error).map(({ path, message }) => ({ path: nameOf(path), message })));
    return data as z.infer<Schema>; // undefined with faults only, and those are thrown below
  };
  const parsed = {
    params: params && check(params, ctx.params),
    query: check(query ?? NOTHING, ctx.querystring === '' ? {} : parseQuery(ctx.querystring)),
    headers: headers && check(headers, ctx.headers),
    body: body && check(body, json, asPointer),
  };
  if (faults.length > 0) throw invalid(faults);
  return parsed as Parsed<P, Q, H, B>; // what is not declared is not there
}

const asPointer = (path: string) => path;
const withoutSlash = (path: string) => path.replace(/^\//, '');

/** Who asks, for the services. */
export function callerOf(ctx: ApiContext): Caller {
  return { actor: actorOf(ctx), requestId: ctx.state.requestId, source: ctx.app.proxy ? ctx.ip : (ctx.req.socket.remoteAddress ?? '') };
}

export function actorOf({ state: { actor } }: ApiContext): Actor {
  if (!actor) throw new DomainError('not_authenticated', 'Log in first.');
  return actor;
}
