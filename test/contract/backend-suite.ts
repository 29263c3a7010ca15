import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Database, type DatabaseSpec, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import type { DatabaseQuery } from '../../api/domain/database-query.ts';
import { DomainError } from '../../api/domain/errors.ts';
import type { DatabaseBackend, Transaction, WatchEvent } from '../../api/domain/ports.ts';
import type { LogEntry } from '../../api/domain/server-log.ts';
import { eventually } from '../support/eventually.ts';

/** A backend, alone on its machine or in its cluster, and what the suite needs beside the port. */
export interface BackendUnderTest {
  readonly backend: DatabaseBackend;
  transaction<Result>(action: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Ends the primary of a database as a crash would. A backend without it skips the tests on failover. */
  crashPrimary(database: Database): Promise<void>;
  stop(): Promise<void>;
}

const everything: DatabaseQuery = {
  projects: undefined,
  states: [],
  labels: [],
  text: '',
  sort: { field: 'name', descending: false },
  limit: 50,
  after: undefined,
};

const hasCode = (code: string) => (error: unknown) => error instanceof DomainError && error.code === code;

/** What every backend must do; see api/domain/ports.ts. The databases it makes are removed by it again. */
export function backendContract(name: string, make: () => Promise<BackendUnderTest>): void {
  describe(`the backend ${name}`, () => {
    let subject: BackendUnderTest;
    before(async () => {
      subject = await make();
    });
    after(() => subject.stop());
    writing(() => subject);
    restarting(() => subject);
    reading(() => subject);
    logging(() => subject);
    watching(() => subject);
    recovering(() => subject);
    removing(() => subject);
  });
}

type Subject = () => BackendUnderTest;

const orders = { project: 'default', name: 'orders' };
const copy = { project: 'default', name: 'copy' };

const create = ({ backend, transaction }: BackendUnderTest, ref: { project: string; name: string }, spec: Partial<DatabaseSpec> = {}) =>
  transaction((tx) => backend.create(tx, ref, { ...SPEC_DEFAULTS, ...spec }));

const update = ({ backend, transaction }: BackendUnderTest, current: Database, spec: Partial<DatabaseSpec>) =>
  transaction((tx) => backend.update(tx, current, { ...current.spec, ...spec }));

function present({ backend }: BackendUnderTest, ref = orders): Database {
  return backend.find(ref) ?? assert.fail(`There is no ${ref.name}.`);
}

/** Follows the watch until an event is as wanted; the test runner's time-out ends a vain wait. */
async function seen({ backend }: BackendUnderTest, isSo: (event: WatchEvent) => boolean): Promise<WatchEvent> {
  const ended = new AbortController();
  try {
    for await (const event of backend.watch(ended.signal)) if (isSo(event)) return event;
  } finally {
    ended.abort();
  }
  return assert.fail('The watch ended by itself.');
}

const settled = (subject: BackendUnderTest, ref = orders) =>
  seen(subject, (event) => event.kind === 'changed' && event.database.name === ref.name && event.database.status.state === 'available');

function writing(subject: Subject): void {
  test('a create answers at once with the database as it was asked for, on its way', async () => {
    const made = await create(subject(), orders, { labels: { team: 'shop' } });
    assert.deepEqual(
      { project: made.project, name: made.name, spec: made.spec },
      { ...orders, spec: { ...SPEC_DEFAULTS, labels: { team: 'shop' } } },
    );
    assert.equal(made.status.state, 'creating');
    assert.match(made.createdAt, /^\d{4}-.*Z$/);
    assert.deepEqual(present(subject()).id, made.id);
  });

  test('it becomes available, with a primary and every instance ready', async () => {
    await settled(subject());
    const { status, spec } = present(subject());
    assert.equal(status.readyInstances, spec.instances);
    assert.equal(status.reason, null);
    assert.equal(status.primary, status.instances.find(({ role }) => role === 'primary')?.name);
    assert.match(status.serverVersion ?? '', /^\d+\.\d+/);
  });

  test('a create that is rolled back leaves nothing', async () => {
    const ref = { project: 'default', name: 'undone' };
    const undone = subject().transaction(async (tx) => {
      await subject().backend.create(tx, ref, SPEC_DEFAULTS);
      throw new Error('undo');
    });
    await assert.rejects(undone, /undo/);
    assert.equal(subject().backend.find(ref), undefined);
  });

  test('a name is unique within its project', async () => {
    await assert.rejects(create(subject(), orders), hasCode('name_taken'));
  });

  test('an update is never answered with "available" while it is not in force, and ends with it', async () => {
    const before = present(subject());
    const changed = await update(subject(), before, { parameters: { work_mem: '8MB' } });
    assert.notEqual(changed.revision, before.revision);
    assert.equal(changed.status.state, 'updating');
    assert.equal(changed.spec.parameters.work_mem, '8MB');
    await settled(subject());
  });

  test('an update of an old revision is refused and changes nothing', async () => {
    const old = present(subject());
    await update(subject(), old, { labels: { team: 'new' } });
    await assert.rejects(update(subject(), old, { labels: { team: 'late' } }), hasCode('revision_conflict'));
    assert.equal(present(subject()).spec.labels.team, 'new');
  });

  test('of two updates of the same revision at once one wins and one is refused', async () => {
    const current = present(subject());
    const results = await Promise.allSettled(['a', 'b'].map((team) => update(subject(), current, { labels: { team } })));
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  });
}

function restarting(subject: Subject): void {
  test('a restart is pending from the answer on, replaces every server, and ends', async () => {
    const { backend, transaction } = subject();
    const before = present(subject());
    const asked = await transaction((tx) => backend.restart(tx, before));
    assert.notEqual(asked.revision, before.revision);
    assert.deepEqual(asked.spec, before.spec);
    assert.equal(asked.updatedAt, before.updatedAt);
    assert.equal(await backend.restartPending(asked), true);
    await eventually(async () => assert.equal(await backend.restartPending(asked), false));
    await settled(subject());
  });

  test('a restart of an old revision is refused', async () => {
    const old = present(subject());
    await update(subject(), old, { labels: { team: 'newer' } });
    await assert.rejects(
      subject().transaction((tx) => subject().backend.restart(tx, old)),
      hasCode('revision_conflict'),
    );
    await settled(subject());
  });
}

function reading(subject: Subject): void {
  test('pages hold what the filters ask for', () => {
    const names = (query: Partial<DatabaseQuery>) =>
      subject()
        .backend.page({ ...everything, ...query })
        .items.map(({ name }) => name);
    assert.deepEqual(names({}), ['orders']);
    assert.deepEqual(names({ projects: ['other'] }), []);
    assert.deepEqual(names({ states: ['deleting'] }), []);
    assert.deepEqual(names({ text: 'rder' }), ['orders']);
  });

  test('credentials are those of the tenant and stay the same', async () => {
    const { user, password, caCertificate } = await subject().backend.credentials(present(subject()));
    assert.equal(user, present(subject()).connection.user);
    assert.ok(password.length >= 32);
    assert.match(caCertificate, /^-----BEGIN CERTIFICATE-----/);
    assert.equal((await subject().backend.credentials(present(subject()))).password, password);
  });

  test('the password is in nothing but the credentials', async () => {
    const { password } = await subject().backend.credentials(present(subject()));
    assert.ok(!JSON.stringify(subject().backend.page(everything)).includes(password));
  });

  test('a healthy backend has no fault', () => assert.equal(subject().backend.fault(), null));
}

function logging(subject: Subject): void {
  const ready = { text: 'READY TO accept', limit: 100 };

  test('the log of a database has what its server logged when it started', async () => {
    const { status } = present(subject());
    const entries = await subject().backend.logs.read(present(subject()), ready);
    const entry = entries.at(-1) ?? assert.fail('It has logged nothing.');
    assert.deepEqual({ instance: entry.instance, level: entry.level }, { instance: status.primary, level: 'log' });
    assert.match(entry.message, /^database system is ready to accept connections/);
    assert.match(entry.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(await subject().backend.logs.read(present(subject()), { ...ready, level: 'fatal' }), []);
    assert.deepEqual(await subject().backend.logs.read(present(subject()), { ...ready, since: '2199-01-01T00:00:00.000Z' }), []);
  });

  test('who follows a log gets what there is, then what is logged, and no password', async () => {
    const { backend, transaction } = subject();
    const { password } = await backend.credentials(present(subject()));
    const ended = new AbortController();
    const [first, ...later] = await collect(backend.logs.follow(present(subject()), { limit: 100 }, ended.signal), {
      after: () => transaction((tx) => backend.restart(tx, present(subject()))),
      until: ({ message }) => message.startsWith('database system is ready to accept'),
    });
    ended.abort();
    assert.ok(first?.some(({ message }) => message.startsWith('database system is ready to accept')));
    assert.ok(later.length > 0);
    assert.ok(!JSON.stringify([first, later]).includes(password));
    await settled(subject());
  });
}

interface Collection {
  /** Done once the first part is there. */
  after(): Promise<unknown>;
  until(entry: LogEntry): boolean;
}

/** The parts of a log that is followed, up to the one that has the wanted entry. */
async function collect(parts: AsyncIterable<readonly LogEntry[]>, { after: act, until }: Collection): Promise<(readonly LogEntry[])[]> {
  const all: (readonly LogEntry[])[] = [];
  for await (const part of parts) {
    all.push(part);
    if (all.length === 1) await act();
    else if (part.some(until)) return all;
  }
  return assert.fail('The log ended by itself.');
}

function watching(subject: Subject): void {
  test('a watch begins with all there is, then says that it is in step, then tells every change in order', async () => {
    const ended = new AbortController();
    const events: WatchEvent[] = [];
    const following = (async () => {
      for await (const event of subject().backend.watch(ended.signal)) events.push(event);
    })();
    await seen(subject(), ({ kind }) => kind === 'synced');
    await update(subject(), present(subject()), { parameters: { work_mem: '9MB' } });
    await settled(subject());
    ended.abort();
    await following;
    assert.deepEqual(
      events.slice(0, 2).map(({ kind }) => kind),
      ['changed', 'synced'],
    );
    const revisions = events.flatMap((event) => (event.kind === 'changed' ? [Number(event.database.revision)] : []));
    assert.deepEqual(
      revisions,
      revisions.toSorted((a, b) => a - b),
    );
    const states = events.flatMap((event) => (event.kind === 'changed' ? [event.database.status.state] : []));
    assert.ok(states.includes('updating'), states.join(', '));
    assert.equal(states.at(-1), 'available');
  });

  test('a watch ends with its signal', async () => {
    const ended = new AbortController();
    for await (const { kind } of subject().backend.watch(ended.signal)) if (kind === 'synced') ended.abort();
    for await (const event of subject().backend.watch(ended.signal)) assert.fail(`an ended watch told ${event.kind}`);
  });
}

function recovering(subject: Subject): void {
  test('a database with a replica survives the end of its primary, and tells', async () => {
    await create(subject(), copy, { instances: 2 });
    await settled(subject(), copy);
    const before = present(subject(), copy);
    const told = seen(
      subject(),
      (event) => event.kind === 'changed' && event.database.name === copy.name && event.database.status.state === 'failing_over',
    );
    await subject().crashPrimary(before);
    await told;
    await settled(subject(), copy);
    const { status } = present(subject(), copy);
    assert.notEqual(status.primary, before.status.primary);
    assert.equal(status.readyInstances, 2);
  });
}

function removing(subject: Subject): void {
  test('a removal is told, repeated without effect, allows no more updates, and frees the name', async () => {
    const { backend, transaction } = subject();
    const before = present(subject());
    const gone = seen(subject(), (event) => event.kind === 'deleted' && event.database.id === before.id);
    const removed = await transaction((tx) => backend.remove(tx, before));
    assert.equal(removed.status.state, 'deleting');
    const again = backend.find(orders);
    if (again) await transaction((tx) => backend.remove(tx, again)).catch((error) => assert.ok(hasCode('revision_conflict')(error)));
    await assert.rejects(update(subject(), removed, { labels: {} }), hasCode('revision_conflict'));
    await gone;
    assert.equal(backend.find(orders), undefined);
    const { id } = await create(subject(), orders);
    assert.notEqual(id, before.id);
  });

  test('what is removed while it is still being made is gone as well', async () => {
    const { backend, transaction } = subject();
    const { id } = present(subject());
    const gone = seen(subject(), (event) => event.kind === 'deleted' && event.database.id === id);
    await transaction((tx) => backend.remove(tx, present(subject())));
    await gone;
  });
}
