import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { DEVICE_LIFETIME_SECONDS } from '../logins/known-devices.ts';

export const SESSION_COOKIE = 'paas_session';

const ATTRIBUTES = { httpOnly: true, sameSite: 'strict', path: '/', overwrite: true } as const;

const isPageOfThisOrigin = (ctx: Context) => ctx.get('sec-fetch-site') === 'same-origin';

/** For the console on this very origin, which then needs to keep no token at all. Other callers get no cookie. */
export function setSessionCookie(ctx: Context, token: string, expiresAt: string): void {
  if (isPageOfThisOrigin(ctx)) ctx.cookies.set(SESSION_COOKIE, token, { ...ATTRIBUTES, expires: new Date(expiresAt), secure: ctx.secure });
}

export function clearSessionCookie(ctx: Context): void {
  ctx.cookies.set(SESSION_COOKIE, null, ATTRIBUTES);
}

/** One for each account, so that people who share a browser do not take it from each other. */
const deviceCookieOf = (account: string) => `paas_device_${createHash('sha256').update(account).digest('hex').slice(0, 12)}`;

/** Sent with logins only; it stays when a session ends. */
export function setDeviceCookie(ctx: Context, account: string, token: string): void {
  const attributes = { ...ATTRIBUTES, path: '/api/auth/login', maxAge: DEVICE_LIFETIME_SECONDS * 1000, secure: ctx.secure };
  if (isPageOfThisOrigin(ctx)) ctx.cookies.set(deviceCookieOf(account), token, attributes);
}

export const deviceCookie = (ctx: Context, account: string): string | undefined => ctx.cookies.get(deviceCookieOf(account));
