import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { type DomainEvent, eventBus } from '../../api/domain/events.ts';
import { databaseOf } from '../support/memory-backend.ts';

const events = [1, 2, 3].map(
  (number): DomainEvent => ({
    kind: 'database_deleted',
    last: databaseOf({ project: 'shop', name: `db-${number}` }, SPEC_DEFAULTS, number),
  }),
);

test('every subscriber is told everything, in order', () => {
  const bus = eventBus((error) => assert.fail(String(error)));
  const [one, other]: DomainEvent[][] = [[], []];
  bus.subscribe((event) => one?.push(event));
  bus.subscribe((event) => other?.push(event));
  events.forEach(bus.publish);
  assert.deepEqual(one, events);
  assert.deepEqual(other, events);
});

test('a subscriber that throws is reported and silences nobody', () => {
  const [reported, told]: unknown[][] = [[], []];
  const bus = eventBus((error) => reported?.push(error));
  const fault = new Error('broken');
  bus.subscribe(() => {
    throw fault;
  });
  bus.subscribe((event) => told?.push(event));
  events.forEach(bus.publish);
  assert.deepEqual(reported, [fault, fault, fault]);
  assert.deepEqual(told, events);
});

test('who has unsubscribed, even while being told, hears no more', () => {
  const bus = eventBus((error) => assert.fail(String(error)));
  let count = 0;
  const unsubscribe = bus.subscribe(() => {
    count += 1;
    unsubscribe();
  });
  events.forEach(bus.publish);
  assert.equal(count, 1);
});
