import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownership } from '../../constructs/ownership.ts';
import { BackupStore } from '../../constructs/ske/backup-store.ts';
import { SkeCluster, type SkeClusterProps, type SkeNodePool } from '../../constructs/ske/ske-cluster.ts';
import { Ske } from '../../stacks/ske.ts';
import { stackitConfig, synthesise, synthesiseParts, testingApp, theOnly } from '../support/synth.ts';

const pool: SkeNodePool = { name: 'databases', machineType: 'g2i.4', minimum: 3, maximum: 6, zones: ['eu01-1'] };
const props: SkeClusterProps = {
  ownership: ownership({ prefix: 'pg', environment: 'test' }),
  projectId: '6f1d4a52-9c0e-4b7e-8f43-0d6f3f1f0a11',
  name: 'pgpaas',
  kubernetesVersion: '1.35',
  nodePools: [pool],
  maintenance: { start: '02:00:00Z', end: '04:00:00Z' },
  adminCidrs: ['198.51.100.0/24'],
};
const cluster = (changes: Partial<SkeClusterProps> = {}) =>
  theOnly(
    synthesiseParts((stack) => new SkeCluster(stack, 'c', { ...props, ...changes })),
    'stackit_ske_cluster',
  );

test('only administrators reach the Kubernetes API', () => {
  assert.deepEqual(cluster().extensions, { acl: { allowed_cidrs: ['198.51.100.0/24'], enabled: true } });
});

test('pools keep their order, because plans match them by position', () => {
  const pools = cluster({ nodePools: [pool, { ...pool, name: 'more' }] }).node_pools;
  assert.ok(Array.isArray(pools));
  assert.deepEqual(
    pools.map(({ name }) => name),
    ['databases', 'more'],
  );
});

test('a node is added before one is taken away', () => {
  assert.match(JSON.stringify(cluster().node_pools), /"max_surge":1,"max_unavailable":0/);
});

const refusals: [because: string, changes: Partial<SkeClusterProps>, told: RegExp][] = [
  ['a name over 11 characters', { name: 'postgres-paas' }, /name is "postgres-paas", but must .* at most 11/],
  ['an API open to everyone', { adminCidrs: ['0.0.0.0/0'] }, /adminCidrs/],
  ['nobody who may administrate', { adminCidrs: [] }, /at least one range/],
  ['fewer nodes at most than at least', { nodePools: [{ ...pool, maximum: 2 }] }, /nodePools\.maximum is 2/],
  ['a pool in no zone', { nodePools: [{ ...pool, zones: [] }] }, /nodePools\.zones/],
  ['a pool with a long name', { nodePools: [{ ...pool, name: 'a-very-long-pool-name' }] }, /nodePools\.name/],
];
for (const [because, changes, told] of refusals) test(`a cluster refuses ${because}`, () => assert.throws(() => cluster(changes), told));

test('a bucket refuses a name that DNS would', () => {
  const store = () =>
    synthesiseParts((stack) => new BackupStore(stack, 'b', { projectId: 'p', bucket: 'Backups!', credentialsGroup: 'g' }));
  assert.throws(store, /bucket is "Backups!"/);
});

test('the DNS zone is made only when it is named, and the cluster may then write into it', () => {
  const stack = (changes = {}) => synthesise(new Ske(testingApp(), stackitConfig(changes)));
  assert.equal(stack().resource.stackit_dns_zone, undefined);
  const named = stack({ DNS_NAME: 'db.example.test' });
  assert.equal(theOnly(named, 'stackit_dns_zone').dns_name, 'db.example.test');
  assert.match(JSON.stringify(theOnly(named, 'stackit_ske_cluster').extensions), /"zones":\["db\.example\.test"\]/);
});

test('the kubeconfig is not in this stack at all: it is a credential, and taken where it is used', () => {
  assert.equal(synthesise(new Ske(testingApp(), stackitConfig())).resource.stackit_ske_kubeconfig, undefined);
});
