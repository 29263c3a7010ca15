import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sqlHistory } from '../../api/store/history.ts';
import { deleteExpired } from '../../api/store/retention.ts';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { openEvents } from '../support/event-reader.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();
const { store } = plane;
const NEVER = new AbortController().signal;

async function createRecorded(name: string): Promise<string> {
  const stream = await openEvents(plane.url, admin.token);
  await stream.message('ready');
  await admin.post('/api/databases', { name });
  const { id } = await stream.message('service_event', (data) => data.database === name);
  stream.close();
  return id ?? assert.fail('a service event has an id');
}

test('what is older than it is to be kept goes, in batches, and nothing else', async () => {
  const old = await createRecorded('old');
  await store.query(
    `insert into audit_entries (at, actor, action, outcome, request_id, source)
     select now() - interval '31 days', 'somebody', 'session.login', 'refused', 'r', 's' from generate_series(1, 12000)`,
  );
  await store.query(`update service_events set at = now() - interval '8 days' where id = $1`, [old]);
  const kept = await createRecorded('kept');
  assert.equal(await deleteExpired({ sql: store, auditDays: 30, eventDays: 7 }, NEVER), 12_001);
  const history = sqlHistory(store);
  assert.deepEqual(
    (await history.serviceEventsAfter('0', 10)).map(({ id }) => id),
    [kept],
  );
  const actors = new Set((await admin.get<{ items: { actor: string }[] }>('/api/audit/logs')).body.items.map(({ actor }) => actor));
  assert.ok(actors.has('admin') && !actors.has('somebody'));
});

test('0 keeps everything', async () => {
  await store.query(`update service_events set at = now() - interval '100 years'`);
  assert.equal(await deleteExpired({ sql: store, auditDays: 0, eventDays: 0 }, NEVER), 0);
});

test('a reader whose place is no longer kept is not told that it missed nothing', async () => {
  const stream = await openEvents(plane.url, admin.token, { lastEventId: '0' });
  const { data } = await stream.message('ready');
  assert.equal((data as { resumed: boolean }).resumed, false); // the shape that OpenAPI documents
  stream.close();
});
