import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
await eventually(async () => assert.equal(await shownBy(plane), 1)); // two that start together race for it
const replica = await plane.second();
after(() => replica.stop());

/** What a replica shows of itself: 1 when it leads. */
async function shownBy({ url }: { readonly url: string }) {
  const shown = await (await fetch(`${url}/metrics`)).text();
  return Number(/^leader (\d)$/m.exec(shown)?.[1]);
}

const leaders = () => Promise.all([plane, replica].map(shownBy));

/** How many replicas wait for the lock. */
async function waiting() {
  const [{ count } = { count: 0 }] = await plane.store.query<{ count: number }>(
    `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted`,
  );
  return count;
}

test('of two replicas the first leads, and the other does once the first has lost the lock', async () => {
  await eventually(async () => assert.deepEqual(await leaders(), [1, 0]));
  await eventually(async () => assert.equal(await waiting(), 1)); // the replica stands in the queue for it
  await plane.store.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`);
  await eventually(async () => assert.deepEqual(await leaders(), [0, 1]));
});
