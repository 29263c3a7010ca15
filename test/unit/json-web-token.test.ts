import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import jwt from 'jsonwebtoken';
import type { User, UserDirectory } from '../../api/domain/ports.ts';
import { jwtVerifier } from '../../api/http/authentication/json-web-token.ts';
import { signingKey, tokenIssuer } from '../../api/http/tokens.ts';

const user: User = { username: 'ada', role: 'member', projects: [] };
const key = signingKey('a-secret-of-this-test-0123456789abcdef');
const token = tokenIssuer(key, 600).issue(user).token;

/** A verifier, and how often it has looked a user up. */
function counted() {
  let looked = 0;
  const users: UserDirectory = {
    authenticate: async () => undefined,
    find: async () => {
      looked += 1;
      return user;
    },
  };
  return { verify: jwtVerifier(key, users), looked: () => looked };
}

/** The text of its parts, none of which is looked at unless the signature is ours. */
const signedBy = (other: string, head: string, payload: string) => {
  const text = `${Buffer.from(head).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  return `${text}.${jwt.sign({}, other).split('.')[2]}`;
};

describe('a forged token', () => {
  test('is refused by its signature alone: nobody is looked up, and nothing in it is read', async () => {
    const { verify, looked } = counted();
    const forged = [
      ...Array.from({ length: 100 }, (_, index) => `${token.slice(0, -8)}${String(index).padStart(8, '0')}`),
      signedBy('another', '{', '{'),
      signedBy('another', '[]', 'null'),
      signedBy('another', `{"alg":"HS256","kid":"${'x'.repeat(2000)}"}`, '{}'),
    ];
    for (const one of forged) await assert.rejects(verify(one), /not one of ours/);
    assert.equal(looked(), 0);
  });

  test('has a control: a good one is looked up once', async () => {
    const { verify, looked } = counted();
    assert.equal((await verify(token)).actor.name, 'ada');
    assert.equal(looked(), 1);
  });

  test('longer than any of ours is not even hashed', async () => {
    const { verify, looked } = counted();
    await assert.rejects(
      verify(jwt.sign({ sub: 'ada', text: 'x'.repeat(100_000) }, 'a-secret-of-this-test-0123456789abcdef')),
      /not one of ours/,
    );
    assert.equal(looked(), 0);
  });
});
