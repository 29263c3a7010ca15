import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../api/backends/embedded/decide.ts';
import type { DatabaseRecord, Observation } from '../../api/backends/embedded/model.ts';
import { type Step, subjectOf } from '../../api/backends/embedded/step.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { dead, found, ModelDatabase, primary, record, replica } from '../support/embedded-model.ts';

const instances = [1, 2, 3].map((ordinal) => ({ ordinal, port: 20_000 + ordinal }));
const three = record({ spec: { ...SPEC_DEFAULTS, instances: 3 }, instances });
const synchronous = record({
  spec: { ...SPEC_DEFAULTS, instances: 3, synchronous: true },
  instances,
  sync: { members: [2, 3], proven: true },
});
const all = [primary(1), replica(2), replica(3)] as const;
const [, second, third] = all;

const rows: readonly (readonly [because: string, record: DatabaseRecord, found: Observation, step: Step])[] = [
  [
    'a new database begins with its primary',
    record({ initialised: false }),
    found([primary(1, { files: 'none', process: 'none' })]),
    { do: 'initialise' },
  ],
  [
    'a restart that was asked for begins with a replica',
    { ...three, restartPending: [1, 2, 3] },
    found(all, { slots: [2, 3] }),
    { do: 'restart', instance: 2 },
  ],
  ['and ends with the primary', { ...three, restartPending: [1] }, found(all, { slots: [2, 3] }), { do: 'restart', instance: 1 }],
  [
    'the primary is not restarted while a replica does not follow again yet',
    { ...three, restartPending: [1] },
    found([primary(1), replica(2, { streaming: false }), third], { slots: [2, 3] }),
    { do: 'wait', why: 'Replica 2 is catching up.' },
  ],
  [
    'a version that is not on this machine is installed before a server is made',
    record({ initialised: false }),
    found([primary(1, { files: 'none', process: 'none' })], { installed: false }),
    { do: 'install' },
  ],
  ['or started', record({}), found([dead(primary(1))], { installed: false }), { do: 'install' }],
  [
    'a failover does not need its programs',
    three,
    found([dead(primary(1)), second, third], { installed: false }),
    { do: 'elect', candidates: [2, 3] },
  ],
  ['nor do servers that run', three, found(all, { installed: false }), { do: 'nothing' }],
  ['files alone are started', record({ initialised: false }), found([dead(primary(1))]), { do: 'start', instance: 1 }],
  ['a primary without tenant gets one', record({ initialised: false }), found([primary(1)]), { do: 'provision' }],
  ['an instance that is asked for is recorded', record({ spec: three.spec }), found([primary(1)]), { do: 'add-instance' }],
  [
    'a recorded replica without files is copied',
    three,
    found([primary(1), replica(2, { files: 'none', process: 'none' }), third], { slots: [2, 3] }),
    { do: 'clone', instance: 2 },
  ],
  ['all as wanted', three, found(all), { do: 'nothing' }],
  ['a dead primary is replaced by a replica', three, found([dead(primary(1)), second, third]), { do: 'elect', candidates: [2, 3] }],
  [
    'only who was next to nothing behind may take over',
    three,
    found([dead(primary(1)), second, replica(3, { wasStreaming: false })]),
    { do: 'elect', candidates: [2] },
  ],
  [
    'with nobody to take over the primary is started again',
    three,
    found([dead(primary(1)), dead(second), dead(third)]),
    { do: 'start', instance: 1 },
  ],
  ['a lone primary is started again, never given up', record(), found([dead(primary(1))]), { do: 'start', instance: 1 }],
  [
    'a hung primary is first proven dead',
    three,
    found([primary(1, { process: 'hung', quietMs: 5000 }), second, third]),
    { do: 'fence', instance: 1 },
  ],
  [
    'the elected one is promoted',
    record({ ...three, primary: 2 }),
    found([dead(primary(1)), second, third]),
    { do: 'promote', instance: 2 },
  ],
  [
    'a primary elected but dead is started as the replica it still is',
    record({ ...three, primary: 2 }),
    found([dead(primary(1)), dead(second), dead(third)]),
    { do: 'start', instance: 2 },
  ],
  [
    'a former primary is copied anew, never started',
    record({ ...three, primary: 2 }),
    found([dead(primary(1)), primary(2), third], { slots: [1, 3] }),
    { do: 'clone', instance: 1 },
  ],
  [
    'a former primary that came alive is stopped before all else',
    record({ ...three, primary: 2 }),
    found([primary(1), dead(primary(2)), third]),
    { do: 'fence', instance: 1 },
  ],
  [
    'replicas learn of the new primary before anything is copied',
    record({ ...three, primary: 2 }),
    found([dead(primary(1)), primary(2), replica(3, { current: false })], { slots: [1, 3] }),
    { do: 'reconfigure', instance: 3 },
  ],
  [
    'synchronous: all that may have the last commit are asked',
    synchronous,
    found([dead(primary(1)), second, third]),
    { do: 'elect', candidates: [2, 3] },
  ],
  [
    'synchronous: one that cannot be asked may be the one, so the primary is started again',
    synchronous,
    found([dead(primary(1)), second, dead(third)]),
    { do: 'start', instance: 1 },
  ],
  [
    'synchronous: without proof the primary is started again',
    { ...synchronous, sync: { members: [2, 3], proven: false } },
    found([dead(primary(1)), second, third]),
    { do: 'start', instance: 1 },
  ],
  [
    'synchronous: who follows joins those that commits wait for',
    { ...synchronous, sync: { members: [2], proven: true } },
    found(all),
    { do: 'synchronise', members: [2, 3] },
  ],
  [
    'synchronous: a member that restarts stays one',
    synchronous,
    found([primary(1), dead(second), third], { slots: [2, 3] }),
    { do: 'start', instance: 2 },
  ],
  [
    'synchronous: a member whose copy is given up leaves first',
    synchronous,
    found([primary(1), replica(2, { files: 'primary', process: 'none', streaming: false }), third], { slots: [2, 3] }),
    { do: 'synchronise', members: [3] },
  ],
  [
    'a setting is loaded by the primary at once',
    three,
    found([primary(1, { current: false }), second, third], { slots: [2, 3] }),
    { do: 'reconfigure', instance: 1 },
  ],
  [
    'restarts begin with the replicas',
    three,
    found([primary(1, { pendingRestart: ['a'] }), replica(2, { pendingRestart: ['a'] }), third], { slots: [2, 3] }),
    { do: 'restart', instance: 2 },
  ],
  [
    'the primary restarts last',
    three,
    found([primary(1, { pendingRestart: ['a'] }), second, third], { slots: [2, 3] }),
    { do: 'restart', instance: 1 },
  ],
  [
    'a surplus replica goes, the one that does not follow first',
    record({ ...three, spec: { ...three.spec, instances: 2 } }),
    found([primary(1), replica(2, { streaming: false }), third], { slots: [2, 3] }),
    { do: 'drop-instance', instance: 2 },
  ],
  [
    'a replica that cannot follow is copied anew',
    three,
    found([primary(1), replica(2, { streaming: false, strandedMs: 20_000 }), third], { slots: [2, 3] }),
    { do: 'clone', instance: 2 },
  ],
  [
    'a primary that never starts gives way to a sleeping replica',
    three,
    found([{ ...dead(primary(1)), failedStarts: 3 }, dead(second), dead(third)]),
    { do: 'start', instance: 2 },
  ],
  [
    'files of an initialised database are never made anew',
    record(),
    found([primary(1, { files: 'none', process: 'none' })]),
    { do: 'give-up', why: 'The files of orders-1 are gone and no replica may take its place.' },
  ],
  [
    'a server that is only slow keeps its place, and its replicas theirs',
    three,
    found([primary(1, { process: 'slow', quietMs: 50_000 }), second, third], { idleMs: 50_000, slots: undefined }),
    { do: 'wait', why: 'The primary answers slowly.' },
  ],
  [
    'one that writes is alive, however long it has not answered',
    three,
    found([primary(1, { process: 'slow', quietMs: 500_000 }), second, third], { idleMs: 100, slots: undefined }),
    { do: 'wait', why: 'The primary answers slowly.' },
  ],
  [
    'one that neither answers nor writes for a minute gives way to a replica that answers',
    three,
    found([primary(1, { process: 'slow', quietMs: 61_000 }), second, third], { idleMs: 61_000, slots: undefined }),
    { do: 'fence', instance: 1 },
  ],
  [
    'without a replica it is left alone',
    record(),
    found([primary(1, { process: 'slow', quietMs: 61_000 })], { idleMs: 61_000, slots: undefined }),
    { do: 'wait', why: 'The primary answers slowly.' },
  ],
  [
    'a primary that was told to stop may do so',
    three,
    found([primary(1, { process: 'stopping', quietMs: 900 }), second, third], { slots: undefined }),
    { do: 'wait', why: 'The primary is stopping.' },
  ],
  [
    'one that was told to stop and lets nobody in any more is stopped, also without anybody to take over',
    record(),
    found([primary(1, { process: 'stopping', quietMs: 1000 })], { slots: undefined }),
    { do: 'stop', instance: 1 },
  ],
  [
    'a replica that was told to stop and does not get there is stopped',
    three,
    found([primary(1), replica(2, { process: 'stopping', quietMs: 1000, streaming: false }), third], { slots: [2, 3] }),
    { do: 'stop', instance: 2 },
  ],
  [
    'a replica that gets no further while it starts is copied anew',
    three,
    found([primary(1), replica(2, { process: 'starting', streaming: false, stuckMs: 31_000 }), third], { slots: [2, 3] }),
    { do: 'clone', instance: 2 },
  ],
  [
    'commits that waited for a replica are safe with it until the end of that rule is written down',
    { ...synchronous, spec: { ...synchronous.spec, synchronous: false, instances: 1 } },
    found([dead(primary(1)), second, dead(third)]),
    { do: 'start', instance: 1 },
  ],
  [
    'a replica that is to go takes over only from a primary that does not start',
    record({ ...three, spec: { ...three.spec, instances: 1 } }),
    found([dead(primary(1)), second, third]),
    { do: 'start', instance: 1 },
  ],
  ['a deletion comes before everything', record({ ...three, deleting: true }), found([dead(primary(1)), second, third]), { do: 'destroy' }],
];

