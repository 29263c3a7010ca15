import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DatabaseCatalogue } from '../../api/backends/shared/catalogue.ts';
import { DATABASE_STATES, type Database, type DatabaseState, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import type { DatabaseQuery, Position, SortField } from '../../api/domain/database-query.ts';
import { databaseOf } from '../support/memory-backend.ts';

type Change = { readonly put: Database } | { readonly remove: string };

const SORTS: readonly SortField[] = ['name', 'createdAt', 'status'];

const database = (
  number: number,
  fields: { name: string; project: string; state: DatabaseState; label: string; second: number },
): Database => {
  const made = databaseOf({ project: fields.project, name: fields.name }, { ...SPEC_DEFAULTS, labels: { team: fields.label } }, number);
  const createdAt = new Date(1_700_000_000_000 + fields.second * 1000).toISOString();
  return { ...made, createdAt, status: { ...made.status, state: fields.state } };
};

/** Names are unique in a project, as every backend promises: the id follows from both. */
const anyDatabase = fc
  .record({
    name: fc.constantFrom('a', 'ab', 'abc', 'b', 'ba', 'c'),
    project: fc.constantFrom('shop', 'bank', 'default'),
    state: fc.constantFrom(...DATABASE_STATES.slice(0, 4)),
    label: fc.constantFrom('x', 'y'),
    second: fc.integer({ min: 0, max: 3 }),
  })
  .map((fields) =>
    database('abcdefghijkl'.indexOf(fields.name.at(-1) ?? '') + 20 * fields.name.length + 100 * fields.project.length, fields),
  );

const anyChange: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: anyDatabase.map((put) => ({ put })) },
  { weight: 1, arbitrary: anyDatabase.map(({ id }) => ({ remove: id })) },
);

const anyQuery: fc.Arbitrary<Omit<DatabaseQuery, 'after'>> = fc.record({
  projects: fc.option(fc.subarray(['shop', 'bank', 'default']), { nil: undefined }),
  states: fc.subarray(DATABASE_STATES.slice(0, 4)),
  labels: fc.subarray([['team', 'x'] as const]),
  text: fc.constantFrom('', 'a', 'b'),
  sort: fc.record({ field: fc.constantFrom(...SORTS), descending: fc.boolean() }),
  limit: fc.integer({ min: 1, max: 5 }),
});

const sortValueOf = (field: SortField, one: Database) =>
  field === 'name'
    ? `${one.name}\u0000${one.project}`
    : field === 'status'
      ? String.fromCharCode(97 + DATABASE_STATES.indexOf(one.status.state))
      : one.createdAt;

/** The same answer in the plainest way there is. */
function naive(all: readonly Database[], { projects, states, labels, text, sort }: Omit<DatabaseQuery, 'after'>): Database[] {
  const key = (one: Database) => [sortValueOf(sort.field, one), one.id] as const;
  const found = all.filter(
    (one) =>
      (!projects || projects.includes(one.project)) &&
      (states.length === 0 || states.includes(one.status.state)) &&
      labels.every(([name, value]) => one.spec.labels[name] === value) &&
      one.name.includes(text),
  );
  found.sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    return a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1;
  });
  return sort.descending ? found.reverse() : found;
}

function pagesOf(catalogue: DatabaseCatalogue, query: Omit<DatabaseQuery, 'after'>, between: () => void = () => undefined): Database[] {
  const seen: Database[] = [];
  let after: Position | undefined;
  do {
    const page = catalogue.page({ ...query, after });
    assert.ok(page.items.length <= query.limit);
    seen.push(...page.items);
    after = page.next;
    between();
  } while (after);
  return seen;
}

test('pages hold what a plain filter and sort hold, after any history', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 60 }), anyQuery, (history, query) => {
      const [catalogue, model] = [new DatabaseCatalogue(), new Map<string, Database>()];
      for (const change of history) {
        if ('put' in change) {
          catalogue.put(change.put);
          model.set(change.put.id, change.put);
        } else assert.equal(catalogue.remove(change.remove)?.id, model.delete(change.remove) ? change.remove : undefined);
      }
      assert.equal(catalogue.size, model.size);
      for (const one of model.values()) {
        assert.equal(catalogue.find(one), one);
        assert.equal(catalogue.findById(one.id), one);
      }
      assert.deepEqual(pagesOf(catalogue, query), naive([...model.values()], query));
    }),
    { numRuns: 1000 },
  );
});

test('what is there all the time is on exactly one page, whatever comes and goes between two pages', () => {
  fc.assert(
    fc.property(fc.array(anyDatabase, { maxLength: 20 }), fc.array(anyChange, { maxLength: 20 }), anyQuery, (start, changes, query) => {
      const catalogue = new DatabaseCatalogue();
      for (const one of start) catalogue.put(one);
      const touched = new Set(changes.map((change) => ('put' in change ? change.put.id : change.remove)));
      const waiting = [...changes];
      const stable = naive([...catalogue.all()], query).filter(({ id }) => !touched.has(id));
      const seen = pagesOf(catalogue, query, () => {
        const change = waiting.shift();
        if (change && 'put' in change) catalogue.put(change.put);
        else if (change) catalogue.remove(change.remove);
      });
      assert.deepEqual(
        seen.filter(({ id }) => !touched.has(id)),
        stable,
      );
    }),
    { numRuns: 1000 },
  );
});

test('a database that took over a name keeps it when its predecessor is removed late', () => {
  const catalogue = new DatabaseCatalogue();
  const fields = { name: 'a', project: 'shop', state: 'available', label: 'x', second: 0 } as const;
  const [old, young] = [database(1, fields), database(2, fields)];
  catalogue.put(old);
  catalogue.put(young);
  catalogue.remove(old.id);
  assert.equal(catalogue.find(young), young);
});
