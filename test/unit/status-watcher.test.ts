import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { type DomainEvent, eventBus } from '../../api/domain/events.ts';
import type { WatchEvent } from '../../api/domain/ports.ts';
import { statusWatcher } from '../../api/services/status-watcher.ts';
import { databaseOf, MemoryBackend } from '../support/memory-backend.ts';

const named = (name: string, number: number): Database => databaseOf({ project: 'shop', name }, SPEC_DEFAULTS, number);
const changed = (database: Database): WatchEvent => ({ kind: 'changed', database });

/** A backend whose watches break off where the script ends. */
class BreakingBackend extends MemoryBackend {
  readonly #watches: (readonly WatchEvent[])[];

  constructor(watches: readonly (readonly WatchEvent[])[]) {
    super();
    this.#watches = [...watches];
  }

  override async *watch(): AsyncIterable<WatchEvent> {
    yield* this.#watches.shift() ?? [];
  }
}

async function toldOf(...watches: readonly (readonly WatchEvent[])[]): Promise<string[]> {
  const told: string[] = [];
  const bus = eventBus((error) => assert.fail(String(error)));
  bus.subscribe((event: DomainEvent) => {
    if (event.kind === 'database_changed') told.push(`${event.after.name} ${event.before ? 'changed' : 'appeared'}`);
    if (event.kind === 'database_deleted') told.push(`${event.last.name} deleted`);
  });
  const watcher = statusWatcher(new BreakingBackend(watches), bus);
  for (const _ of watches) await watcher.run(new AbortController().signal);
  return told;
}

test('only real changes are told', async () => {
  const one = named('one', 1);
  const other: Database = { ...one, revision: '2' };
  const events = [changed(one), { kind: 'synced' } as const, changed({ ...one, status: { ...one.status } }), changed(other)];
  assert.deepEqual(await toldOf(events), ['one appeared', 'one changed']);
});

test('a deletion is told once, and never of what was not known', async () => {
  const one = named('one', 1);
  const deleted: WatchEvent = { kind: 'deleted', database: one };
  assert.deepEqual(await toldOf([changed(one), deleted, deleted]), ['one appeared', 'one deleted']);
  assert.deepEqual(await toldOf([deleted]), []);
});

test('what was deleted while a watch was broken is told when the next has seen all there is', async () => {
  const [one, two] = [named('one', 1), named('two', 2)];
  const first = [changed(one), changed(two), { kind: 'synced' } as const];
  const second = [changed(two), { kind: 'synced' } as const];
  assert.deepEqual(await toldOf(first, second), ['one appeared', 'two appeared', 'one deleted']);
});

test('a watch that breaks before it has seen all tells of no deletion', async () => {
  const [one, two] = [named('one', 1), named('two', 2)];
  assert.deepEqual(await toldOf([changed(one), changed(two), { kind: 'synced' }], [changed(one)]), ['one appeared', 'two appeared']);
});
