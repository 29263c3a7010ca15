import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { DatabaseView } from '../../api/contract/database.ts';
import { temporaryControlPlane, USERS } from '../support/control-plane.ts';

const plane = await temporaryControlPlane();
const admin = await plane.client();
after(() => plane.stop());

interface Applied {
  readonly outcome: string;
  readonly plan: { readonly changes: readonly { readonly path: string }[]; readonly steps: readonly string[] };
  readonly database: DatabaseView;
}
interface Item {
  readonly name: string;
  readonly outcome: string;
  readonly plan: { readonly steps: readonly string[] } | null;
  readonly problem: { readonly code: string; readonly status: number; readonly errors: readonly { readonly path: string }[] } | null;
}

const put = (name: string, body: object, query = '', client = admin) =>
  client.send<Applied>('PUT', `/api/databases/${name}${query}`, { body });
const apply = async (body: object, dryRun = false, client = admin) => {
  const answer = await client.post<{ items: Item[] }>(`/api/apply?dryRun=${dryRun}`, body);
  assert.equal(answer.status, 200, answer.text);
  return answer.body.items;
};
const outcomes = (items: readonly Item[]) => items.map(({ name, outcome }) => `${name} ${outcome}`);
const auditedFor = async (name: string) => (await admin.get<{ items: unknown[] }>(`/api/databases/${name}/logs`)).body.items.length;

describe('PUT', () => {
  test('makes a database, changes it until it is exactly so, and says nothing was to be done when it is', async () => {
    const made = await put('orders', { instances: 2, parameters: { work_mem: '8MB' }, labels: { team: 'blue' } });
    assert.deepEqual([made.status, made.body.outcome, made.body.database.instances], [202, 'created', 2]);
    const same = await put('orders', { instances: 2, parameters: { work_mem: '8MB' }, labels: { team: 'blue' } });
    assert.deepEqual([same.status, same.body.outcome, same.body.plan.changes.length], [200, 'unchanged', 0]);
    assert.equal(same.headers.get('etag'), (await admin.get('/api/databases/orders')).headers.get('etag'));
    assert.equal(await auditedFor('orders'), 1, 'what changes nothing leaves no entry');
    const changed = await put('orders', { instances: 3 });
    assert.deepEqual([changed.status, changed.body.outcome], [202, 'changed']);
    assert.deepEqual(
      changed.body.plan.changes.map(({ path }) => path),
      ['instances', 'parameters.work_mem', 'labels.team'],
    );
    assert.deepEqual([changed.body.database.parameters, changed.body.database.labels], [{}, {}], 'what is left out has its default');
  });

  test('keeps version and storage when they are left out: the one is upgraded on demand, the other cannot shrink', async () => {
    await put('kept', { version: 17, storageGiB: 20 });
    const { body } = await put('kept', {});
    assert.deepEqual([body.outcome, body.database.version, body.database.storageGiB], ['unchanged', 17, 20]);
    const shrunk = await put('kept', { storageGiB: 10 });
    assert.equal(shrunk.status, 422);
    assert.match(shrunk.text, /only grow/);
  });

  test('with dryRun tells the plan and does nothing; with If-Match it depends on what was seen', async () => {
    const plan = await admin.send<{ steps: string[]; dryRun: boolean }>('PUT', '/api/databases/planned?dryRun=true', {
      body: { instances: 2 },
    });
    assert.deepEqual([plan.status, plan.body.dryRun, plan.body.steps.length], [200, true, 2]);
    assert.equal((await admin.get('/api/databases/planned')).status, 404);
    const stale = (name: string) => admin.send('PUT', `/api/databases/${name}`, { body: {}, headers: { 'if-match': '"0"' } });
    assert.equal((await stale('planned')).status, 412);
    assert.equal((await stale('kept')).status, 412);
  });

  test('at the same time by many makes one database, and none of them is refused', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => put('raced', { instances: 2 })));
    assert.deepEqual(
      all.filter(({ body }) => body.outcome === 'created').map(({ status }) => status),
      [202],
    );
    assert.ok(all.every(({ status }) => status === 200 || status === 202));
  });

  test('of what is being deleted is refused, and of a project of others as well', async () => {
    await put('going', {});
    await admin.delete('/api/databases/going');
    assert.equal((await put('going', {})).status, 409);
    const bob = await plane.client(USERS.bob);
    assert.equal((await put('theirs', {}, '?project=shop', bob)).status, 403);
  });
});

describe('POST /api/apply', () => {
  const databases = [{ name: 'one' }, { name: 'two', instances: 2 }, { name: 'three', synchronous: true }].map((database) => ({
    ...database,
    project: 'fleet',
    labels: { by: 'ci' },
  }));

  test('makes what can be made, and tells of each what became of it', async () => {
    assert.deepEqual(outcomes(await apply({ databases }, true)), ['one created', 'two created', 'three refused']);
    const items = await apply({ databases });
    assert.deepEqual(outcomes(items), ['one created', 'two created', 'three refused']);
    assert.deepEqual(
      [items[2]?.problem?.code, items[2]?.problem?.status, items[2]?.problem?.errors[0]?.path],
      ['invalid', 422, '/synchronous'],
    );
    assert.deepEqual(outcomes(await apply({ databases })), ['one unchanged', 'two unchanged', 'three refused']);
  });

  test('deletes what has the labels and is listed no more, but nothing protected, and nothing else', async () => {
    await admin.post('/api/databases', { name: 'protected', project: 'fleet', labels: { by: 'ci' }, deletionProtection: true });
    await admin.post('/api/databases', { name: 'by-hand', project: 'fleet' });
    const prune = { project: 'fleet', labels: { by: 'ci' } };
    const plan = await apply({ databases: [databases[0]], prune }, true);
    assert.deepEqual(outcomes(plan), ['one unchanged', 'protected kept', 'two deleted']);
    assert.equal((await admin.get<DatabaseView>('/api/databases/two?project=fleet')).body.status.state, 'creating');
    assert.deepEqual(outcomes(await apply({ databases: [databases[0]], prune })), ['one unchanged', 'protected kept', 'two deleted']);
    assert.equal((await admin.get<DatabaseView>('/api/databases/two?project=fleet')).body.status.state, 'deleting');
    assert.equal((await admin.get<DatabaseView>('/api/databases/by-hand?project=fleet')).body.status.state, 'creating');
    assert.deepEqual(outcomes(await apply({ databases: [databases[0]], prune })), ['one unchanged', 'protected kept']);
  });

  test('of a project of others is refused for those alone', async () => {
    const bob = await plane.client(USERS.bob);
    const mixed = [
      { name: 'ours', project: 'bank' },
      { name: 'one', project: 'fleet' },
    ];
    const items = await apply({ databases: mixed, prune: { project: 'fleet', labels: { by: 'ci' } } }, false, bob);
    assert.deepEqual(outcomes(items), ['ours created', 'one refused']);
    assert.equal(items[1]?.problem?.code, 'not_allowed');
  });

  test('refuses a list that cannot be meant', async () => {
    for (const body of [
      { databases: [{ name: 'one' }, { name: 'one' }] },
      { databases: [], prune: { labels: {} } },
      { databases: Array.from({ length: 101 }, (_, index) => ({ name: `d-${index}` })) },
      { databases: [{ name: 'one', nonsense: 1 }] },
    ])
      assert.equal((await admin.post('/api/apply', body)).status, 422);
  });
});
