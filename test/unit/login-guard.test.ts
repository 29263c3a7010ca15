import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DomainError } from '../../api/domain/errors.ts';
import { loginGuard } from '../../api/http/login-guard.ts';
import { networkOf } from '../../api/http/network-of.ts';

const wrong = () => Promise.reject(new DomainError('not_authenticated', 'Wrong.'));
const right = () => Promise.resolve('in');
const away = () => Promise.reject(new DomainError('unavailable', 'Away.'));
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'in',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );

describe('the network of an address', () => {
  const networks: readonly [address: string, network: string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1::/64'],
    ['2001:0DB8:0000:0001::7', '2001:db8:0:1::/64'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:db8::2', '2001:db8::/64'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
    ['::1', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['no address', 'no address'],
  ];
  for (const [address, network] of networks) test(`${address} is in ${network}`, () => assert.equal(networkOf(address), network));
});

describe('the guard of logins', () => {
  test('refuses the eleventh wrong one within a minute, also when all come at once', async () => {
    const guard = loginGuard();
    const codes = await Promise.all(Array.from({ length: 30 }, () => codeOf(guard.attempt('192.0.2.1', 'ada', wrong))));
    assert.equal(codes.filter((code) => code === 'not_authenticated').length, 10);
    assert.equal(codes.filter((code) => code === 'too_many_requests').length, 20);
  });

  test('lets another account, and the same account from elsewhere, go on', async () => {
    const guard = loginGuard();
    for (let count = 0; count < 12; count += 1) await codeOf(guard.attempt('192.0.2.1', 'ada', wrong));
    assert.equal(await codeOf(guard.attempt('192.0.2.1', 'ADA', right)), 'too_many_requests');
    assert.equal(await codeOf(guard.attempt('192.0.2.1', 'bob', right)), 'in');
    assert.equal(await codeOf(guard.attempt('192.0.2.2', 'ada', right)), 'in');
  });

  test('does not count logins that succeed, nor those that our own fault ended', async () => {
    const guard = loginGuard();
    for (let count = 0; count < 120; count += 1) {
      assert.equal(await codeOf(guard.attempt('192.0.2.1', 'ada', right)), 'in');
      assert.equal(await codeOf(guard.attempt('192.0.2.1', 'ada', away)), 'unavailable');
    }
  });

  test('refuses a network that tries one account after the other', async () => {
    const guard = loginGuard();
    for (let count = 0; count < 100; count += 1) await codeOf(guard.attempt(`2001:db8::${count.toString(16)}`, `user-${count}`, wrong));
    const last = guard.attempt('2001:db8::ffff', 'ada', right);
    await assert.rejects(last, (error) => error instanceof DomainError && (error.retryAfterSeconds ?? 0) > 0);
  });
});
