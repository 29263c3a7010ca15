import type { Middleware } from 'koa';
import type { Route } from '../../contract/route.ts';
import { acceptedTypes } from '../json-body.ts';
import { Refusal } from '../refusal.ts';

const EVERY_METHOD = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';

/** What is left over when no route took a request: OPTIONS is answered, another method refused, both with those that the path takes. */
export function otherMethods(routes: readonly Route[]): Middleware {
  const patterns = routes.map((route) => ({ route, pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));
  return (ctx, next) => {
    if (ctx.method === 'OPTIONS' && ctx.path === '*') return allow(ctx, { Allow: EVERY_METHOD });
    const here = patterns.filter(({ pattern }) => pattern.test(ctx.path)).map(({ route }) => route);
    if (here.length === 0) return next();
    const headers = { Allow: methodsOf(here), ...typesOf(here) };
    if (ctx.method === 'OPTIONS') return allow(ctx, headers);
    throw notAllowed(ctx.method, headers.Allow);
  };
}

/** @param allowed names of methods, with commas */
export const notAllowed = (method: string, allowed: string) =>
  new Refusal('method_not_allowed', `This path takes ${allowed}, not ${method}. /docs shows what for.`, { Allow: allowed });

export function allow(ctx: Parameters<Middleware>[0], headers: Readonly<Record<string, string>>): void {
  ctx.status = 204;
  ctx.set({ ...headers });
}

function methodsOf(routes: readonly Route[]): string {
  const methods = routes.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return methods.toSorted().join(', ');
}

const typesOf = (routes: readonly Route[]) =>
  Object.assign({}, ...routes.map(({ method, body, bodyTypes }) => body && acceptedTypes(method, bodyTypes ?? ['application/json'])));
