import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Database, type DatabaseState, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { deletionOf, eventBetween, observationOf } from '../../api/domain/service-events.ts';
import { databaseOf } from '../support/memory-backend.ts';

function seen(state: DatabaseState, fields: { primary?: string | null; reason?: string; since?: string } = {}): Database {
  const database = databaseOf({ project: 'shop', name: 'orders' }, SPEC_DEFAULTS, 1);
  const { primary = 'orders-1', reason = null, since = '2026-01-01T00:00:00.000Z' } = fields;
  return { ...database, status: { ...database.status, state, primary, reason, since } };
}

const transitions: readonly [from: DatabaseState | undefined, to: DatabaseState, type: string][] = [
  [undefined, 'creating', 'database.creating'],
  [undefined, 'available', 'database.created'],
  ['creating', 'available', 'database.created'],
  ['creating', 'failed', 'database.failed'],
  ['available', 'updating', 'database.updating'],
  ['updating', 'available', 'database.updated'],
  ['upgrading', 'available', 'database.updated'],
  ['available', 'failing_over', 'database.failover.started'],
  ['degraded', 'failing_over', 'database.failover.started'],
  ['failing_over', 'available', 'database.failover.completed'],
  ['failing_over', 'degraded', 'database.failover.completed'],
  ['failing_over', 'deleting', 'database.deleting'],
  ['degraded', 'available', 'database.recovered'],
  ['storage_full', 'available', 'database.recovered'],
  ['unknown', 'available', 'database.recovered'],
  ['available', 'storage_full', 'database.storage_full'],
];

describe('the event between two looks', () => {
  for (const [from, to, type] of transitions) {
    test(`from ${from ?? 'nothing'} to ${to} is ${type}`, () => {
      const event = eventBetween(from && observationOf(seen(from)), seen(to));
      assert.equal(event?.type, type);
      assert.equal(event?.from, from ?? null);
      assert.equal(event?.to, to);
      assert.ok(event?.message);
    });
  }

  test('is none when only sizes, reasons or times differ', () => {
    const now = seen('available', { reason: 'All is well.', since: '2026-01-02T00:00:00.000Z' });
    assert.equal(eventBetween(observationOf(seen('available')), { ...now, status: { ...now.status, usedBytes: 7 } }), undefined);
  });

  test('is a new primary when another one is there without a failover seen', () => {
    const event = eventBetween(observationOf(seen('available')), seen('available', { primary: 'orders-2' }));
    assert.equal(event?.type, 'database.primary.changed');
    assert.match(event?.message ?? '', /orders-2 is the primary now; before it was orders-1/);
  });

  test('is none when the primary is not known for a while', () => {
    assert.equal(eventBetween(observationOf(seen('available')), seen('available', { primary: null })), undefined);
    assert.equal(eventBetween(observationOf(seen('available', { primary: null })), seen('available')), undefined);
  });

  test('tells how long a failover took, and nothing else in its place', () => {
    const before = observationOf(seen('failing_over'));
    const after = seen('available', { primary: 'orders-2', since: '2026-01-01T00:00:01.800Z', reason: 'never shown' });
    assert.equal(eventBetween(before, after)?.message, 'orders-2 is the primary now; 1.8 s without writes.');
  });

  test('gives the reason when there is one', () => {
    assert.equal(
      eventBetween(undefined, seen('failed', { reason: 'The disk is full. Free some.' }))?.message,
      'The disk is full. Free some.',
    );
  });
});

test('the event of a deletion goes from the last state to none', () => {
  assert.deepEqual(deletionOf(observationOf(seen('deleting'))), {
    type: 'database.deleted',
    from: 'deleting',
    to: null,
    reason: null,
    message: 'orders is deleted, with its data.',
  });
});