for (const [because, wanted, seen, step] of rows) test(because, () => assert.deepEqual(decide(wanted, seen), step));

test('a primary that stops because it is being restarted is left to that', () => {
  const seen = found([primary(1, { process: 'stopping', quietMs: 5000 }), second, third], { slots: undefined });
  const running = [{ step: { do: 'restart', instance: 1 } as const, forMs: 5000 }];
  assert.equal(decide(three, seen, { running, held: () => false }).do, 'wait');
});

test('a step that failed a moment ago is passed over for what can be done without it', () => {
  const seen = found([primary(1), replica(2, { files: 'none', process: 'none' }), dead(third)], { slots: [2, 3] });
  const isHeld = (step: Step) => step.do === 'start';
  assert.deepEqual(decide(three, seen, { running: [], held: isHeld }), { do: 'clone', instance: 2 });
  assert.equal(decide(three, seen, { running: [], held: (step) => step.do === 'start' || step.do === 'clone' }).do, 'wait');
});

const event = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'step' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill' as const), index: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), index: fc.nat({ max: 4 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('want' as const), instances: fc.integer({ min: 1, max: 5 }), synchronous: fc.boolean() }),
  },
);

type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

function happen(world: ModelDatabase, what: Event): void {
  if (what.kind === 'stop') world.tellToStop([...world.servers.keys()][what.index] ?? 0);
  else if (what.kind === 'kill') world.kill([...world.servers.keys()][what.index] ?? 0);
  else if (what.kind === 'want') world.want({ instances: what.instances, synchronous: what.synchronous && what.instances > 1 });
  else takeOne(world);
}

