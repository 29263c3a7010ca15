import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOff, Pauses } from '../../api/retry/back-off.ts';

test('pauses double up to the longest, and jitter takes at most half of one', () => {
  const options = { firstMs: 100, longestMs: 1_000 };
  const pauses = (random: number) => [0, 1, 2, 3, 4, 50].map((attempt) => backOff(attempt, options, () => random));
  assert.deepEqual(pauses(1), [100, 200, 400, 800, 1_000, 1_000]);
  assert.deepEqual(pauses(0), [50, 100, 200, 400, 500, 500]);
});

test('a pause ends at once when the work is to end', async () => {
  const stop = new AbortController();
  const waiting = new Pauses({ firstMs: 3_600_000, longestMs: 3_600_000 }).wait(stop.signal);
  stop.abort();
  await waiting;
});

test('after a success the next pause is the first one again', async () => {
  const pauses = new Pauses({ firstMs: 1, longestMs: 3_600_000 });
  for (let failures = 0; failures < 3; failures += 1) await pauses.wait(AbortSignal.timeout(60_000));
  pauses.reset();
  const began = performance.now();
  for (let rounds = 0; rounds < 30; rounds += 1) {
    await pauses.wait(AbortSignal.timeout(60_000));
    pauses.reset();
  }
  assert.ok(performance.now() - began < 2_000);
});
