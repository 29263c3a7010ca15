import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EMPTY, measureAgainIn, type Standing, standingAfter } from '../../api/backends/embedded/storage-limit.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
const limit = { limitBytes: GiB, gibibyteBytes: GiB };
const after = (last: Standing, mebibytes: number, now = 0) => standingAfter(last, mebibytes * MiB, { ...limit, now });

test('a database is full at its limit, and until it is clearly below', () => {
  assert.equal(after(EMPTY, 1023).full, false);
  const full = after(EMPTY, 1024);
  assert.equal(full.full, true);
  assert.equal(after(full, 1000).full, true);
  assert.equal(after(full, 960).full, false);
});

test('deleting has some room beyond the limit', () => {
  const full = after(EMPTY, 1024);
  assert.deepEqual([after(full, 1150).closed, after(full, 1150).endsWriters], [null, false]);
  assert.equal(after(after(full, 1150), 1100).closed, null);
});

test('who writes beyond it is ended; when it grows again it is closed for a minute, then for twice as long each time', () => {
  const first = after(EMPTY, 1200);
  assert.deepEqual([first.endsWriters, first.closed], [true, null]);
  assert.equal(after(first, 1200).endsWriters, false, 'once');
  const closed = after(first, 1240);
  assert.deepEqual(closed.closed, { until: 60_000 });
  assert.deepEqual(after(closed, 1240, 59_999).closed, closed.closed);
  const open = after(closed, 1240, 60_000);
  assert.equal(open.closed, null);
  assert.equal(after(open, 1250, 61_000).closed, null, 'deleting writes as well');
  assert.deepEqual(after(open, 1280, 61_000).closed, { until: 61_000 + 120_000 });
});

test('what was temporary is gone with its sessions, and the database opens at once', () => {
  assert.equal(after(after(after(EMPTY, 1200), 1240), 1140, 1000).closed, null);
});

test('far beyond the limit only a larger one helps, or less data', () => {
  const closed = after(EMPTY, 1600);
  assert.deepEqual(closed.closed, { until: Infinity });
  assert.deepEqual(after(closed, 1600, 1e9).closed, { until: Infinity });
  assert.deepEqual(standingAfter(closed, 1600 * MiB, { limitBytes: 2 * GiB, gibibyteBytes: GiB, now: 1 }), {
    ...EMPTY,
    usedBytes: 1600 * MiB,
  });
});

test('however a tenant writes, a database that is open ends little above its limit', () => {
  const bursts = fc.array(fc.record({ mebibytes: fc.integer({ min: 0, max: 200 }), waitMs: fc.integer({ min: 150, max: 4_000_000 }) }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(bursts, (steps) => {
      let [standing, used, now] = [EMPTY, 900, 0];
      for (const { mebibytes, waitMs } of steps) {
        now += waitMs;
        // time passes between a look and the burst, so it is looked at before as well
        standing = after(standing, used, now);
        if (standing.closed === null) used += mebibytes;
        standing = after(standing, used, now);
      }
      assert.ok(used < 1024 + 512 + 200, `${used} MiB`);
    }),
  );
});

test('the nearer the limit, the more often it is measured', () => {
  assert.equal(measureAgainIn({ ...EMPTY, usedBytes: 0 }, limit), 1000);
  assert.equal(measureAgainIn({ ...EMPTY, usedBytes: 0.75 * GiB }, limit), 250);
  assert.equal(measureAgainIn({ ...EMPTY, usedBytes: 2 * GiB }, limit), 150);
});
