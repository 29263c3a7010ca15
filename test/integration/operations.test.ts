import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { AuditPageView, ServiceEventPageView } from '../../api/contract/history.ts';
import type { OperationPageView, OperationView } from '../../api/contract/operation.ts';
import type { PlanView } from '../../api/contract/plan.ts';
import type { ProblemView } from '../../api/contract/problem.ts';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();

const available = async (name: string) => {
  await admin.post('/api/databases', { name });
  plane.backend.settle({ project: 'default', name }, { state: 'available', reason: null });
};
const operationOf = async (name: string, id: string) => (await admin.get<OperationView>(`/api/databases/${name}/operations/${id}`)).body;
const eventTypes = async (name: string) =>
  (await admin.get<ServiceEventPageView>(`/api/databases/${name}/service-logs`)).body.items.map(({ type }) => type);

test('a restart is accepted, followed to its end, and stands in the history, the audit log and the events', async () => {
  await available('orders');
  await eventually(async () => assert.ok((await eventTypes('orders')).includes('database.created')));
  const { status, headers, body } = await admin.post<OperationView>('/api/databases/orders/restart', undefined);
  assert.equal(status, 202);
  assert.deepEqual([body.kind, body.state, body.finishedAt], ['restart', 'requested', null]);
  assert.equal(headers.get('location'), `/api/databases/orders/operations/${body.id}?project=default`);
  await eventually(async () => assert.equal((await operationOf('orders', body.id)).state, 'running'));
  const second = await admin.post<ProblemView>('/api/databases/orders/restart', undefined);
  assert.deepEqual([second.status, second.body.code], [409, 'conflict']);
  plane.backend.settle({ project: 'default', name: 'orders' }, { state: 'available', reason: null });
  await eventually(async () => assert.equal((await operationOf('orders', body.id)).state, 'completed'));
  const done = await operationOf('orders', body.id);
  assert.ok(done.startedAt !== null && done.finishedAt !== null && done.startedAt <= done.finishedAt);
  const types = await eventTypes('orders');
  assert.ok(types.includes('database.restart.started') && types.includes('database.restart.completed'), types.join());
  const { body: page } = await admin.get<OperationPageView>('/api/databases/orders/operations');
  assert.deepEqual(page.items, [done]);
  const audit = await admin.get<AuditPageView>('/api/databases/orders/logs?action=database.restart');
  assert.deepEqual(
    audit.body.items.map(({ outcome }) => outcome),
    ['refused', 'success'],
  );
});

test('the same Idempotency-Key gives the same operation; a dry run changes nothing and says what is interrupted', async () => {
  await available('twice');
  const plan = await admin.post<PlanView>('/api/databases/twice/restart?dryRun=true', undefined);
  assert.deepEqual([plan.status, plan.body.restart, plan.body.interruptionSeconds], [200, true, 1]);
  assert.deepEqual((await admin.get<OperationPageView>('/api/databases/twice/operations')).body.items, []);
  const key = { 'idempotency-key': 'restart-1' };
  const [first, again] = [
    await admin.post<OperationView>('/api/databases/twice/restart', undefined, key),
    await admin.post<OperationView>('/api/databases/twice/restart', undefined, key),
  ];
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
});

for (const state of ['creating', 'deleting', 'hibernated', 'restoring', 'upgrading', 'failed'] as const)
  test(`a database that is ${state} is not restarted, and the answer says why`, async () => {
    const name = `is-${state}`;
    await available(name);
    plane.backend.settle({ project: 'default', name }, { state });
    const { status, body } = await admin.post<ProblemView>(`/api/databases/${name}/restart`, undefined);
    assert.equal(status, 409);
    assert.match(body.detail, /cannot be restarted: it /);
    assert.deepEqual((await admin.get<OperationPageView>(`/api/databases/${name}/operations`)).body.items, []);
  });

test('an operation fails with a reason when its database is deleted meanwhile', async () => {
  await available('doomed');
  await eventually(async () => assert.ok((await eventTypes('doomed')).length > 0));
  const { body } = await admin.post<OperationView>('/api/databases/doomed/restart', undefined);
  plane.backend.vanish({ project: 'default', name: 'doomed' });
  await eventually(async () => assert.equal((await operationOf('doomed', body.id)).state, 'failed'));
  assert.match((await operationOf('doomed', body.id)).message ?? '', /deleted/);
});

test('what is not there is 404, and an id that is none is 422', async () => {
  await available('known');
  assert.equal((await admin.post('/api/databases/nobody/restart', undefined)).status, 404);
  assert.equal((await admin.get('/api/databases/nobody/operations')).status, 404);
  assert.equal((await admin.get('/api/databases/known/operations/999999')).status, 404);
  assert.equal((await admin.get('/api/databases/known/operations/x')).status, 422);
});
