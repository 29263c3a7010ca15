import { parse as parseQuery } from 'node:querystring';
import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import getRawBody from 'raw-body';
import { z } from 'zod';
import type { Operation } from '../contract/operation.ts';
import { faultsOf, jsonPointer } from '../contract/problem.ts';
import type { Actor } from '../domain/actor.ts';
import { DomainError, type Fault, invalid } from '../domain/errors.ts';
import type { Caller } from '../services/databases.ts';
import { Refusal } from './refusal.ts';

/** What middleware has found out about a request. */
export interface ApiState {
  requestId: string;
  /** Set by authentication; not there on routes without. */
  actor?: Actor;
}

export type ApiContext = Context & { state: ApiState; params: Record<string, string> };

/** A request in the shape that its operation declares: everything checked, nothing else let through. */
export interface Parsed<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType> {
  readonly params: z.infer<P>;
  readonly query: z.infer<Q>;
  readonly headers: z.infer<H>;
  readonly body: z.infer<B>;
}

const BODY_LIMIT = '64kb';
const MAX_DEPTH = 20;
const NOTHING = z.strictObject({});

/** What routes are bound to: the router, and what finds out who asks. */
export interface Routes {
  readonly router: Router;
  readonly authenticate: Middleware;
}

const anyone: Middleware = (_ctx, next) => next();

/** Binds a declared operation to the router. `handle` runs only for a request without a fault, by someone who is known if the operation says so. */
export function bind<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType>(
  { router, authenticate }: Routes,
  operation: Operation<P, Q, H, B>,
  handle: (ctx: ApiContext, request: Parsed<P, Q, H, B>) => Promise<void> | void,
): void {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
  router[operation.method](operation.id, path, (operation.auth === 'jwt' ? authenticate : anyone) as never, async (ctx) => {
    const api = ctx as unknown as ApiContext; // the router's context is Koa's with our state
    const body = operation.body && (await readJson(api, operation.bodyTypes ?? ['application/json']));
    return handle(api, parse(operation, api, body));
  });
}

/** @throws DomainError `invalid` with the faults of all parts */
function parse<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType>(
  { params, query, headers, body }: Operation<P, Q, H, B>,
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

async function readJson(ctx: ApiContext, types: readonly string[]): Promise<unknown> {
  if (!ctx.is([...types])) {
    throw new Refusal(
      'unsupported_media_type',
      `Send a body of type ${types.join(' or ')}${ctx.type ? `, not ${ctx.get('content-type')}` : ''}.`,
    );
  }
  const text = await getRawBody(ctx.req, { limit: BODY_LIMIT, encoding: 'utf-8', length: ctx.request.length ?? null });
  const value = parseJson(text);
  const fault = structureFault(value, []);
  if (fault) throw invalid([fault]);
  return value;
}

/** V8 quotes a piece of the text, which may be a password. */
const QUOTED_SOURCE = /, (\.\.\.)?".*$/s;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(QUOTED_SOURCE, '') : error;
    throw new Refusal('malformed', `The body is not JSON: ${message}.`);
  }
}

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Deeper than anything we accept, or with a key that means something to JavaScript. */
function structureFault(value: unknown, path: readonly string[]): Fault | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= MAX_DEPTH) return { path: jsonPointer(path), message: `Nested deeper than ${MAX_DEPTH} levels.` };
  for (const [key, inner] of Object.entries(value)) {
    const place = [...path, key];
    if (FORBIDDEN_KEYS.has(key)) return { path: jsonPointer(place), message: `The key "${key}" is not allowed.` };
    const fault = structureFault(inner, place);
    if (fault) return fault;
  }
  return undefined;
}

/** Who asks, for the services. */
export function callerOf(ctx: ApiContext): Caller {
  return { actor: actorOf(ctx), requestId: ctx.state.requestId, source: ctx.app.proxy ? ctx.ip : (ctx.req.socket.remoteAddress ?? '') };
}

export function actorOf({ state: { actor } }: ApiContext): Actor {
  if (!actor) throw new DomainError('not_authenticated', 'Log in first.');
  return actor;
}
