import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { DatabaseView } from '../../api/contract/database.ts';
import type { DatabasePageView } from '../../api/contract/database-list.ts';
import type { AuditPageView, ServiceEventPageView } from '../../api/contract/history.ts';
import type { PlanView } from '../../api/contract/plan.ts';
import type { ProblemView } from '../../api/contract/problem.ts';
import { temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();

test('reads tell how old they are while Kubernetes cannot be asked, and only then', async () => {
  await admin.post('/api/databases', { name: 'aged' });
  const ages = async () =>
    (await Promise.all(['/api/databases', '/api/databases/aged'].map((path) => admin.get(path)))).map(({ headers }) => headers.get('age'));
  assert.deepEqual(await ages(), [null, null]);
  plane.backend.silentSeconds = 42;
  assert.deepEqual(await ages(), ['42', '42']);
  plane.backend.silentSeconds = undefined;
  await admin.delete('/api/databases/aged');
});

describe('creating', () => {
  test('needs only a name; the rest is filled in', async () => {
    const { status, headers, body } = await admin.post<DatabaseView>('/api/databases', { name: 'orders' });
    assert.equal(status, 202);
    assert.equal(headers.get('location'), '/api/databases/orders?project=default');
    assert.match(headers.get('etag') ?? '', /^"1\./);
    assert.equal(body.instances, 1);
    assert.equal(body.version, 18);
    assert.equal(body.status.state, 'creating');
    const found = await admin.get<DatabaseView>('/api/databases/orders');
    assert.deepEqual(found.body, body);
  });

  test('keeps a description in any script, shows it, and takes it away again', async () => {
    const description = 'Bestellungen ✓\nline 2';
    const { body } = await admin.post<DatabaseView>('/api/databases', { name: 'described', description });
    assert.equal(body.description, description);
    const plan = await admin.patch<PlanView>('/api/databases/described?dryRun=true', { description: '' });
    assert.deepEqual(plan.body.changes, [{ path: 'description', from: description, to: '' }]);
    assert.deepEqual([plan.body.restart, plan.body.interruptionSeconds, plan.body.steps], [false, 0, []]);
    const { body: cleared } = await admin.patch<DatabaseView>('/api/databases/described', { description: '' });
    assert.equal(cleared.description, '');
  });

  for (const [what, description] of [
    ['longer than 500 characters', '✓'.repeat(501)],
    ['with NUL', 'a\0b'],
    ['with half of a character', 'a\ud800'],
    ['that is no text', 7],
  ] as const)
    test(`refuses a description ${what}`, async () => {
      const { status, body } = await admin.post<ProblemView>('/api/databases', { name: 'refused', description });
      assert.equal(status, 422);
      assert.deepEqual(
        body.errors?.map(({ path }) => path),
        ['/description'],
      );
    });

  test('names all faults at once', async () => {
    const wrong = {
      name: 'Orders!',
      instances: 9,
      storageGiB: 0,
      colour: 'red',
      parameters: { shared_preload_libraries: 'x', max_connections: 5 },
    };
    const { status, body } = await admin.post<ProblemView>('/api/databases', wrong);
    assert.equal(status, 422);
    assert.deepEqual(body.errors?.map(({ path }) => path).toSorted(), [
      '/colour',
      '/instances',
      '/name',
      '/parameters/max_connections',
      '/parameters/shared_preload_libraries',
      '/storageGiB',
    ]);
  });

  test('refuses a name already taken', async () => {
    await admin.post('/api/databases', { name: 'taken' });
    const { status, body } = await admin.post<ProblemView>('/api/databases', { name: 'taken' });
    assert.equal(status, 409);
    assert.equal(body.code, 'name_taken');
  });

  test('refuses what cannot be, with the reason', async () => {
    const { status, body } = await admin.post<ProblemView>('/api/databases', { name: 'odd', synchronous: true, version: 15 });
    assert.equal(status, 422);
    assert.deepEqual(
      body.errors?.map(({ path }) => path),
      ['/version', '/synchronous'],
    );
  });

  test('with dryRun only tells what would happen', async () => {
    const { status, body } = await admin.post<PlanView>('/api/databases?dryRun=true', { name: 'planned', instances: 3 });
    assert.equal(status, 200);
    assert.match(body.steps.join(' '), /2 replica\(s\) are cloned/);
    assert.equal((await admin.get('/api/databases/planned')).status, 404);
  });

  test('needs a token', async () => {
    assert.equal((await plane.anonymous().post('/api/databases', { name: 'nobodys' })).status, 401);
  });
});

describe('Idempotency-Key', () => {
  test('gives the same answer to the same request, and makes one database', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const first = await admin.post<DatabaseView>('/api/databases', { name: 'once' }, key);
    const second = await admin.post<DatabaseView>('/api/databases', { name: 'once' }, key);
    assert.equal(first.status, 202);
    assert.equal(second.status, 202);
    assert.deepEqual(second.body, first.body);
  });

  test('refuses another body under the same key', async () => {
    const key = { 'idempotency-key': 'k-2' };
    await admin.post('/api/databases', { name: 'first-body' }, key);
    const { status, body } = await admin.post<ProblemView>('/api/databases', { name: 'second-body' }, key);
    assert.equal(status, 422);
    assert.equal(body.code, 'idempotency_mismatch');
  });

  test('of another user is another key', async () => {
    const ada = await plane.client(USERS.ada);
    const key = { 'idempotency-key': 'k-3' };
    assert.equal((await admin.post('/api/databases', { name: 'of-admin' }, key)).status, 202);
    assert.equal((await ada.post('/api/databases', { name: 'of-ada' }, key)).status, 202);
  });

  test('serves one of many twins at once; no other makes anything', async () => {
    const key = { 'idempotency-key': 'k-4' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => admin.post<ProblemView>('/api/databases', { name: 'twins' }, key)));
    assert.ok(answers.some(({ status }) => status === 202));
    assert.ok(answers.every(({ status, body }) => status === 202 || body.code === 'idempotency_in_progress'));
  });
});

