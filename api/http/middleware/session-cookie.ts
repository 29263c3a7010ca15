import type { Context } from 'koa';

export const SESSION_COOKIE = 'paas_session';

const ATTRIBUTES = { httpOnly: true, sameSite: 'strict', path: '/', overwrite: true } as const;

/** For the console on this very origin, which then needs to keep no token at all. Other callers get no cookie. */
export function setSessionCookie(ctx: Context, token: string, expiresAt: string): void {
  if (ctx.get('sec-fetch-site') !== 'same-origin') return;
  ctx.cookies.set(SESSION_COOKIE, token, { ...ATTRIBUTES, expires: new Date(expiresAt), secure: ctx.secure });
}

export function clearSessionCookie(ctx: Context): void {
  ctx.cookies.set(SESSION_COOKIE, null, ATTRIBUTES);
}
