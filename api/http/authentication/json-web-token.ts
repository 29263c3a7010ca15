import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Next } from 'koa';
import koaJwt from 'koa-jwt';
import { z } from 'zod';
import type { UserDirectory } from '../../domain/ports.ts';
import { ALGORITHM, AUDIENCE, ISSUER, MAX_LIFETIME_SECONDS } from '../tokens.ts';
import { type Authenticator, NOT_AUTHENTICATED } from './authenticator.ts';

/** What PostgreSQL can be asked for: no NUL, no half characters, and not at any length. */
const Name = z
  .string()
  .max(100)
  .refine((text) => text.isWellFormed() && !text.includes('\0'));
const Claims = z.object({ sub: Name, jti: Name, iat: z.int(), exp: z.int() });

/** Extensions of the standard that a token must not be taken without: we know none (RFC 7515, 4.1.11). */
const Header = z.object({ crit: z.never().optional() });

const LONGEST_TOKEN = 4096;

/** Verifies our own tokens by koa-jwt, wherever a request carries them, and finds their user. */
export function jwtVerifier(key: KeyObject, users: UserDirectory): Authenticator['verify'] {
  const verify = koaJwt({
    ...{ secret: key as never, algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, key: 'claims' },
    getToken: (context) => (context as unknown as Verification).token, // it is given nothing else, below
  });
  return async (token) => {
    if (!isSigned(token, key) || !Header.safeParse(headerOf(token)).success) throw NOT_AUTHENTICATED;
    const verification: Verification = { token, state: {}, throw: refuse };
    await verify(verification as never, noNext);
    const { data } = Claims.safeParse(verification.state.claims);
    if (!data) throw NOT_AUTHENTICATED;
    const { sub, jti, iat, exp } = data;
    const begin = Math.min(iat, Date.now() / 1000); // one from the future would live longer
    const user = exp - begin <= MAX_LIFETIME_SECONDS ? await users.find(sub) : undefined;
    if (!user) throw NOT_AUTHENTICATED;
    const actor = { name: sub, user, tokenId: jti, tokenExpiresAt: new Date(exp * 1000).toISOString() };
    return { actor, endsAtMs: exp * 1000 };
  };
}

/** Whether the signature is ours: looked at first, and by itself, so that a forged token costs no more than a good one. */
function isSigned(token: string, key: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  if (token.length > LONGEST_TOKEN || end < 0) return false;
  const given = Buffer.from(token.slice(end + 1), 'base64url');
  const expected = createHmac('sha256', key).update(token.slice(0, end)).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Of a token that we have signed. */
function headerOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** As much of a Koa context as koa-jwt looks at. */
interface Verification {
  readonly token: string;
  readonly state: { claims?: unknown };
  readonly throw: () => never;
}

function refuse(): never {
  throw NOT_AUTHENTICATED;
}

const noNext: Next = () => Promise.resolve();
