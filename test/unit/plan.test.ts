import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DatabaseSpec, FLAVOURS, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { changesBetween, planCreation, planDeletion, planUpdate, specFaults, standingOf } from '../../api/domain/plan.ts';
import { databaseOf } from '../support/memory-backend.ts';

const spec = (fields: Partial<DatabaseSpec> = {}): DatabaseSpec => ({ ...SPEC_DEFAULTS, ...fields });
const limits = { versions: [16, 17, 18], majorUpgrade: false, flavours: FLAVOURS };

const updates: readonly {
  readonly why: string;
  readonly from?: Partial<DatabaseSpec>;
  readonly to: Partial<DatabaseSpec>;
  readonly says: RegExp;
  readonly restart: boolean;
  readonly interruption: number;
}[] = [
  {
    why: 'an upgrade stops the database',
    from: { version: 17 },
    to: { version: 18 },
    says: /17 is upgraded to 18/,
    restart: true,
    interruption: 60,
  },
  { why: 'memory needs a restart', to: { flavour: 'large' }, says: /memory of "large" instead of "small"/, restart: true, interruption: 1 },
  {
    why: 'this one is read at start',
    to: { parameters: { max_connections: '50' } },
    says: /max_connections takes a rolling/,
    restart: true,
    interruption: 1,
  },
  {
    why: 'this one is not',
    to: { parameters: { work_mem: '8MB' } },
    says: /work_mem is applied by a reload/,
    restart: false,
    interruption: 0,
  },
  { why: 'replicas are cloned', to: { instances: 3 }, says: /^2 replica\(s\) are cloned/, restart: false, interruption: 0 },
  {
    why: 'replicas go',
    from: { instances: 5 },
    to: { instances: 2 },
    says: /^3 replica\(s\) are removed/,
    restart: false,
    interruption: 0,
  },
  { why: 'storage grows', to: { storageGiB: 20 }, says: /from 10 to 20 GiB/, restart: false, interruption: 0 },
  {
    why: 'commits wait',
    from: { instances: 2 },
    to: { instances: 2, synchronous: true },
    says: /waits for one replica/,
    restart: false,
    interruption: 0,
  },
  { why: 'commits wait no more', from: { synchronous: true }, to: {}, says: /no longer wait/, restart: false, interruption: 0 },
];

describe('the plan of an update', () => {
  for (const { why, from, to, says, restart, interruption } of updates) {
    test(`tells that ${why}`, () => {
      const plan = planUpdate(spec(from), spec(to));
      assert.equal(plan.steps.length, 1);
      assert.match(plan.steps[0] ?? '', says);
      assert.equal(plan.restart, restart);
      assert.equal(plan.interruptionSeconds, interruption);
    });
  }

  test('of nothing is empty', () => {
    assert.deepEqual(planUpdate(spec(), spec()), { changes: [], steps: [], restart: false, growOnly: false, interruptionSeconds: 0 });
  });

  test('shares one restart between several changes', () => {
    const plan = planUpdate(spec(), spec({ flavour: 'medium', parameters: { max_connections: '50' }, storageGiB: 11 }));
    assert.equal(plan.interruptionSeconds, 1);
    assert.equal(plan.growOnly, true);
    assert.equal(plan.steps.length, 3);
  });

  test('has no step for what only concerns the API', () => {
    assert.deepEqual(planUpdate(spec(), spec({ labels: { a: 'b' }, deletionProtection: true })).steps, []);
  });
});

test('changes name each key of a map, old and new', () => {
  assert.deepEqual(
    changesBetween(spec({ labels: { kept: '1', gone: '2', other: '3' } }), spec({ labels: { kept: '1', other: '4', made: '5' } })),
    [
      { path: 'labels.gone', from: '2', to: undefined },
      { path: 'labels.made', from: undefined, to: '5' },
      { path: 'labels.other', from: '3', to: '4' },
    ],
  );
});

test('the plans of making and deleting say what is at stake', () => {
  assert.equal(planCreation(spec()).steps.length, 1);
  assert.match(planCreation(spec({ instances: 3, synchronous: true })).steps.join(' '), /2 replica\(s\).*waits for one replica/);
  const [first] = planCreation(spec({ version: 17 }), { versionsOnDemand: [17, 16] }).steps;
  assert.equal(first, 'PostgreSQL 17 is installed first, from the npm registry.');
  assert.match(planDeletion(spec({ instances: 2 })).steps.join(' '), /2 server\(s\) stop.*cannot be undone/);
});

describe('a spec is refused', () => {
  const refusals: readonly [why: string, faults: ReturnType<typeof specFaults>, path: string, says: RegExp][] = [
    ['with a version that is not there', specFaults(spec({ version: 15 }), limits), '/version', /not installed.*16, 17, 18/],
    ['when no replica is there to wait for', specFaults(spec({ synchronous: true }), limits), '/synchronous', /2 instances/],
    ['when storage shrinks', specFaults(spec({ storageGiB: 9 }), limits, spec()), '/storageGiB', /only grow: it is 10 GiB now/],
    ['when the version changes where it cannot', specFaults(spec(), limits, spec({ version: 17 })), '/version', /pg_dump/],
    ['when the version goes down', specFaults(spec({ version: 17 }), { ...limits, majorUpgrade: true }, spec()), '/version', /only go up/],
  ];
  for (const [why, faults, path, says] of refusals) {
    test(why, () => {
      assert.deepEqual(
        faults.map((fault) => fault.path),
        [path],
      );
      assert.match(faults[0]?.message ?? '', says);
    });
  }

  test('but not for going back to the version of the data, where an upgrade has failed', () => {
    const upgrades = { ...limits, majorUpgrade: true };
    const before = databaseOf({ project: 'shop', name: 'orders' }, spec({ version: 18 }), 1);
    const stuck = (state: 'failed' | 'upgrading') => standingOf({ ...before, status: { ...before.status, state, serverVersion: '16.4' } });
    assert.deepEqual(specFaults(spec({ version: 16 }), upgrades, stuck('failed')), []);
    assert.match(specFaults(spec({ version: 17 }), upgrades, stuck('failed'))[0]?.message ?? '', /only go up/);
    assert.match(specFaults(spec({ version: 16 }), upgrades, stuck('upgrading'))[0]?.message ?? '', /only go up/, 'while it runs');
    assert.match(planUpdate(spec({ version: 18 }), spec({ version: 16 })).steps.join(' '), /given up.*comes back with 16/);
  });

  test('but not for a version that it has already, though it can no longer be made', () => {
    assert.deepEqual(specFaults(spec({ version: 15, instances: 2 }), limits, spec({ version: 15 })), []);
  });

  test('with more than 20 labels, also when a patch adds the one too many', () => {
    const labels = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`key-${index}`, 'on']));
    assert.deepEqual(
      specFaults(spec({ labels }), limits, spec()).map(({ path }) => path),
      ['/labels'],
    );
  });
});

test('WAL may take half of the storage, by whatever way it gets there', () => {
  const [fault] = specFaults(spec({ storageGiB: 10, parameters: { max_wal_size: '6GB' } }), limits);
  assert.equal(fault?.path, '/parameters/max_wal_size');
  assert.match(fault.message, /"6GB" of WAL has no room in 10 GiB .*Lower it to 5120MB/);
  assert.deepEqual(specFaults(spec({ storageGiB: 12, parameters: { max_wal_size: '6GB', min_wal_size: '6GB' } }), limits), []);
  const before = spec({ storageGiB: 10, parameters: { min_wal_size: '6GB' } });
  assert.deepEqual(specFaults({ ...before, labels: { a: 'b' } }, limits, before), [], 'what was so before is left alone');
});
