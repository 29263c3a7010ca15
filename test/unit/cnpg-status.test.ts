import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from '../../api/backends/cnpg/status.ts';
import type { DatabaseState } from '../../api/domain/database.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import type { Cluster } from '../../constructs/manifests/objects.ts';
import { PLATFORM_DEFAULTS } from '../../constructs/manifests/props.ts';

type Status = NonNullable<Cluster['status']>;
type Condition = NonNullable<Status['conditions']>[number];

const wanted = cluster(
  { ...SPEC_DEFAULTS, name: 'orders', project: 'shop', instances: 3 },
  { ...PLATFORM_DEFAULTS, objectStore: 'backups' },
);
const condition = (type: string, status: 'True' | 'False', message = '', reason = 'Because'): Condition => ({
  type,
  status,
  message,
  reason,
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
const HAS_BEGUN = [condition('Initialized', 'True')];
const works: Status = {
  readyInstances: 3,
  currentPrimary: 'orders-1',
  instancesStatus: { healthy: ['orders-1', 'orders-2', 'orders-3'] },
  conditions: HAS_BEGUN,
};
const verdict = (status: Status, more: Partial<Cluster> = {}) => verdictOf({ ...wanted, ...more, status });

const rows: [because: string, status: Status, state: DatabaseState, reason: RegExp | null][] = [
  ['an empty status is a database that nobody has looked at', {}, 'creating', /Waiting for CloudNativePG/],
  ['a primary that is set up', { phase: 'Setting up primary' }, 'creating', /being set up/],
  ['the first replica of a new database', { phase: 'Creating a new replica' }, 'creating', /replica/],
  ['a replica that is added to one that works', { ...works, phase: 'Creating a new replica' }, 'updating', /replica/],
  ['instances that start for the first time', { phase: 'Waiting for the instances to become active' }, 'creating', /0 of 3/],
  [
    'instances that are missing later',
    { ...works, readyInstances: 2, phase: 'Waiting for the instances to become active' },
    'degraded',
    /2 of 3/,
  ],
  ['all is well', { ...works, phase: 'Cluster in healthy state' }, 'available', null],
  [
    'healthy is not believed while an instance is missing',
    { ...works, readyInstances: 2, phase: 'Cluster in healthy state' },
    'degraded',
    /2 of 3/,
  ],
  ['healthy with one too many', { ...works, readyInstances: 4, phase: 'Cluster in healthy state' }, 'updating', /1 instance/],
  [
    'healthy, but nothing reaches the backup store',
    { ...works, phase: 'Cluster in healthy state', conditions: [condition('ContinuousArchiving', 'False', 'no such bucket')] },
    'degraded',
    /no such bucket/,
  ],
  [
    'healthy after a change of primary, in which CloudNativePG refuses one archiving',
    {
      ...works,
      phase: 'Cluster in healthy state',
      conditions: [condition('ContinuousArchiving', 'False', 'switchover in progress, refusing archiving')],
    },
    'available',
    null,
  ],
  [
    'healthy and hibernated',
    { readyInstances: 0, phase: 'Cluster in healthy state', conditions: [condition('cnpg.io/hibernation', 'True')] },
    'hibernated',
    /is hibernated/,
  ],
  [
    'instances that end because the database is being hibernated',
    {
      ...works,
      readyInstances: 1,
      phase: 'Cluster in healthy state',
      conditions: [condition('cnpg.io/hibernation', 'False', 'Hibernation is in progress', 'DeletingPods')],
    },
    'updating',
    /hibernated/,
  ],
  [
    'the last of them',
    {
      ...works,
      readyInstances: 0,
      phase: 'Cluster in healthy state',
      conditions: [condition('cnpg.io/hibernation', 'False', 'Waiting for orders-1 to be deleted', 'WaitingPodsDeletion')],
    },
    'updating',
    /hibernated/,
  ],
  [
    'a hibernation that has to wait',
    {
      ...works,
      readyInstances: 2,
      phase: 'Waiting for the instances to become active',
      conditions: [...HAS_BEGUN, condition('cnpg.io/hibernation', 'False', 'Waiting for the cluster to be healthy', 'WaitingForHealthy')],
    },
    'degraded',
    /2 of 3.*not hibernated/,
  ],
  [
    'a hibernation that somebody asked for in words CloudNativePG does not know',
    {
      ...works,
      phase: 'Cluster in healthy state',
      conditions: [condition('cnpg.io/hibernation', 'False', 'invalid annotation value: yes', 'WrongAnnotationValue')],
    },
    'available',
    /invalid annotation value: yes/,
  ],
  [
    'instances with the data of different databases',
    {
      ...works,
      phase: 'Cluster in healthy state',
      conditions: [condition('ConsistentSystemID', 'False', 'Multiple differing system IDs: ["1" "2"]', 'Mismatch')],
    },
    'degraded',
    /different databases.*"1" "2"/,
  ],
  [
    'no instance that could tell whose data it has, which is not a mismatch',
    { ...works, phase: 'Cluster in healthy state', conditions: [condition('ConsistentSystemID', 'False', 'No instances', 'NotFound')] },
    'available',
    null,
  ],
  [
    'a volume that is added',
    { ...works, phase: 'Cluster in healthy state', conditions: [condition('Ready', 'False', '', 'DetachedVolume')] },
    'updating',
    /volume is being added/,
  ],
  [
    'healthy, with volumes that still grow',
    { ...works, phase: 'Cluster in healthy state', resizingPVC: ['orders-1', 'orders-2'] },
    'updating',
    /orders-1, orders-2/,
  ],
  ['a switchover', { ...works, phase: 'Switchover in progress' }, 'updating', /as asked/],
  ['a failover', { ...works, phase: 'Failing over' }, 'failing_over', /takes over/],
  ['a rolling update', { ...works, phase: 'Upgrading cluster' }, 'updating', /one after the other/],
  ['a major upgrade', { ...works, phase: 'Upgrading Postgres major version' }, 'upgrading', /not available/],
  ['an upgrade that waits', { ...works, phase: 'Cluster upgrade delayed' }, 'available', /waits/],
  ['a switchover that somebody has to ask for', { ...works, phase: 'Waiting for user action' }, 'available', /switchover/],
  ['a restart in place', { ...works, phase: 'Primary instance is being restarted in-place' }, 'updating', /restarts/],
  ['a restart', { ...works, phase: 'Primary instance is being restarted without a switchover' }, 'updating', /restarts/],
  ['a new instance manager', { ...works, phase: 'Online upgrade in progress' }, 'available', null],
  ['settings', { ...works, phase: 'Applying configuration' }, 'updating', /Settings/],
  ['a promotion', { ...works, phase: 'Promoting to primary cluster' }, 'updating', /primary of its own/],
  ['a full volume', { ...works, phase: 'Not enough disk space' }, 'storage_full', /storageGiB/],
  [
    'an operator that cannot reach the instances',
    { ...works, phase: 'Instance Status Extraction Error: HTTP communication issue' },
    'degraded',
    /network policy/,
  ],
  ['no copy is good', { phase: 'Cluster is unrecoverable and needs manual intervention' }, 'failed', /backup/],
  ['no image', { phase: 'Cluster has incomplete or invalid image catalog', phaseReason: 'major 12' }, 'failed', /catalogue.*\(major 12\)/],
  ['a definition that is refused', { phase: 'Invalid cluster definition' }, 'failed', /refuses/],
  ['something cannot be made', { phase: 'Unable to create required cluster objects', phaseReason: 'quota' }, 'failed', /quota/],
  [
    'no plugin',
    { ...works, phase: 'Cluster cannot proceed to reconciliation due to an unknown plugin being required' },
    'degraded',
    /changes wait.*not installed/,
  ],
  [
    'a silent plugin',
    { ...works, phase: 'Cluster cannot proceed to reconciliation due to an error while interacting with plugins' },
    'degraded',
    /does not answer/,
  ],
  [
    'a machine the operator has no program for',
    { ...works, phase: 'Cluster cannot execute instance online upgrade due to missing architecture binary' },
    'degraded',
    /new version of the operator.*kind of machine/,
  ],
  ['a word of a later release is kept and is no failure', { ...works, phase: 'Polishing the silver' }, 'unknown', /Polishing the silver/],
];

for (const [because, status, state, reason] of rows) {
  test(`${because}: ${state}`, () => {
    const found = verdict(status);
    assert.equal(found.state, state);
    if (reason === null) assert.equal(found.reason, null);
    else assert.match(found.reason ?? '', reason);
  });
}

test('a full volume of the write-ahead log does not get larger by more storage', () => {
  const spec = { ...wanted.spec, walStorage: { size: '5Gi' } };
  assert.match(verdict({ ...works, phase: 'Not enough disk space' }, { spec }).reason ?? '', /larger flavour/);
});

test('what is being deleted is deleting, whatever the phase says', () => {
  const metadata = { ...wanted.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  assert.equal(verdict({ ...works, phase: 'Cluster in healthy state' }, { metadata }).state, 'deleting');
});

test('a new database that recovers from a backup is restoring', () => {
  const spec = { ...wanted.spec, bootstrap: { recovery: { source: 'old' } } };
  assert.equal(verdict({ phase: 'Setting up primary' }, { spec }).state, 'restoring');
});

test('without a backup store nothing is missing from it', () => {
  const alone = cluster({ ...SPEC_DEFAULTS, name: 'orders', project: 'shop', instances: 3 }, PLATFORM_DEFAULTS);
  const status = { ...works, phase: 'Cluster in healthy state', conditions: [condition('ContinuousArchiving', 'False', 'exit status 1')] };
  assert.equal(verdictOf({ ...alone, status }).state, 'available');
  assert.equal(verdict(status).state, 'degraded', 'control: with one there is');
  const inTree = { ...alone.spec, backup: { barmanObjectStore: { destinationPath: 's3://backups/' } } };
  assert.equal(verdictOf({ ...alone, spec: inTree, status }).state, 'degraded', 'nor does the method that 1.31 removes go unnoticed');
});
