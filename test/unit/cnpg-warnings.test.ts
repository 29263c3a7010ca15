import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Warning, warningsOf } from '../../api/backends/cnpg/warnings.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { databaseOf } from '../support/memory-backend.ts';

const created = { createdAt: '2026-01-01T12:00:00.000Z', updatedAt: '2026-01-01T12:00:00.000Z' };
const orders = (times: Partial<typeof created> = {}) => ({
  ...databaseOf({ project: 'shop', name: 'orders' }, SPEC_DEFAULTS, 1),
  ...created,
  ...times,
});
const now = Date.parse('2026-01-01T12:05:00Z');
const told = (warning: Warning, database = orders(), at = now) => warningsOf([warning], database, at).length === 1;
const about = (kind: string, name: string, lastTimestamp = '2026-01-01T12:04:00Z'): Warning => ({
  involvedObject: { kind, name },
  lastTimestamp,
});

test('warnings about a database are those of its Cluster, instances, jobs and volumes', () => {
  for (const [kind, name] of [
    ['Cluster', 'orders'],
    ['Pod', 'orders-1'],
    ['Job', 'orders-1-initdb'],
    ['Pod', 'orders-2-join-x7k2p'],
    ['PersistentVolumeClaim', 'orders-12-wal'],
    ['PodDisruptionBudget', 'orders'],
  ] as const)
    assert.ok(told(about(kind, name)), name);
});

test('warnings about another database with a similar name are not', () => {
  for (const [kind, name] of [
    ['Cluster', 'orders-1'],
    ['Pod', 'orders-1-1'],
    ['Pod', 'orders-eu-1'],
    ['Pod', 'my-orders-1'],
    ['Cluster', 'orders2'],
  ] as const)
    assert.ok(!told(about(kind, name)), name);
});

test('a refusal from before the last change says nothing about the change', () => {
  const changed = orders({ updatedAt: '2026-01-01T12:04:30.500Z' });
  assert.ok(!told(about('Job', 'orders-1-initdb', '2026-01-01T12:04:29Z'), changed));
  assert.ok(told(about('Job', 'orders-1-initdb', '2026-01-01T12:04:30Z'), changed));
});

test('a refusal that a deleted database of the same name met says nothing about the new one', () => {
  assert.ok(!told(about('Cluster', 'orders', '2026-01-01T11:59:00Z')));
});

test('what was not met again for ten minutes is over', () => {
  assert.ok(told(about('Cluster', 'orders'), orders(), Date.parse('2026-01-01T12:13:00Z')));
  assert.ok(!told(about('Cluster', 'orders'), orders(), Date.parse('2026-01-01T12:15:00Z')));
});

test('the newest comes last, whichever field holds its time', () => {
  const involvedObject = { kind: 'Pod', name: 'orders-1' };
  const all: Warning[] = [
    {
      reason: 'third',
      involvedObject,
      eventTime: '2026-01-01T12:01:00.000000Z',
      series: { lastObservedTime: '2026-01-01T12:04:00.000000Z' },
    },
    { reason: 'first', involvedObject, lastTimestamp: null, eventTime: '2026-01-01T12:02:00.000000Z' },
    { reason: 'second', involvedObject, lastTimestamp: '2026-01-01T12:03:00Z', eventTime: null },
  ];
  assert.deepEqual(
    warningsOf(all, orders(), now).map(({ reason }) => reason),
    ['first', 'second', 'third'],
  );
});
