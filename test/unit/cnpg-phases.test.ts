/** Every word that the pinned CloudNativePG has for the state of a Cluster, read from its source, has a meaning here. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { verdictOf } from '../../api/backends/cnpg/status.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import { PLATFORM_DEFAULTS } from '../../constructs/manifests/props.ts';
import { SOURCES } from '../../scripts/schemas.ts';

/** undefined where the module is not in Go's cache; a machine that built the cluster lab has it. */
function sourceFolder(): string | undefined {
  process.env.GOPROXY = 'off';
  try {
    return SOURCES.find(({ module }) => module.includes('/cloudnative-pg@'))?.folder();
  } catch {
    return undefined;
  }
}

const folder = sourceFolder();
const skip = folder ? false : "CloudNativePG's module is not in the Go module cache; build the cluster lab";
const source = (path: string) => readFileSync(join(folder ?? '', path), 'utf8');
const words = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, word = '']) => word);
const orders = cluster({ ...SPEC_DEFAULTS, project: 'shop', name: 'orders' }, PLATFORM_DEFAULTS);

test('every phase is known', { skip }, () => {
  const constants = words(source('api/v1/cluster_types.go'), /^\tPhase\w+ += "(.+)"$/gm);
  const literals = readdirSync(join(folder ?? '', 'internal/controller'))
    .filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))
    .flatMap((file) => words(source(`internal/controller/${file}`), /RegisterPhase\(\s*ctx,\s*cluster,\s*"(.+)",/g));
  assert.ok(constants.length > 20 && literals.length > 0, `${constants.length} constants, ${literals.length} literals`);
  const unknown = [...constants, ...literals].filter((phase) => verdictOf({ ...orders, status: { phase } }).state === 'unknown');
  assert.deepEqual(unknown, []);
});

test('every condition is one that was looked at', { skip }, () => {
  const types = words(source('api/v1/cluster_types.go'), /ClusterConditionType = "(.+)"$/gm);
  assert.deepEqual(types.toSorted(), ['ConsistentSystemID', 'ContinuousArchiving', 'Initialized', 'LastBackupSucceeded', 'Ready']);
  assert.deepEqual(words(source('pkg/reconciler/hibernation/status.go'), /ConditionReason\w+ = "(.+)"$/gm).toSorted(), [
    'DeletingPods',
    'Hibernated',
    'WaitingForHealthy',
    'WaitingPodsDeletion',
    'WrongAnnotationValue',
  ]);
});
