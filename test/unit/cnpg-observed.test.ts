import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObservedDatabases } from '../../api/backends/cnpg/observed.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import { ANNOTATIONS } from '../../constructs/manifests/labels.ts';
import type { Cluster } from '../../constructs/manifests/objects.ts';
import { PLATFORM_DEFAULTS } from '../../constructs/manifests/props.ts';

const LONG_AGO = '2026-01-01T12:00:00Z';

type Status = NonNullable<Cluster['status']>;

function seen(name: string, status: Status, metadata: Partial<Cluster['metadata']> = {}): Cluster {
  const object = cluster({ project: 'shop', name, ...SPEC_DEFAULTS }, PLATFORM_DEFAULTS);
  const common = { uid: name, resourceVersion: '1', creationTimestamp: LONG_AGO };
  return { ...object, status, metadata: { ...object.metadata, ...common, ...metadata } };
}

const failing: Status = { phase: 'Cluster is unrecoverable and needs manual intervention' };
const healthy: Status = { phase: 'Cluster in healthy state', readyInstances: 1 };
/** A change counts as carried out, if nothing speaks against it, this long after it was written. */
const SETTLED_MS = 3_000;

test('databases that stay in trouble do not keep others from being asked about', () => {
  const observed = new ObservedDatabases();
  for (const name of ['a', 'b', 'c', 'd', 'e']) observed.take(seen(name, failing));
  const rounds = [1, 2, 3].map(() => observed.troubled(2).map(({ name }) => name));
  assert.deepEqual(rounds.slice(0, 2), [
    ['a', 'b'],
    ['c', 'd'],
  ]);
  assert.equal(rounds[2]?.[0], 'e');
});

test('a change whose time is up is asked about before those that stay in trouble', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse(LONG_AGO) });
  const observed = new ObservedDatabases();
  observed.take(seen('z', healthy, { annotations: { [ANNOTATIONS.updatedAt]: LONG_AGO } }));
  for (const name of ['a', 'b', 'c', 'd', 'e']) observed.take(seen(name, failing));
  assert.equal(observed.troubled(6).length, 6);
  t.mock.timers.tick(SETTLED_MS);
  assert.deepEqual(
    observed.troubled(1).map(({ name }) => name),
    ['z'],
  );
  observed.explain('z', undefined);
  assert.equal(observed.catalogue.findById('z')?.status.state, 'available');
});

test('a database whose instances start after a major upgrade is being upgraded, and is not broken', () => {
  const observed = new ObservedDatabases();
  const conditions = [{ type: 'Initialized', status: 'True', reason: '', message: '', lastTransitionTime: LONG_AGO }] as const;
  const begun: Status = { readyInstances: 0, currentPrimary: 'a-1', conditions: [...conditions] };
  observed.take(seen('a', { ...begun, phase: 'Upgrading Postgres major version' }));
  observed.take(seen('a', { ...begun, phase: 'Waiting for the instances to become active' }, { resourceVersion: '2' }));
  assert.equal(observed.catalogue.findById('a')?.status.state, 'upgrading');
  observed.take(seen('a', healthy, { resourceVersion: '3' }));
  assert.equal(observed.catalogue.findById('a')?.status.state, 'available');
});

test('an upgrade that cannot go on has failed, and says so until it is another', () => {
  const observed = new ObservedDatabases();
  observed.take(seen('a', { phase: 'Upgrading Postgres major version' }));
  observed.explain('a', { reason: 'The data was refused.', blocking: true });
  assert.deepEqual(observed.catalogue.findById('a')?.status.state, 'failed');
});

test('a database that wakes up is being changed, and is not broken', () => {
  const observed = new ObservedDatabases();
  const none: Status = { ...healthy, readyInstances: 0 };
  const slept = { type: 'cnpg.io/hibernation', status: 'True', reason: 'Hibernated', message: '', lastTransitionTime: LONG_AGO } as const;
  observed.take(seen('a', { ...none, conditions: [slept] }));
  observed.take(seen('a', none, { resourceVersion: '2' }));
  assert.equal(observed.catalogue.findById('a')?.status.state, 'updating');
  observed.take(seen('a', healthy, { resourceVersion: '3' }));
  assert.equal(observed.catalogue.findById('a')?.status.state, 'available');
});

test('what was found out too late says nothing about a database that is well by now', () => {
  const observed = new ObservedDatabases();
  observed.take(seen('a', { phase: 'Setting up primary' }));
  observed.take(seen('a', healthy, { resourceVersion: '2' }));
  observed.explain('a', { reason: 'No node has room for it.', blocking: true });
  assert.deepEqual(observed.catalogue.findById('a')?.status.reason, null);
});

test('a deleted database does not come back with an answer that was under way', () => {
  const observed = new ObservedDatabases();
  observed.take(seen('a', healthy, { resourceVersion: '97' }));
  observed.drop('a', '100');
  assert.equal(observed.take(seen('a', healthy, { resourceVersion: '99' }))?.name, 'a');
  assert.equal(observed.catalogue.findById('a'), undefined);
});

test('a Cluster that gets its label back is a database again', () => {
  const observed = new ObservedDatabases();
  observed.take(seen('a', healthy, { resourceVersion: '97' }));
  observed.drop('a', '100');
  observed.take(seen('a', healthy, { resourceVersion: '101' }));
  assert.equal(observed.catalogue.findById('a')?.name, 'a');
});

test('what is measured is shown of each database, and is not known when it is measured no more', async () => {
  const observed = new ObservedDatabases();
  observed.take(seen('a', { ...healthy, currentPrimary: 'a-1', instanceNames: ['a-1', 'a-2'] }));
  observed.take(seen('b', healthy));
  const shown = (id: string) => observed.catalogue.findById(id)?.status;
  const lags = () => shown('a')?.instances.map(({ lagBytes }) => lagBytes);
  assert.deepEqual([shown('a')?.usedBytes, lags()], [null, [0, null]]);
  await observed.measured(new Map([['shop/a', { usedBytes: 5_000_000, lagBytes: new Map([['a-2', 0]]) }]]));
  assert.deepEqual([shown('a')?.usedBytes, lags(), shown('b')?.usedBytes], [5_000_000, [0, 0], null]);
  observed.take(seen('a', { ...healthy, currentPrimary: 'a-2', instanceNames: ['a-1', 'a-2'] }, { resourceVersion: '2' }));
  assert.deepEqual([shown('a')?.usedBytes, lags()], [5_000_000, [null, 0]], 'also after a change of the Cluster');
  await observed.measured(new Map());
  assert.deepEqual([shown('a')?.usedBytes, lags()], [null, [null, 0]]);
});
