import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergePatch } from '../../api/backends/cnpg/merge-patch.ts';
import { projectionOf, revisionOf } from '../../api/backends/cnpg/projection.ts';
import { specOfCluster } from '../../api/backends/cnpg/spec-of-cluster.ts';
import { type DatabaseSpec, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import { ANNOTATIONS } from '../../constructs/manifests/labels.ts';
import type { Cluster } from '../../constructs/manifests/objects.ts';
import { PLATFORM_DEFAULTS } from '../../constructs/manifests/props.ts';
import { anySpec } from '../support/any-spec.ts';
import { applyMergePatch } from '../support/apply-merge-patch.ts';

const ref = { project: 'shop', name: 'orders' };
const made = (spec: DatabaseSpec) => cluster({ ...ref, ...spec }, PLATFORM_DEFAULTS);
/** What the webhook fills in, which must never be taken for the tenant's. */
const admitted = (object: Cluster): Cluster => ({
  ...object,
  spec: {
    ...object.spec,
    postgresql: {
      ...object.spec.postgresql,
      parameters: { max_parallel_workers: '32', wal_level: 'logical', ...object.spec.postgresql?.parameters },
    },
  },
});

test('what a tenant asked for is read back from the Cluster, word for word', () => {
  fc.assert(fc.property(anySpec, (spec) => assert.deepEqual(specOfCluster(admitted(made(spec))), spec)));
});

test('a change leads from any spec to any other and leaves what the webhook filled in', () => {
  fc.assert(
    fc.property(anySpec, anySpec, (from, to) => {
      const patched = applyMergePatch(admitted(made(from)), mergePatch(made(from), made(to)) ?? {}) as Cluster; // only fields of it are changed
      assert.deepEqual(specOfCluster(patched), to);
      assert.equal(patched.spec.postgresql?.parameters?.wal_level, 'logical');
    }),
  );
});

test('no change is no patch', () => {
  fc.assert(fc.property(anySpec, (spec) => assert.equal(mergePatch(made(spec), made(spec)), undefined)));
});

const healthy: NonNullable<Cluster['status']> = {
  phase: 'Cluster in healthy state',
  readyInstances: 1,
  currentPrimary: 'orders-1',
  instanceNames: ['orders-1'],
};
const at = Date.parse('2026-01-01T12:00:00Z');
const written = (updatedAt: string): Cluster => {
  const object = made(SPEC_DEFAULTS);
  return {
    ...object,
    status: healthy,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [ANNOTATIONS.updatedAt]: updatedAt } },
  };
};

test('a Cluster that was just written is not believed to be healthy', () => {
  const projection = projectionOf(written('2026-01-01T11:59:59Z'), at);
  assert.equal(projection?.database.status.state, 'updating');
  assert.equal(projection?.settling?.then.status.state, 'available');
});

test('its version is the one that its data has, also while an upgrade runs or has failed', () => {
  const object = written('2026-01-01T11:59:50Z');
  const pgDataImageInfo = { image: 'registry.example.org/postgresql:15.20', majorVersion: 15 };
  const status = { ...healthy, image: 'registry.example.org/postgresql:17.12', pgDataImageInfo };
  assert.equal(projectionOf({ ...object, status }, at)?.database.status.serverVersion, '15.20');
});

test('later it is', () => {
  const projection = projectionOf(written('2026-01-01T11:59:50Z'), at);
  assert.equal(projection?.database.status.state, 'available');
  assert.equal(projection?.settling, undefined);
});

test('annotations that somebody spoiled by hand do no harm', () => {
  const projection = projectionOf(written('yesterday'), at);
  assert.equal(projection?.database.status.state, 'available');
  assert.equal(projection?.database.updatedAt, projection?.database.createdAt);
  assert.ok(Date.parse(projection?.database.status.since ?? '') >= 0);
  const object = written('2026-01-01T11:59:50Z');
  assert.equal(revisionOf({ metadata: { ...object.metadata, generation: 3, annotations: { [ANNOTATIONS.writes]: 'many' } } }), '3');
});

test('a change by a replica whose clock is ahead settles in time all the same', () => {
  const projection = projectionOf(written('2026-01-01T13:00:00Z'), at);
  assert.equal(projection?.settling?.until, at + 3_000);
});

test('a Cluster that claims a project whose namespace it is not in belongs to nobody', () => {
  const object = made(SPEC_DEFAULTS);
  assert.equal(projectionOf({ ...object, metadata: { ...object.metadata, namespace: 'pg-other' } }, at), undefined);
});
