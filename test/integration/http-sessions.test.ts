import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import jwt from 'jsonwebtoken';
import type { DatabaseView } from '../../api/contract/database.ts';
import type { ProblemView } from '../../api/contract/problem.ts';
import type { SessionView } from '../../api/contract/session.ts';
import type { ApiClient } from '../support/api-client.ts';
import { apiClient } from '../support/api-client.ts';
import { JWT_SECRET, passwordOf, temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { promptly } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();

const login = (username: string, password: string, headers: Record<string, string> = {}) =>
  plane.anonymous().post<SessionView & ProblemView>('/api/auth/login', { username, password }, headers);

describe('logging in', () => {
  test('gives a token, its end and the user, and no cookie to a program', async () => {
    const { status, headers, body } = await login('ada', passwordOf(USERS.ada));
    assert.equal(status, 200);
    assert.equal(headers.get('set-cookie'), null);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(body.user, { username: 'ada', role: 'member', projects: ['shop', 'default'] });
    const inMs = Date.parse(body.expiresAt) - Date.now();
    assert.ok(inMs > 3_500_000 && inMs <= 3_600_000);
  });

  test('answers a wrong password and an unknown name alike', async () => {
    const [wrong, unknown] = [await login('wrong-password-user', 'nope'), await login('ada', 'nope')];
    assert.equal(wrong.status, 401);
    assert.deepEqual({ ...wrong.body, traceId: '' }, { ...unknown.body, traceId: '' });
  });

  test('takes any text as a name and a password, without a fault of ours', async () => {
    for (const name of ["' or 1=1 --", '\u0000', '\ud800', '🦣'.repeat(40), 'admin\n', '__proto__']) {
      const { status } = await login(name, 'x\u0000');
      assert.ok(status === 401 || status === 422, `${JSON.stringify(name)}: ${status}`);
    }
  });

  test('holds no connection of the store while passwords are hashed: others go on', async () => {
    const flood = Promise.all(Array.from({ length: 30 }, (_, index) => login(`flood-${index}`, 'wrong')));
    const created = await admin.post('/api/databases', { name: 'during-a-flood' });
    assert.equal(created.status, 202);
    for (const { status } of await flood) assert.equal(status, 401);
  });
});

describe('logging out', () => {
  test('ends the token at once, and no other', async () => {
    const [one, other] = [await plane.client(USERS.ada), await plane.client(USERS.ada)];
    assert.equal((await one.get('/api/auth/me')).status, 200);
    assert.equal((await one.post('/api/auth/logout')).status, 204);
    assert.equal((await one.get('/api/auth/me')).status, 401);
    assert.equal((await other.get('/api/auth/me')).status, 200);
  });

  test('works for many at once', async () => {
    const clients: ApiClient[] = [];
    for (let count = 0; count < 24; count += 1) clients.push(apiClient(plane.url, signed({ jti: `token-${count}` })));
    const answers = await Promise.all(clients.map((client) => client.post('/api/auth/logout')));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([204]));
    const after = await Promise.all(clients.map((client) => client.get('/api/auth/me')));
    assert.deepEqual(new Set(after.map(({ status }) => status)), new Set([401]));
  });

  test('is known to a second control plane on the same store within a second', async () => {
    const second = await plane.second();
    try {
      const { token } = await plane.client(USERS.ada);
      const [here, there] = [apiClient(plane.url, token), apiClient(second.url, token)];
      assert.equal((await there.get('/api/auth/me')).status, 200);
      await here.post('/api/auth/logout');
      await promptly(async () => assert.equal((await there.get('/api/auth/me')).status, 401), 1_000);
    } finally {
      await second.stop();
    }
  });
});

describe('the cookie', () => {
  const sameOrigin = { 'sec-fetch-site': 'same-origin' };
  const cookieOf = (headers: Headers) => headers.get('set-cookie') ?? '';
  let cookie: string;

  before(async () => {
    cookie = cookieOf((await login('ada', passwordOf(USERS.ada), sameOrigin)).headers);
  });

  const me = (headers: Record<string, string>) =>
    plane.anonymous().get('/api/auth/me', { headers: { cookie: cookie.split(';')[0] ?? '', ...headers } });

  test('is for pages of this origin only, out of reach of scripts', async () => {
    assert.match(cookie, /^paas_session=[\w.-]+;.*httponly/i);
    assert.match(cookie, /samesite=strict/i);
    for (const site of ['same-site', 'cross-site', 'none']) {
      assert.equal(cookieOf((await login('ada', passwordOf(USERS.ada), { 'sec-fetch-site': site })).headers), '', site);
    }
  });

  test('counts for a request of this origin', async () => {
    assert.equal((await me(sameOrigin)).status, 200);
    assert.equal((await me({ origin: plane.url })).status, 200);
  });

  test('counts for no request that another page makes', async () => {
    for (const site of ['same-site', 'cross-site']) assert.equal((await me({ 'sec-fetch-site': site })).status, 401, site);
    for (const origin of ['https://evil.example', 'null', plane.url.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))]) {
      assert.equal((await me({ origin })).status, 401, origin);
    }
  });

  test('is taken back by logging out', async () => {
    const headers = { cookie: cookie.split(';')[0] ?? '', ...sameOrigin };
    const answer = await plane.anonymous().post('/api/auth/logout', undefined, headers);
    assert.equal(answer.status, 204);
    assert.match(cookieOf(answer.headers), /^paas_session=;.*1970/);
    assert.equal((await me(sameOrigin)).status, 401);
  });
});

