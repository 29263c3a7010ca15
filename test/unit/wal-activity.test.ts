import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { decide } from '../../api/backends/embedded/decide.ts';
import { WalActivity } from '../../api/backends/embedded/wal-activity.ts';
import { found, primary, record, replica } from '../support/embedded-model.ts';

const HOUR = 3600_000;
let folder: string;
let segment: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postgres-paas-wal-'));
  await mkdir(join(folder, 'pg_wal'));
  segment = join(folder, 'pg_wal', '000000010000000000000001');
  await writeFile(segment, 'x');
});
afterEach(async () => {
  mock.timers.reset();
  await rm(folder, { recursive: true });
});

/** The clock on the wall, of which the system says one time before and another after. */
function jump(ms: number): void {
  mock.timers.reset();
  mock.timers.enable({ apis: ['Date'], now: Date.now() + ms });
}

/** Has the file written at what the clock on the wall shows. */
const write = () => utimes(segment, new Date(), new Date());

for (const [direction, ms] of [
  ['forward', HOUR],
  ['back', -HOUR],
] as const) {
  test(`a clock that jumps ${direction} by an hour makes no server idle, and nobody fences it`, async () => {
    const activity = new WalActivity();
    await activity.idleMs(folder);
    jump(ms);
    const idleMs = await activity.idleMs(folder);
    assert.ok(idleMs < 1000, `${idleMs} ms`);
    const slow = primary(1, { process: 'slow', quietMs: 70_000 });
    const instances = [1, 2].map((ordinal) => ({ ordinal, port: 20_000 + ordinal }));
    const step = decide(record({ instances }), found([slow, replica(2)], { idleMs }));
    assert.notEqual(step.do, 'fence');
  });

  test(`what is written after the clock has jumped ${direction} counts, and so does the silence afterwards`, async () => {
    const activity = new WalActivity();
    await activity.idleMs(folder);
    jump(ms);
    await write();
    const written = performance.now();
    assert.ok((await activity.idleMs(folder)) < 1000);
    mock.method(performance, 'now', () => written + 61_000);
    assert.ok((await activity.idleMs(folder)) >= 60_000);
    mock.restoreAll();
  });
}

test('a folder that cannot be read says nothing', async () => {
  assert.equal(await new WalActivity().idleMs(join(folder, 'nowhere')), 0);
});
