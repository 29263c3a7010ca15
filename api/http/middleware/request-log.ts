import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import type { RequestMeter } from '../../domain/ports.ts';

const REQUEST_ID = /^[\w-]{8,64}$/;

/**
 * Gives each request its id (the caller's X-Request-Id if it is a decent one), counts and times it under its route
 * pattern, and logs it: refusals and changes at info, the rest at debug. Never a header, a body or a query.
 */
export function requestLog(log: Logger, meter: RequestMeter): Middleware {
  return (ctx, next) => {
    const asked = ctx.get('x-request-id');
    const requestId = asked !== '' && REQUEST_ID.test(asked) ? asked : randomUUID();
    ctx.state.requestId = requestId;
    ctx.res.setHeader('X-Request-Id', requestId);
    const end = meter.begin(ctx.method);
    ctx.res.once('close', () => {
      const route = routeOf(ctx);
      const seconds = end(route, ctx.status);
      const level = ctx.status >= 400 || ctx.method !== 'GET' ? 'info' : 'debug';
      if (!log.isLevelEnabled(level)) return;
      log[level](
        {
          requestId,
          method: ctx.method,
          route,
          status: ctx.status,
          ms: Math.round(seconds * 1000),
          actor: ctx.state.actor?.name,
        },
        'request',
      );
    });
    return next();
  };
}

/** The pattern, so that names never become labels. */
function routeOf(ctx: { _matchedRoute?: unknown; status: number }): string {
  return typeof ctx._matchedRoute === 'string' ? ctx._matchedRoute : '(none)';
}
