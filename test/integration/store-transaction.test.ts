import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { temporaryControlPlane } from '../support/control-plane.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
await plane.store.query('create table written (what text primary key)');
const written = async () => (await plane.store.query<{ what: string }>('select what from written order by 1')).map(({ what }) => what);

test('a transaction that only writes one statement is durable when it returns', async () => {
  const ends: string[] = [];
  await plane.store.transaction(async (tx) => {
    tx.afterCommit(() => ends.push('committed'));
    await tx.queryAndCommit('insert into written values ($1)', ['alone']);
  });
  assert.deepEqual([await written(), ends], [['alone'], ['committed']]);
});

test('a last statement that is refused undoes what came before it', async () => {
  const ends: string[] = [];
  const work = plane.store.transaction(async (tx) => {
    tx.afterRollback(() => ends.push('undone'));
    await tx.query("insert into written values ('before')");
    await tx.queryAndCommit('insert into written values ($1)', ['alone']);
  });
  await assert.rejects(work, { code: '23505' });
  assert.deepEqual([await written(), ends], [['alone'], ['undone']]);
});

test('an action that fails without a query leaves nothing behind, and its connection is used again', async () => {
  for (let count = 0; count < 30; count += 1) {
    const ends: string[] = [];
    const work = plane.store.transaction(async (tx) => {
      tx.afterRollback(() => ends.push('undone'));
      throw new Error('no');
    });
    await assert.rejects(work, /no/);
    assert.deepEqual(ends, ['undone']);
  }
  assert.deepEqual(await written(), ['alone']);
});

test('what an action wrote is undone when it fails afterwards', async () => {
  const work = plane.store.transaction(async (tx) => {
    await tx.query("insert into written values ('half')");
    throw new Error('no');
  });
  await assert.rejects(work, /no/);
  assert.deepEqual(await written(), ['alone']);
});
