import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, type DatabaseState, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { DomainError } from '../../api/domain/errors.ts';
import { eventBus } from '../../api/domain/events.ts';
import { eventBetween, type Observation, observationOf } from '../../api/domain/service-events.ts';
import { serviceEventRecorder } from '../../api/subscribers/service-events.ts';
import { eventually } from '../support/eventually.ts';
import { databaseOf } from '../support/memory-backend.ts';

function seen(name: string, state: DatabaseState): Database {
  const database = databaseOf({ project: 'shop', name }, SPEC_DEFAULTS, 1);
  return { ...database, id: name, status: { ...database.status, state } };
}

/** As the log in PostgreSQL, in memory; it begins to answer when `open` is called. */
function slowLog(recorded: Map<string, Observation>) {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const told: string[] = [];
  const log = {
    async observe(database: Database) {
      const event = eventBetween(recorded.get(database.id), database);
      if (!event) return;
      recorded.set(database.id, observationOf(database));
      told.push(`${database.name} ${event.to}`);
    },
    record: () => assert.fail(),
    async observeDeletion(id: string) {
      if (recorded.delete(id)) told.push(`${id} deleted`);
    },
    async observations() {
      await opened;
      return [...recorded.values()];
    },
  };
  return { log, told, open };
}

test('what happens while a new leader reads what was recorded is told once, and nothing older after it', async () => {
  const known = new Map([seen('orders', 'available'), seen('old', 'available')].map((database) => [database.id, database]));
  const { log, told, open } = slowLog(new Map([...known].map(([id, database]) => [id, observationOf(database)])));
  const bus = eventBus((error) => assert.fail(String(error)));
  const change = (after: Database) => {
    const before = known.get(after.id);
    known.set(after.id, after);
    bus.publish({ kind: 'database_changed', before, after });
  };
  const remove = (last: Database) => {
    known.delete(last.id);
    bus.publish({ kind: 'database_deleted', last });
  };
  const stop = new AbortController();
  const recording = serviceEventRecorder({
    ...{ log, bus, present: { known: () => known.values() } },
    ...{ report: (error) => assert.ifError(error), countRefused: () => assert.fail() },
  })(stop.signal);
  change(seen('orders', 'updating'));
  change(seen('orders', 'failing_over'));
  change(seen('old', 'deleting'));
  remove(seen('old', 'deleting'));
  open();
  await eventually(() => assert.ok(told.includes('old deleted')));
  change(seen('orders', 'available'));
  await eventually(() => assert.ok(told.includes('orders available')));
  assert.deepEqual(told, ['orders failing_over', 'old deleted', 'orders available']);
  stop.abort();
  await recording;
});

test('waits for a store that is not available, and leaves out what it refuses', async () => {
  const { log, told, open } = slowLog(new Map());
  open();
  const answers = [new DomainError('unavailable', 'Away.'), new DomainError('unavailable', 'Away.'), undefined, new Error('refused')];
  const bus = eventBus((error) => assert.fail(String(error)));
  const [stop, reported] = [new AbortController(), [] as string[]];
  let refused = 0;
  const recording = serviceEventRecorder({
    log: {
      ...log,
      async observe(database) {
        const answer = answers.shift();
        if (answer) throw answer;
        return log.observe(database);
      },
    },
    bus,
    present: { known: () => ['first', 'second', 'third'].map((name) => seen(name, 'available')) },
    report: (error) => void reported.push(String(error)),
    countRefused: () => void refused++,
  })(stop.signal);
  await eventually(() => assert.deepEqual(told, ['first available', 'third available']));
  assert.equal(refused, 1);
  assert.match(reported.join('\n'), /wait for the store[\s\S]*wait for the store[\s\S]*shop\/second/);
  stop.abort();
  await recording;
});
