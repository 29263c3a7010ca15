import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limiter } from '../../api/backends/embedded/limiter.ts';
import { derivePassword } from '../../api/backends/embedded/secrets.ts';

test('a password depends on the secret and on its purpose, and on nothing else', () => {
  const secret = Buffer.alloc(32, 1);
  assert.equal(derivePassword(secret, 'a:app:1'), derivePassword(Buffer.alloc(32, 1), 'a:app:1'));
  assert.notEqual(derivePassword(secret, 'a:app:1'), derivePassword(secret, 'a:app:2'));
  assert.notEqual(derivePassword(secret, 'a:app:1'), derivePassword(Buffer.alloc(32, 2), 'a:app:1'));
  assert.match(derivePassword(secret, 'a:app:1'), /^[\w-]{43}$/);
});

test('at most so many actions run at once, and a failed one makes room', async () => {
  const limited = limiter(2);
  let [running, most] = [0, 0];
  const act = async (fails: boolean) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (fails) throw new Error('no');
  };
  const results = await Promise.allSettled([true, false, true, false, false].map((fails) => limited(() => act(fails))));
  assert.equal(most, 2);
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 3);
});
