import type { KeyObject } from 'node:crypto';
import type { Context, Middleware, Next } from 'koa';
import koaJwt from 'koa-jwt';
import { z } from 'zod';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Revocations, UserDirectory } from '../../domain/ports.ts';
import { ALGORITHM, AUDIENCE, ISSUER, MAX_LIFETIME_SECONDS } from '../tokens.ts';
import { SESSION_COOKIE } from './session-cookie.ts';

/** How long a verified token is trusted without another look at it and its user. */
const TRUST_MS = 60_000;
const MAX_KNOWN = 10_000;

const Claims = z.object({ sub: z.string(), jti: z.string(), iat: z.int(), exp: z.int() });

interface Known {
  readonly actor: Actor;
  readonly endsAtMs: number;
  /** Until when nothing needs to be looked up. */
  readonly trustedUntilMs: number;
}

interface Parts {
  readonly key: KeyObject;
  readonly users: UserDirectory;
  readonly revocations: Revocations;
}

/**
 * Finds out who asks, by bearer token or by the console's cookie, or answers 401. koa-jwt verifies a token when it
 * first comes; then it is known by the whole of it, and only its end and its revocation are checked.
 */
export function authenticate({ key, users, revocations }: Parts): Middleware {
  const known = new Map<string, Known>();
  const look = tokenReader(key, users);

  async function learn(ctx: Context, token: string, before: Known | undefined): Promise<Known> {
    const found = await look(ctx).catch((error: unknown) => trustOn(before, error));
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(token, found);
    return found;
  }

  function admit(ctx: Context, next: Next, { actor, endsAtMs }: Known): Promise<unknown> {
    if (endsAtMs <= Date.now() || revocations.isRevoked(actor.tokenId)) throw notAuthenticated();
    ctx.state.actor = actor;
    return next();
  }

  return (ctx, next) => {
    const token = tokenOf(ctx);
    if (token === null) throw notAuthenticated();
    const before = known.get(token);
    if (before && before.trustedUntilMs >= Date.now()) return admit(ctx, next, before);
    return learn(ctx, token, before).then((found) => admit(ctx, next, found));
  };
}

/** Verifies the token of a request and finds its user. @throws DomainError `not_authenticated`, what koa-jwt throws, `unavailable` */
function tokenReader(key: KeyObject, users: UserDirectory): (ctx: Context) => Promise<Known> {
  const verify = koaJwt({
    secret: key as never,
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    key: 'claims',
    getToken: tokenOf,
  });
  return async (ctx) => {
    await verify(ctx as never, noNext);
    const { data } = Claims.safeParse(ctx.state.claims);
    if (!data) throw notAuthenticated();
    const { sub, jti, iat, exp } = data;
    const begin = Math.min(iat, Date.now() / 1000); // one from the future would live longer
    const user = exp - begin <= MAX_LIFETIME_SECONDS ? await users.find(sub) : undefined;
    if (!user) throw notAuthenticated();
    const actor = { name: sub, user, tokenId: jti, tokenExpiresAt: new Date(exp * 1000).toISOString() };
    return { actor, endsAtMs: exp * 1000, trustedUntilMs: Date.now() + TRUST_MS };
  };
}

/** While the store is away, who was known stays known. */
function trustOn(before: Known | undefined, error: unknown): Known {
  if (!before || !(error instanceof DomainError && error.code === 'unavailable')) throw error;
  return { ...before, trustedUntilMs: Date.now() + TRUST_MS / 10 };
}

const noNext: Next = () => Promise.resolve();

const notAuthenticated = () =>
  new DomainError('not_authenticated', 'The token is missing, has ended or is not one of ours. Log in with POST /api/auth/login.');

/** RFC 9110: the name of the scheme in any case, then spaces. RFC 6750: the characters of a token. */
const BEARER = /^bearer +([-\w.~+/]+=*)$/i;

/** A bearer token goes before the cookie. The cookie counts only for requests that a page of this very origin made. */
function tokenOf(ctx: Pick<Context, 'get' | 'cookies'>): string | null {
  const header = ctx.get('authorization');
  if (header !== '') return BEARER.exec(header)?.[1] ?? null;
  const cookie = ctx.get('cookie') === '' ? undefined : ctx.cookies.get(SESSION_COOKIE);
  return cookie && isSameOrigin(ctx) ? cookie : null;
}

function isSameOrigin(ctx: Pick<Context, 'get'>): boolean {
  const site = ctx.get('sec-fetch-site');
  if (site !== '') return site === 'same-origin' || site === 'none';
  const origin = ctx.get('origin');
  return origin === '' || URL.parse(origin)?.host === ctx.get('host');
}