function takeOne(world: ModelDatabase): Step {
  const step = decide(world.record, world.look());
  const isPrimary = 'instance' in step && step.instance === world.record.primary;
  assert.ok(!(isPrimary && (step.do === 'clone' || step.do === 'drop-instance')), 'the files of the primary are left alone');
  assert.notEqual(step.do, 'destroy');
  world.take(step);
  assert.ok(world.writers.length <= 1, `two primaries: ${world.writers} after ${JSON.stringify(step)}`);
  return step;
}

const histories = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(event, { maxLength: 80 }));

function worldAfter([instances, events]: readonly [number, readonly Event[]]): ModelDatabase {
  const world = new ModelDatabase({ instances });
  for (const what of events) happen(world, what);
  return world;
}

test('over any history there is never a second primary, and the files of the primary are never touched', () => {
  fc.assert(
    fc.property(histories, (history) => void worldAfter(history)),
    { numRuns: 500 },
  );
});

test('after any history a database becomes what is wanted, and stays so', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const world = worldAfter(history);
      for (let steps = 0; takeOne(world).do !== 'nothing'; steps++) assert.ok(steps < 60, 'it never comes to rest');
      assert.equal(world.writers.length, 1);
      assert.equal(world.record.instances.length, world.record.spec.instances);
      assert.ok(world.look().instances.every(({ ordinal, streaming }) => streaming || ordinal === world.record.primary));
    }),
    { numRuns: 500 },
  );
});

