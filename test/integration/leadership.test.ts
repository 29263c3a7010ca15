import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
const replica = await plane.second();
after(async () => {
  await replica.stop();
  await plane.stop();
});

/** What each replica shows of itself: 1 when it leads. */
const leaders = () =>
  Promise.all(
    [plane.url, replica.url].map(async (url) => {
      const shown = await (await fetch(`${url}/metrics`)).text();
      return Number(/^leader (\d)$/m.exec(shown)?.[1]);
    }),
  );

test('of two replicas the first leads, and the other does once the first has lost the lock', async () => {
  await eventually(async () => assert.deepEqual(await leaders(), [1, 0]));
  await plane.store.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`);
  await eventually(async () => assert.deepEqual(await leaders(), [0, 1]));
});
