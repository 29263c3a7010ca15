import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Database, type DatabaseState, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { sqlHistory } from '../../api/store/history.ts';
import { sqlServiceEventLog } from '../../api/store/service-event-log.ts';
import { sqlStore } from '../../api/store/sql-store.ts';
import { sharedState } from '../support/cluster-platform.ts';
import { databaseOf } from '../support/memory-backend.ts';

const state = await sharedState();
const stores = [1, 2].map(() => sqlStore(state.connection, () => undefined));
const logs = stores.map(sqlServiceEventLog);
const [store = assert.fail()] = stores;
after(async () => {
  for (const open of stores) await open.end();
  await state.stop();
});

const ref = { project: 'shop', name: 'orders' };
function seen(now: DatabaseState): Database {
  const database = databaseOf(ref, SPEC_DEFAULTS, 1);
  return { ...database, status: { ...database.status, state: now } };
}

const recorded = async () => (await sqlHistory(store).serviceEvents({ ...ref, limit: 100 })).toReversed();

test('what two leaders see at once, as at a change of leader, is recorded once and in order', async () => {
  const states: DatabaseState[] = [
    'creating',
    ...Array.from({ length: 12 }, (_, turn): DatabaseState => (turn % 2 ? 'degraded' : 'available')),
  ];
  for (const now of states) await Promise.all([...logs, ...logs].map((log) => log.observe(seen(now))));
  await Promise.all([...logs, ...logs].map((log) => log.observeDeletion(seen('deleting').id)));
  const events = await recorded();
  assert.deepEqual(
    events.map(({ to }) => to),
    [...states, null],
  );
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
  assert.equal(events.at(-1)?.message, 'orders is deleted, with its data.');
  assert.deepEqual(await logs[0]?.observations(), []);
});