const now = () => Math.floor(Date.now() / 1000);
const claims = () => ({ sub: 'ada', jti: 'made-here', iat: now(), exp: now() + 600, iss: 'postgres-paas', aud: 'postgres-paas-api' });

function signed(
  changed: Record<string, unknown> = {},
  secret = JWT_SECRET,
  algorithm: jwt.Algorithm = 'HS256',
  options: jwt.SignOptions = {},
): string {
  const payload = Object.fromEntries(Object.entries({ ...claims(), ...changed }).filter(([, value]) => value !== undefined));
  return jwt.sign(payload, secret, { ...options, algorithm });
}

function unsigned(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims())}.`;
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

describe('a token', () => {
  test('made with our key is taken: the control of those that are not', async () => {
    assert.equal((await apiClient(plane.url, signed()).get('/api/auth/me')).status, 200);
  });

  const forged: readonly [what: string, token: () => string][] = [
    ['without a signature', unsigned],
    ['without a signature but with a third part', () => `${unsigned()}AAAA`],
    ['signed with another key', () => signed({}, 'another-secret-that-is-as-long-as-the-real-one')],
    ['signed with an RSA key', () => signed({}, privateKey, 'RS256')],
    ['signed with our key by another algorithm', () => signed({}, JWT_SECRET, 'HS512')],
    ['that has ended', () => signed({ iat: now() - 600, exp: now() - 1 })],
    ['that never ends', () => signed({ exp: undefined })],
    ['that lives longer than a day', () => signed({ iat: now(), exp: now() + 86_401 })],
    ['from the future, which would live longer than a day', () => signed({ iat: now() + 86_400, exp: now() + 100_000 })],
    ['without a time of issue', () => signed({ iat: undefined }, JWT_SECRET, 'HS256', { noTimestamp: true })],
    ['without an id, which could not be revoked', () => signed({ jti: undefined })],
    ['of another issuer', () => signed({ iss: 'somebody' })],
    ['for another audience', () => signed({ aud: 'something' })],
    ['of nobody', () => signed({ sub: undefined })],
    ['of a user who does not exist', () => signed({ sub: 'eve' })],
    ['of a name with NUL, which PostgreSQL refuses', () => signed({ sub: 'ada\0' })],
    ['of a name with half a character', () => signed({ sub: 'ada\ud800' })],
    ['of a name of great length', () => signed({ sub: 'a'.repeat(5000) })],
    ['with an id that has NUL', () => signed({ jti: 'x\0' })],
    [
      'with a critical extension that nobody knows',
      () => signed({}, JWT_SECRET, 'HS256', { header: { alg: 'HS256', crit: ['exp2'] } as jwt.JwtHeader }),
    ],
    [
      'with an empty list of critical extensions',
      () => signed({}, JWT_SECRET, 'HS256', { header: { alg: 'HS256', crit: [] } as jwt.JwtHeader }),
    ],
    [
      'whose payload is not encoded',
      () => signed({}, JWT_SECRET, 'HS256', { header: { alg: 'HS256', b64: false, crit: ['b64'] } as unknown as jwt.JwtHeader }),
    ],
    ['with its first part changed', () => signed().replace(/^ey/, 'eY')],
    ['with its last character changed', () => tampered(signed())],
    ['that is no token', () => 'a.b.c'],
    ['of great length', () => `${'a'.repeat(4000)}.${'b'.repeat(4000)}.c`],
  ];
  for (const [what, token] of forged) {
    test(`${what} is refused`, async () => {
      const { status, headers } = await apiClient(plane.url, token()).get('/api/auth/me');
      assert.equal(status, 401);
      assert.equal(headers.get('www-authenticate'), 'Bearer');
    });
  }

  test('that is known is still refused with its last character changed', async () => {
    const token = signed({ jti: 'known' });
    assert.equal((await apiClient(plane.url, token).get('/api/auth/me')).status, 200);
    assert.equal((await apiClient(plane.url, tampered(token)).get('/api/auth/me')).status, 401);
  });

  test('counts only as a bearer token', async () => {
    const token = signed();
    for (const authorization of [`Basic ${token}`, token, `Bearer ${token} ${token}`, 'Bearer', `Bearer ${token}, Bearer ${token}`]) {
      assert.equal((await plane.anonymous().get('/api/auth/me', { headers: { authorization } })).status, 401, authorization.slice(0, 12));
    }
  });

  test('ends while it is known', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const client = apiClient(plane.url, signed({ jti: 'short', exp: now() + 600 }));
    assert.equal((await client.get('/api/auth/me')).status, 200);
    t.mock.timers.tick(598_000);
    assert.equal((await client.get('/api/auth/me')).status, 200);
    t.mock.timers.tick(2_000);
    assert.equal((await client.get('/api/auth/me')).status, 401);
  });

  test('of a user who was removed elsewhere ends within a minute, also when the clock of the machine is set back', async (t) => {
    await plane.users.save({ username: 'leaver', role: 'member', projects: [] }, 'password-of-leaver');
    const client = await apiClient(plane.url).login('leaver', 'password-of-leaver');
    assert.equal((await client.get('/api/auth/me')).status, 200);
    await plane.store.query("delete from users where username = 'leaver'");
    const [shown, elapsed] = [Date.now() - 3600_000, performance.now() + 61_000];
    t.mock.method(Date, 'now', () => shown);
    t.mock.method(performance, 'now', () => elapsed);
    assert.equal((await client.get('/api/auth/me')).status, 401);
  });

  test('of a user who was removed is worth nothing', async () => {
    await plane.users.save({ username: 'leaver', role: 'member', projects: [] }, 'password-of-leaver');
    const client = await apiClient(plane.url).login('leaver', 'password-of-leaver');
    await plane.store.query("delete from users where username = 'leaver'");
    assert.equal((await client.get('/api/auth/me')).status, 401);
    assert.equal((await login('leaver', 'password-of-leaver')).status, 401);
  });
});

/** The character before the last: in the last one of a signature only four of six bits count. */
const tampered = (token: string) => `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}${token.at(-1)}`;

test('a page of a listed origin may call with a token, no other may', async () => {
  const second = await plane.second({ corsOrigins: ['https://portal.example.com'] });
  try {
    const client = apiClient(second.url, admin.token);
    const allowed = async (origin: string, path = '/api/databases') =>
      (await client.get(path, { headers: { origin } })).headers.get('access-control-allow-origin');
    assert.equal(await allowed('https://portal.example.com'), 'https://portal.example.com');
    assert.equal(await allowed('https://portal.example.com', '/api/databases/absent'), 'https://portal.example.com');
    for (const origin of ['https://evil.example', 'https://portal.example.com.evil.example', 'null'])
      assert.equal(await allowed(origin), null, origin);
    const answer = await client.get('/api/databases', { headers: { origin: 'https://portal.example.com' } });
    assert.equal(answer.headers.get('access-control-allow-credentials'), null);
  } finally {
    await second.stop();
  }
});

test('while the store is away known tokens still read, writes are put off, and all recovers by itself', async () => {
  const own = await temporaryControlPlane();
  try {
    const client = await own.client();
    await client.post('/api/databases', { name: 'kept' });
    const unknown = signed({ sub: 'bob', jti: 'not-seen-yet' });
    await own.stopStore();
    assert.equal((await client.get<DatabaseView>('/api/databases/kept')).body.name, 'kept');
    assert.equal((await client.get('/api/databases')).status, 200);
    for (const answer of [
      await client.post('/api/databases', { name: 'not-now' }),
      await client.patch('/api/databases/kept', { instances: 2 }),
      await client.delete('/api/databases/kept'),
      await client.get('/api/audit/logs'),
      await client.get('/api/databases/kept/credentials'),
      await apiClient(own.url, unknown).get('/api/auth/me'),
    ]) {
      assert.equal(answer.status, 503, answer.text);
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
    }
    assert.equal((await own.anonymous().get<{ status: string }>('/health')).body.status, 'degraded');
    assert.equal((await own.anonymous().get('/readyz')).status, 200);
    await own.startStore();
    assert.equal((await client.post('/api/databases', { name: 'now' })).status, 202);
    assert.equal((await client.get<DatabaseView>('/api/databases/kept')).body.instances, 1);
    assert.equal((await own.anonymous().get<{ status: string }>('/health')).body.status, 'ok');
  } finally {
    await own.stop();
  }
});
