import type { Context, Middleware } from 'koa';

/** For answers that are data: nothing in them may be run, framed, guessed at, kept, or read by another site's page. */
const DATA_HEADERS = Object.entries({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
});

/** Strict by default; a route that may be cached, or that answers with a page, says so itself. Goes past Koa's `ctx.set`, which costs every request. */
export function securityHeaders(): Middleware {
  return ({ res }, next) => {
    for (const [name, value] of DATA_HEADERS) res.setHeader(name, value);
    return next();
  };
}

/** For answers that are pages. @param contentSecurityPolicy what this page needs, and nothing more */
export function pageHeaders(ctx: Context, contentSecurityPolicy: string): void {
  ctx.set({
    'Content-Security-Policy': contentSecurityPolicy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
  });
}