test('a deleted database is gone with one step, from any state', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const world = worldAfter(history);
      world.record = { ...world.record, deleting: true };
      world.take(decide(world.record, world.look()));
      assert.ok(world.isGone);
    }),
  );
});

const hangingEvent = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ kind: 'look' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('finish' as const), index: fc.nat({ max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill' as const), index: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), index: fc.nat({ max: 4 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('want' as const), instances: fc.integer({ min: 1, max: 5 }), synchronous: fc.boolean() }),
  },
);

/** One look of a loop whose steps run beside it. */
function lookBeside(world: ModelDatabase): Step {
  const step = decide(world.record, world.look(), { running: world.running, held: () => false });
  const isPrimary = 'instance' in step && step.instance === world.record.primary;
  assert.ok(!(isPrimary && (step.do === 'clone' || step.do === 'drop-instance')), 'the files of the primary are left alone');
  if (!['nothing', 'wait', 'give-up'].includes(step.do)) world.begin(step);
  const subjects = world.running.map((running) => subjectOf(running.step));
  assert.equal(new Set(subjects).size, subjects.length, `two steps work on one thing: ${subjects}`);
  assert.ok(world.writers.length <= 1, `two primaries: ${world.writers} after ${JSON.stringify(step)}`);
  return step;
}

const hangingHistories = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(hangingEvent, { maxLength: 100 }));

function besideWorld([instances, events]: typeof hangingHistories extends fc.Arbitrary<infer Value> ? Value : never): ModelDatabase {
  const world = new ModelDatabase({ instances });
  for (const what of events) {
    if (what.kind === 'look') lookBeside(world);
    else if (what.kind === 'finish') world.finish(what.index);
    else happen(world, what);
  }
  return world;
}

test('with steps that take as long as they like there is never a second primary, and no two steps on one server', () => {
  fc.assert(
    fc.property(hangingHistories, (history) => void besideWorld(history)),
    { numRuns: 1000 },
  );
});

test('with copies of replicas that never end, a database whose other replica follows has a primary again', () => {
  fc.assert(
    fc.property(hangingHistories, (history) => {
      const world = besideWorld(history);
      // the one that runs for ever, from now on
      const hanging = world.running.find(({ step }) => step.do === 'clone');
      for (let looks = 0; world.writers.length === 0 && world.record.initialised; looks++) {
        assert.ok(looks < 100, 'no primary comes');
        lookBeside(world);
        const index = world.running.findIndex((running) => running !== hanging);
        if (index >= 0) world.finish(index);
      }
    }),
    { numRuns: 500 },
  );
});

test('after any history, once steps end again, a database becomes what is wanted', () => {
  fc.assert(
    fc.property(hangingHistories, (history) => {
      const world = besideWorld(history);
      for (let looks = 0; ; looks++) {
        assert.ok(looks < 200, 'it never comes to rest');
        if (lookBeside(world).do === 'nothing') break;
        world.finish(0);
      }
      assert.equal(world.writers.length, 1);
      assert.equal(world.record.instances.length, world.record.spec.instances);
    }),
    { numRuns: 500 },
  );
});
