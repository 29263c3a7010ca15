import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { DomainError, TooManyLogins } from '../../api/domain/errors.ts';
import { knownDevices } from '../../api/http/logins/known-devices.ts';
import { SlowingLoginGuard } from '../../api/http/logins/login-guard.ts';
import { networkOf, sourceOf } from '../../api/http/logins/network-of.ts';
import { signingKey, tokenIssuer } from '../../api/http/tokens.ts';

const key = signingKey('a-secret-of-this-test-0123456789abcdef');
const devices = knownDevices(key);

interface Try {
  readonly address?: string;
  readonly account?: string;
  readonly deviceToken?: string;
  readonly signal?: AbortSignal;
}

/** A guard on a clock of ours: what waits goes on when the clock is moved. */
function guardWithClock(t: TestContext) {
  let elapsedMs = 1_000_000;
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  t.mock.method(performance, 'now', () => elapsedMs);
  const guard = new SlowingLoginGuard(devices);
  const tried: string[] = [];
  const attempt = (login: () => Promise<string>, { address = '192.0.2.1', account = 'ada', deviceToken, signal }: Try) => {
    const run = () => {
      tried.push(address);
      return login();
    };
    return guard
      .attempt({ address, account, deviceToken, signal: signal ?? new AbortController().signal }, run)
      .catch((error: unknown) => (error instanceof DomainError ? error.code : String(error)));
  };
  return {
    /** The addresses of the attempts that were tried, in order. */
    tried,
    right: (given: Try = {}) => attempt(() => Promise.resolve('in'), given),
    wrong: (given: Try = {}) => attempt(() => Promise.reject(new DomainError('not_authenticated', 'Wrong.')), given),
    away: (given: Try = {}) => attempt(() => Promise.reject(new DomainError('unavailable', 'Away.')), given),
    /** Moves the clock in small steps, and lets everything happen that is due. */
    async pass(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += 100) {
        elapsedMs += 100;
        t.mock.timers.tick(100);
        await settled();
      }
    },
  };
}

/** All that is ready to go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The answer, if there is one by now. */
const nowOf = async (answer: Promise<string>) => {
  await settled();
  return Promise.race([answer, Promise.resolve('waits')]);
};

describe('the network of an address', () => {
  const networks: readonly [address: string, source: string, network: string][] = [
    ['192.0.2.1', '192.0.2.1/32', '192.0.2.0/24'],
    ['::ffff:192.0.2.1', '192.0.2.1/32', '192.0.2.0/24'],
    ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64', '2001:db8:0:1::/64'],
    ['2001:0DB8:0000:0001::7', '2001:db8:0:1::/64', '2001:db8:0:1::/64'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64', '2001:db8:0:1::/64'],
    ['::1', '::/64', '::/64'],
    ['fe80::1%eth0', 'fe80::/64', 'fe80::/64'],
    ['no address', 'no address', 'no address'],
  ];
  for (const [address, source, network] of networks)
    test(`${address} is in ${network}`, () => assert.deepEqual([sourceOf(address), networkOf(address)], [source, network]));

  test('of what is no address is cut, however long it is', () => assert.ok(networkOf('x'.repeat(10_000)).length < 100));
});

describe('guessing at one account', () => {
  test('is tried five times at once; then each wrong one doubles the pause, up to five seconds', async (t) => {
    const { wrong, pass } = guardWithClock(t);
    for (let count = 0; count < 5; count += 1) assert.equal(await nowOf(wrong()), 'not_authenticated');
    for (const pause of [500, 1_000, 2_000, 4_000, 5_000, 5_000]) {
      const answer = wrong();
      await pass(pause - 200);
      assert.equal(await nowOf(answer), 'waits', `before ${pause} ms`);
      await pass(200);
      assert.equal(await nowOf(answer), 'not_authenticated', `after ${pause} ms`);
    }
  });

  test('does not shut out the right password from the same address: it is let in within ten seconds', async (t) => {
    for (const count of [10, 20, 60, 500]) {
      const { wrong, right, pass } = guardWithClock(t);
      const guesses = Array.from({ length: count }, () => wrong());
      const owner = right();
      await pass(10_000);
      assert.equal(await nowOf(owner), 'in', `after ${count} wrong ones at once`);
      assert.ok((await Promise.all(guesses)).filter((answer) => answer === 'not_authenticated').length <= 9);
      t.mock.reset();
      t.mock.timers.reset();
    }
  });

  for (const [direction, ms] of [
    ['back', -3600_000],
    ['forward', 3600_000],
  ] as const) {
    test(`is slowed by as much when the clock of the machine is set ${direction} by an hour`, async (t) => {
      const { wrong, right, pass } = guardWithClock(t);
      for (let count = 0; count < 6; count += 1) void wrong();
      await pass(500);
      const shown = Date.now() + ms;
      t.mock.method(Date, 'now', () => shown);
      const owner = right();
      await pass(800);
      assert.equal(await nowOf(owner), 'waits');
      await pass(400);
      assert.equal(await nowOf(owner), 'in');
    });
  }

  test('from 120 addresses gets twenty tries in the first minute, and twelve in each one after', async (t) => {
    const { wrong, tried, pass } = guardWithClock(t);
    const perMinute: number[] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      const before = tried.length;
      for (let second = 0; second < 60; second += 5) {
        for (let host = 0; host < 120; host += 1) void wrong({ address: `198.51.${host}.7` });
        await pass(5_000);
      }
      perMinute.push(tried.length - before);
    }
    const [first = 0, ...later] = perMinute;
    assert.ok(first > 12 && first <= 20, perMinute.join());
    for (const count of later) assert.ok(count >= 11 && count <= 12, perMinute.join());
  });

  test('from 120 addresses does not keep a newcomer out, who goes before those that have asked already', async (t) => {
    const { wrong, right, pass } = guardWithClock(t);
    for (let round = 0; round < 4; round += 1) for (let host = 0; host < 120; host += 1) void wrong({ address: `198.51.${host}.7` });
    await pass(1_000);
    const owner = right({ address: '203.0.113.9' });
    for (let host = 0; host < 120; host += 1) void wrong({ address: `198.51.${host}.7` });
    await pass(5_000);
    assert.equal(await nowOf(owner), 'in');
  });

  test('never slows a network from which its owner has logged in before', async (t) => {
    const { wrong, right } = guardWithClock(t);
    await right({ address: '203.0.113.9' });
    for (let host = 0; host < 120; host += 1) void wrong({ address: `198.51.${host}.7` });
    assert.equal(await nowOf(right({ address: '203.0.113.200' })), 'in');
    assert.equal(await nowOf(right({ address: '203.0.114.9' })), 'waits');
  });

  test('never slows a device that has logged in before, from whatever address', async (t) => {
    const { wrong, right } = guardWithClock(t);
    for (let count = 0; count < 30; count += 1) void wrong();
    assert.equal(await nowOf(right()), 'waits');
    const deviceToken = devices.issue('ada');
    for (let count = 0; count < 20; count += 1) assert.equal(await nowOf(right({ deviceToken })), 'in');
  });

  test('is slowed for a device as well, each for itself', async (t) => {
    const { wrong } = guardWithClock(t);
    const [stolen, other] = [devices.issue('ada'), devices.issue('ada')];
    for (let count = 0; count < 5; count += 1) assert.equal(await nowOf(wrong({ deviceToken: stolen })), 'not_authenticated');
    assert.equal(await nowOf(wrong({ deviceToken: stolen })), 'waits');
    assert.equal(await nowOf(wrong({ deviceToken: other })), 'not_authenticated');
  });

  test('leaves other accounts alone', async (t) => {
    const { wrong, right } = guardWithClock(t);
    for (let count = 0; count < 50; count += 1) void wrong();
    assert.equal(await nowOf(right({ account: 'bob' })), 'in');
  });

  test('is forgotten: ninety seconds after a long attack the next one is tried at once', async (t) => {
    const { wrong, pass } = guardWithClock(t);
    for (let second = 0; second < 600; second += 5) {
      void wrong();
      await pass(5_000);
    }
    await pass(100_000);
    for (let count = 0; count < 5; count += 1) assert.equal(await nowOf(wrong()), 'not_authenticated');
  });
});

