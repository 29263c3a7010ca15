import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { AuditPageView } from '../../api/contract/history.ts';
import type { ProblemView } from '../../api/contract/problem.ts';
import type { SessionView } from '../../api/contract/session.ts';
import { type Answer, apiClient } from '../support/api-client.ts';
import { passwordOf, temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

/** Behind one proxy, so that a header says from where a request comes. */
const plane = await temporaryControlPlane({ trustedProxies: 1 });
after(() => plane.stop());

/** Tries that strangers get together; what waits longest is answered after ten seconds. */
const MOST_IN_A_MINUTE = 20;

type LoginAnswer = Answer<SessionView & ProblemView>;
const from = (address: string) => ({ 'x-forwarded-for': address });
const login = (body: object, headers: Record<string, string> = {}): Promise<LoginAnswer> =>
  plane.anonymous().post<SessionView & ProblemView>('/api/auth/login', body, headers);
const right = (user: keyof typeof USERS) => ({ username: user, password: passwordOf(USERS[user]) });
const countOf = (answers: readonly LoginAnswer[], code: number) => answers.filter(({ status }) => status === code).length;

/** Answers so far of requests that go on. */
function gathered(requests: readonly Promise<LoginAnswer>[]) {
  const answers: LoginAnswer[] = [];
  for (const request of requests) void request.then((answer) => answers.push(answer));
  return { answers, all: Promise.all(requests) };
}

describe('wrong logins', () => {
  test('from an address that others share do not shut the right password out', async () => {
    const shared = from('192.0.2.1');
    const guesses = Array.from({ length: 60 }, (_, index) => login({ username: 'admin', password: `wrong-${index}` }, shared));
    const owner = await login(right('admin'), shared);
    assert.equal(owner.status, 200, owner.text);
    const answers = await Promise.all(guesses);
    assert.ok(countOf(answers, 401) <= MOST_IN_A_MINUTE);
    assert.equal(countOf(answers, 401) + countOf(answers, 429), 60);
    for (const { headers } of answers.filter(({ status }) => status === 429)) assert.equal(headers.get('retry-after'), '5');
  });

  test('from 120 addresses get a few tries together; a known device, a known network and a newcomer are let in meanwhile', async () => {
    const known = await login(right('bob'), from('203.0.113.1'));
    const guess = (_: unknown, index: number) => login({ username: 'bob', password: `wrong-${index}` }, from(`198.51.${index % 120}.1`));
    const flood = gathered(Array.from({ length: 480 }, guess));
    await eventually(() => assert.ok(countOf(flood.answers, 429) >= 400)); // the rest waits
    const { deviceToken } = known.body;
    assert.equal((await login({ ...right('bob'), deviceToken }, from('198.51.7.1'))).status, 200);
    assert.equal((await login(right('bob'), from('203.0.113.200'))).status, 200);
    assert.ok(flood.answers.length < 480, 'both were let in at once');
    assert.equal((await login(right('bob'), from('192.0.2.77'))).status, 200);
    await flood.all;
    assert.ok(countOf(flood.answers, 401) <= MOST_IN_A_MINUTE, `${countOf(flood.answers, 401)} tries`);
  });

  test('that were not tried are in the audit log: the first at once, the others as a count', async () => {
    const second = await plane.second(); // a guard of its own
    const guess = () => apiClient(second.url).post('/api/auth/login', { username: 'guessed', password: 'wrong' });
    const reasons = async () => {
      const admin = await plane.client();
      return (await admin.get<AuditPageView>('/api/audit/logs?actor=guessed')).body.items.map(
        ({ outcome, reason }) => `${outcome}: ${reason}`,
      );
    };
    let refused = 0;
    try {
      const answers = await Promise.all(Array.from({ length: 60 }, guess));
      refused = answers.filter(({ status }) => status === 429).length;
      assert.ok(refused >= 50);
      assert.equal((await reasons()).filter((reason) => reason.startsWith('refused: Too many wrong logins')).length, 1);
    } finally {
      await second.stop();
    }
    assert.match((await reasons())[0] ?? '', new RegExp(`^refused: ${refused - 1} more`));
  });
});

describe('a device that has logged in before', () => {
  const page = { 'sec-fetch-site': 'same-origin' };
  const cookiesOf = (answer: LoginAnswer) => answer.headers.getSetCookie();

  test('is told by a cookie that only logins carry, out of reach of scripts; it outlives the session', async () => {
    const first = await login(right('ada'), { ...page, ...from('192.0.2.30') });
    const cookie = cookiesOf(first).find((line) => line.startsWith('paas_device_')) ?? '';
    assert.match(cookie, /; path=\/api\/auth\/login;.*samesite=strict; httponly/i);
    const logout = await apiClient(plane.url, first.body.token).post('/api/auth/logout', undefined, page);
    assert.ok(!logout.headers.getSetCookie().some((line) => line.startsWith('paas_device_')));

    const flood = gathered(
      Array.from({ length: 60 }, (_, index) => login({ username: 'ada', password: 'wrong' }, from(`198.18.${index}.1`))),
    );
    await eventually(() => assert.ok(countOf(flood.answers, 429) >= 20));
    const again = await login(right('ada'), { ...page, ...from('198.18.1.1'), cookie: cookie.split(';')[0] ?? '' });
    assert.equal(again.status, 200);
    assert.ok(flood.answers.length < 60, 'at once');
    await flood.all;
  });

  test('of another account, and a token that is none of ours, change nothing', async () => {
    const { deviceToken } = (await login(right('ada'), from('192.0.2.40'))).body;
    for (const token of [deviceToken, 'a.b.c', ''])
      assert.equal((await login({ ...right('bob'), deviceToken: token }, from('192.0.2.41'))).status, 200);
    const wrong = await login({ username: 'ada', password: 'wrong', deviceToken }, from('192.0.2.42'));
    assert.equal(wrong.status, 401);
  });

  test('gets a token that opens nothing', async () => {
    const { deviceToken } = (await login(right('ada'), from('192.0.2.50'))).body;
    assert.equal((await apiClient(plane.url, deviceToken).get('/api/auth/me')).status, 401);
  });
});

test('X-Forwarded-For is believed from the last proxy only, and not at all without one', async () => {
  const bare = await temporaryControlPlane();
  try {
    const sourceAt = async ({ url }: { url: string }, headers: Record<string, string>) => {
      const client = await apiClient(url).login('admin', passwordOf(USERS.admin));
      await apiClient(url).post('/api/auth/login', { username: 'nobody', password: 'x' }, headers);
      return (await client.get<AuditPageView>('/api/audit/logs?actor=nobody')).body.items[0]?.source;
    };
    assert.equal(await sourceAt(plane, from('203.0.113.99, 192.0.2.60')), '192.0.2.60');
    assert.match((await sourceAt(bare, from('203.0.113.99'))) ?? '', /127\.0\.0\.1$/);
  } finally {
    await bare.stop();
  }
});

describe('other ways to guess', () => {
  test('a password sent as Basic is never looked at', async () => {
    const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` });
    for (const path of ['/api/auth/me', '/api/databases', '/api/events']) {
      const [good, bad] = [passwordOf(USERS.admin), 'wrong'].map((password) =>
        plane.anonymous().get<ProblemView>(path, { headers: basic(password) }),
      );
      const [one, other] = [await good, await bad];
      assert.equal(one?.status, 401);
      assert.deepEqual({ ...one?.body, traceId: '' }, { ...other?.body, traceId: '' });
    }
  });

  test('resetting credentials takes a token, whatever else is sent', async () => {
    const answer = await plane
      .anonymous()
      .post('/api/databases/orders/credentials/reset', undefined, { authorization: 'Basic YWRtaW46eA==' });
    assert.equal(answer.status, 401);
  });
});
