import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from 'koa';
import { DomainError } from '../../api/domain/errors.ts';
import { type Authenticator, NOT_AUTHENTICATED } from '../../api/http/authentication/authenticator.ts';
import { bearerToken } from '../../api/http/authentication/bearer-token.ts';
import { cookieToken } from '../../api/http/authentication/cookie-token.ts';
import { authenticate } from '../../api/http/middleware/authenticate.ts';

const user = { username: 'ann', role: 'member', projects: [] } as const;
const actor = { name: 'ann', user, tokenId: '1', tokenExpiresAt: '2100-01-01T00:00:00Z' };
const identity = { actor, endsAtMs: Date.parse(actor.tokenExpiresAt) };

/** A request with these headers, as far as authentication looks at it. */
const request = (headers: Readonly<Record<string, string>>) =>
  ({
    state: {},
    get: (name: string) => headers[name] ?? '',
    cookies: { get: (name: string) => new RegExp(`${name}=([^;]*)`).exec(headers.cookie ?? '')?.[1] },
  }) as unknown as Context;

/** Knows one token, and counts how often it is asked. */
function verifier(token: string) {
  let asked = 0;
  const verify: Authenticator['verify'] = async (credential) => {
    asked++;
    if (credential !== token) throw NOT_AUTHENTICATED;
    return identity;
  };
  return { verify, asked: () => asked };
}

const revocations = { isRevoked: () => false, revoke: async () => undefined };
const run = async (middleware: ReturnType<typeof authenticate>, ctx: Context) => {
  await middleware(ctx as never, async () => undefined);
  return ctx.state.actor?.name as string | undefined;
};
const refused = (error: unknown) => error instanceof DomainError && error.code === 'not_authenticated';

test('the same token is verified once, in whichever place it comes', async () => {
  const { verify, asked } = verifier('good');
  const middleware = authenticate([bearerToken(verify), cookieToken(verify)], revocations);
  for (const headers of [{ authorization: 'Bearer good' }, { cookie: 'paas_session=good', 'sec-fetch-site': 'same-origin' }])
    assert.equal(await run(middleware, request(headers)), 'ann');
  assert.equal(asked(), 1);
});

test('the first authenticator that a request has a credential for decides: a bad header is not saved by a good cookie', async () => {
  const { verify } = verifier('good');
  const middleware = authenticate([bearerToken(verify), cookieToken(verify)], revocations);
  const cookie = { cookie: 'paas_session=good', 'sec-fetch-site': 'same-origin' };
  for (const authorization of ['Bearer bad', 'Basic good', 'Bearer'])
    await assert.rejects(async () => run(middleware, request({ ...cookie, authorization })), refused, authorization);
});

test('a further authenticator is one more in the list', async () => {
  const { verify } = verifier('good');
  const apiToken: Authenticator = {
    credentialOf: (ctx) => /^Bearer (paas_\w+)$/.exec(ctx.get('authorization'))?.[1],
    verify: verifier('paas_1').verify,
  };
  const middleware = authenticate([apiToken, bearerToken(verify)], revocations);
  assert.equal(await run(middleware, request({ authorization: 'Bearer paas_1' })), 'ann');
  assert.equal(await run(middleware, request({ authorization: 'Bearer good' })), 'ann');
  await assert.rejects(async () => run(middleware, request({ authorization: 'Bearer paas_2' })), refused);
});

test('a request without any credential is refused', async () => {
  await assert.rejects(async () => run(authenticate([bearerToken(verifier('good').verify)], revocations), request({})), refused);
});