describe('what counts', () => {
  test('is no login that succeeds, and none that a fault of ours ended', async (t) => {
    const { right, away } = guardWithClock(t);
    for (let count = 0; count < 300; count += 1) {
      assert.equal(await nowOf(right()), 'in');
      assert.equal(await nowOf(away()), 'unavailable');
    }
  });

  test('is no wait of a client that has gone: its place is free', async (t) => {
    const { wrong, tried, pass } = guardWithClock(t);
    for (let count = 0; count < 5; count += 1) await wrong();
    const gone = new AbortController();
    const left = Array.from({ length: 30 }, () => wrong({ signal: gone.signal }));
    assert.equal(await nowOf(left[0] as Promise<string>), 'waits');
    gone.abort();
    for (const answer of left) assert.equal(await nowOf(answer), 'too_many_requests');
    await pass(10_000);
    assert.equal(tried.length, 5);
  });

  test('is every account that one network tries: after a hundred they come a second apart', async (t) => {
    const { wrong, right, pass } = guardWithClock(t);
    for (let count = 0; count < 110; count += 1) {
      void wrong({ address: `2001:db8::${count.toString(16)}`, account: `user-${count}` });
      await settled();
    }
    const last = right({ address: '2001:db8::ffff', account: 'bob' });
    assert.equal(await nowOf(last), 'waits');
    assert.equal(await nowOf(right({ address: '2001:db8:1::1', account: 'bob' })), 'in');
    await pass(10_000);
    assert.equal(await nowOf(last), 'in');
  });
});

test('what cannot be tried in time is told so, with the seconds after which to try again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const guard = new SlowingLoginGuard(devices);
  const faults: unknown[] = [];
  const attempt = { address: '192.0.2.1', account: 'ada', deviceToken: undefined, signal: new AbortController().signal };
  const wrong = () => Promise.reject(new DomainError('not_authenticated', 'Wrong.'));
  for (let count = 0; count < 100; count += 1) guard.attempt(attempt, wrong).catch((error: unknown) => faults.push(error));
  await settled();
  const refused = faults.filter((fault) => fault instanceof TooManyLogins);
  assert.equal(refused.length, 100 - 5 - 32);
  assert.equal(refused[0]?.retryAfterSeconds, 5);
});

describe('a device token', () => {
  test('keeps its device when it is renewed', () => {
    const device = devices.deviceOf(devices.issue('ada'), 'ada');
    assert.ok(device);
    assert.equal(devices.deviceOf(devices.issue('ada', device), 'ada'), device);
  });

  const useless: readonly [what: string, token: string][] = [
    ['of another account', devices.issue('bob')],
    ['signed with another key', knownDevices(signingKey('another-secret-of-this-test-0123456789')).issue('ada')],
    ['that is a token of the API', tokenIssuer(key, 600).issue({ username: 'ada', role: 'member', projects: [] }).token],
    ['that is none', 'a.b.c'],
  ];
  for (const [what, token] of useless) test(`${what} is of no use`, () => assert.equal(devices.deviceOf(token, 'ada'), undefined));

  test('ends after half a year', (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const token = devices.issue('ada');
    t.mock.timers.tick(181 * 86_400_000);
    assert.equal(devices.deviceOf(token, 'ada'), undefined);
  });
});
