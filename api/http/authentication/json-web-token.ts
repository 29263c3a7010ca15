import type { KeyObject } from 'node:crypto';
import type { Next } from 'koa';
import koaJwt from 'koa-jwt';
import { z } from 'zod';
import type { UserDirectory } from '../../domain/ports.ts';
import { ALGORITHM, AUDIENCE, ISSUER, MAX_LIFETIME_SECONDS } from '../tokens.ts';
import { type Authenticator, notAuthenticated } from './authenticator.ts';

const Claims = z.object({ sub: z.string(), jti: z.string(), iat: z.int(), exp: z.int() });

/** Verifies our own tokens by koa-jwt, wherever a request carries them, and finds their user. */
export function jwtVerifier(key: KeyObject, users: UserDirectory): Authenticator['verify'] {
  const verify = koaJwt({
    ...{ secret: key as never, algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, key: 'claims' },
    getToken: (context) => (context as unknown as Verification).token, // it is given nothing else, below
  });
  return async (token) => {
    const verification: Verification = { token, state: {}, throw: refuse };
    await verify(verification as never, noNext);
    const { data } = Claims.safeParse(verification.state.claims);
    if (!data) throw notAuthenticated();
    const { sub, jti, iat, exp } = data;
    const begin = Math.min(iat, Date.now() / 1000); // one from the future would live longer
    const user = exp - begin <= MAX_LIFETIME_SECONDS ? await users.find(sub) : undefined;
    if (!user) throw notAuthenticated();
    const actor = { name: sub, user, tokenId: jti, tokenExpiresAt: new Date(exp * 1000).toISOString() };
    return { actor, endsAtMs: exp * 1000 };
  };
}

/** As much of a Koa context as koa-jwt looks at. */
interface Verification {
  readonly token: string;
  readonly state: { claims?: unknown };
  readonly throw: () => never;
}

function refuse(): never {
  throw notAuthenticated();
}

const noNext: Next = () => Promise.resolve();