describe('changing', () => {
  test('merges what is given and takes away what is null', async () => {
    await admin.post('/api/databases', { name: 'merged', parameters: { work_mem: '8MB', jit: false }, labels: { team: 'shop' } });
    const { status, body } = await admin.patch<DatabaseView>('/api/databases/merged', {
      instances: 2,
      parameters: { jit: null },
      labels: { tier: 'gold' },
    });
    assert.equal(status, 202);
    assert.equal(body.instances, 2);
    assert.deepEqual(body.parameters, { work_mem: '8MB' });
    assert.deepEqual(body.labels, { team: 'shop', tier: 'gold' });
    assert.equal(body.revision, '2');
  });

  test('refuses to shrink storage', async () => {
    await admin.post('/api/databases', { name: 'big', storageGiB: 20 });
    const { status, body } = await admin.patch<ProblemView>('/api/databases/big', { storageGiB: 10 });
    assert.equal(status, 422);
    assert.match(body.errors?.[0]?.message ?? '', /only grow/);
  });

  test('answers 412 when If-Match names an older revision', async () => {
    const { headers } = await admin.post('/api/databases', { name: 'guarded' });
    const etag = headers.get('etag') ?? '';
    assert.equal((await admin.patch('/api/databases/guarded', { instances: 2 }, { 'if-match': etag })).status, 202);
    assert.equal((await admin.patch('/api/databases/guarded', { instances: 3 }, { 'if-match': etag })).status, 412);
  });

  test('that changes nothing makes no new revision', async () => {
    await admin.post('/api/databases', { name: 'same' });
    assert.equal((await admin.patch<DatabaseView>('/api/databases/same', { instances: 1 })).body.revision, '1');
  });

  test('from many sides at once loses no change', async () => {
    await admin.post('/api/databases', { name: 'busy' });
    const keys = Array.from({ length: 8 }, (_, index) => `key-${index}`);
    const answers = await Promise.all(keys.map((key) => admin.patch('/api/databases/busy', { labels: { [key]: 'on' } })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      keys.map(() => 202),
    );
    const { body } = await admin.get<DatabaseView>('/api/databases/busy');
    assert.deepEqual(Object.keys(body.labels).toSorted(), keys);
  });

  test('is refused, also with dryRun, when something under way stands against it, and nothing is changed', async () => {
    const before = await admin.post<DatabaseView>('/api/databases', { name: 'under-way', parameters: { max_prepared_transactions: 5 } });
    const fault = { path: '/parameters/max_prepared_transactions', message: '2 transactions are prepared.' };
    plane.backend.underWay = [fault];
    for (const query of ['?dryRun=true', '']) {
      const change = { parameters: { max_prepared_transactions: null }, synchronous: true };
      const { status, body } = await admin.patch<ProblemView>(`/api/databases/under-way${query}`, change);
      assert.equal(status, 422);
      assert.deepEqual(
        body.errors?.map(({ path }) => path),
        ['/synchronous', fault.path],
      );
    }
    plane.backend.underWay = [];
    const { body } = await admin.get<DatabaseView>('/api/databases/under-way');
    assert.deepEqual(body.parameters, before.body.parameters);
  });

  test('with dryRun tells of restart and interruption', async () => {
    await admin.post('/api/databases', { name: 'dry' });
    const { body } = await admin.patch<PlanView>('/api/databases/dry?dryRun=true', { parameters: { max_connections: 80 }, storageGiB: 20 });
    assert.equal(body.restart, true);
    assert.equal(body.growOnly, true);
    assert.deepEqual(
      body.changes.map(({ path }) => path),
      ['storageGiB', 'parameters.max_connections'],
    );
  });
});

describe('deleting', () => {
  test('is idempotent: 202 while it goes, then 204', async () => {
    await admin.post('/api/databases', { name: 'gone' });
    assert.equal((await admin.delete<DatabaseView>('/api/databases/gone')).body.status.state, 'deleting');
    assert.equal((await admin.delete('/api/databases/gone')).status, 202);
    plane.backend.vanish({ project: 'default', name: 'gone' });
    assert.equal((await admin.delete('/api/databases/gone')).status, 204);
  });

  test('is refused while protected, with the way out', async () => {
    await admin.post('/api/databases', { name: 'precious', deletionProtection: true });
    const { status, body } = await admin.delete<ProblemView>('/api/databases/precious');
    assert.equal(status, 409);
    assert.match(body.detail, /"deletionProtection": false/);
    await admin.patch('/api/databases/precious', { deletionProtection: false });
    assert.equal((await admin.delete('/api/databases/precious')).status, 202);
  });
});

describe('listing', () => {
  test('pages through everything once, whatever the order', async () => {
    const ada = await plane.client(USERS.ada);
    const names = Array.from({ length: 25 }, (_, index) => `page-${String(index).padStart(2, '0')}`);
    for (const name of names) await ada.post('/api/databases', { name, project: 'shop', labels: { batch: 'b1' } });
    for (const sort of ['name', '-name', 'createdAt', '-createdAt', 'status', '-status']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await ada.get<DatabasePageView>(
          `/api/databases?project=shop&label=batch:b1&limit=7&sort=${sort}${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...body.items.map(({ name }) => name));
        cursor = body.nextCursor ?? '';
      } while (cursor);
      assert.deepEqual(seen.toSorted(), names, sort);
    }
  });

  test('filters by status, label and part of the name', async () => {
    await admin.post('/api/databases', { name: 'find-me', labels: { team: 'x' } });
    plane.backend.settle({ project: 'default', name: 'find-me' }, { state: 'available' });
    const { body } = await admin.get<DatabasePageView>('/api/databases?status=available,failed&label=team:x&q=nd-m');
    assert.deepEqual(
      body.items.map(({ name }) => name),
      ['find-me'],
    );
  });

  test('takes no cursor of others', async () => {
    assert.equal((await admin.get('/api/databases?cursor=bm9uc2Vuc2U')).status, 422);
  });
});

describe('somebody of another project', () => {
  test('gets the same answer as for a name that does not exist', async () => {
    await admin.post('/api/databases', { name: 'secret', project: 'bank' });
    const ada = await plane.client(USERS.ada);
    const [hidden, absent] = [
      await ada.get<ProblemView>('/api/databases/secret?project=bank'),
      await ada.get<ProblemView>('/api/databases/absent?project=bank'),
    ];
    assert.equal(hidden.status, 404);
    assert.deepEqual(
      { ...hidden.body, traceId: '' },
      { ...absent.body, traceId: '', detail: absent.body.detail.replace('absent', 'secret') },
    );
    assert.equal((await ada.delete('/api/databases/secret?project=bank')).status, 204);
    assert.equal((await ada.get('/api/databases/secret/logs?project=bank')).status, 404);
    assert.equal((await ada.post('/api/databases', { name: 'mine', project: 'bank' })).status, 403);
    const list = await ada.get<DatabasePageView>('/api/databases?project=bank');
    assert.deepEqual(list.body.items, []);
  });
});

describe('a reset of the credentials', () => {
  test('is accepted, recorded, and with a key carried out once', async () => {
    await admin.post('/api/databases', { name: 'renewed' });
    const headers = { 'idempotency-key': 'renew-once' };
    const ask = () => admin.send('POST', '/api/databases/renewed/credentials/reset', { headers });
    const [first, second] = [await ask(), await ask()];
    assert.equal(first.status, 202);
    assert.deepEqual(JSON.parse(second.text), JSON.parse(first.text));
    assert.doesNotMatch(first.text, /password/i);
    assert.equal((await admin.post('/api/databases/absent/credentials/reset', undefined)).status, 404);
    const { body } = await admin.get<AuditPageView>('/api/databases/renewed/logs?action=database.credentials.reset');
    assert.deepEqual(
      body.items.map(({ outcome }) => outcome),
      ['success'],
    );
  });
});

describe('what is recorded', () => {
  test('every change with old and new, and every refusal with its reason', async () => {
    await admin.post('/api/databases', { name: 'audited' });
    await admin.patch('/api/databases/audited', { instances: 3 });
    await admin.patch('/api/databases/audited', { storageGiB: 1 });
    await admin.get('/api/databases/audited/credentials');
    const { body } = await admin.get<AuditPageView>('/api/databases/audited/logs');
    assert.deepEqual(
      body.items.map(({ action, outcome }) => `${action} ${outcome}`),
      ['database.credentials.read success', 'database.update refused', 'database.update success', 'database.create success'],
    );
    assert.deepEqual(body.items[2]?.changes, [{ path: 'instances', from: 1, to: 3 }]);
    assert.match(body.items[1]?.reason ?? '', /only grow/);
  });

  test('state changes become service events, in order and without gaps', async () => {
    const ref = { project: 'default', name: 'eventful' };
    const told = async () =>
      (await admin.get<ServiceEventPageView>('/api/databases/eventful/service-logs')).body.items
        .toReversed()
        .map(({ seq, type }) => `${seq} ${type}`);
    await admin.post('/api/databases', { name: ref.name });
    await eventually(async () => assert.deepEqual(await told(), ['1 database.creating'])); // from now on there is who records
    for (const state of ['available', 'failing_over', 'available'] as const) plane.backend.settle(ref, { state, primary: 'eventful-1' });
    plane.backend.settle(ref, { state: 'available', usedBytes: 5 });
    await eventually(async () =>
      assert.deepEqual(await told(), [
        '1 database.creating',
        '2 database.created',
        '3 database.failover.started',
        '4 database.failover.completed',
      ]),
    );
  });
});
