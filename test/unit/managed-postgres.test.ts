import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { ManagedPostgres, type ManagedPostgresProps } from '../../constructs/managed-postgres/managed-postgres.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import { PLATFORM_DEFAULTS } from '../../constructs/manifests/props.ts';
import { resources, synthesiseParts } from '../support/synth.ts';

const small: ManagedPostgresProps = { name: 'orders', project: 'shop' };
const parts = (props: Partial<ManagedPostgresProps> = {}) => {
  const json = synthesiseParts((stack) => new ManagedPostgres(stack, 'db', { ...small, ...props }));
  return new Map(resources(json, 'kubernetes_manifest').map((one) => [kindOf(one.manifest), one]));
};
const kindOf = (manifest: unknown) =>
  typeof manifest === 'object' && manifest !== null && 'kind' in manifest ? String(manifest.kind) : '';

test('makes the object that the API would make', () => {
  const unit = {
    ...SPEC_DEFAULTS,
    ...small,
    instances: 3,
    flavour: 'medium' as const,
    storageGiB: 50,
    synchronous: true,
    parameters: { work_mem: '16MB' },
    labels: { team: 'checkout' },
    deletionProtection: true,
  };
  assert.deepEqual(parts(unit).get('Cluster')?.manifest, JSON.parse(JSON.stringify(cluster(unit, PLATFORM_DEFAULTS, 'gitops'))));
});

test('the API leaves it alone: it says that something else owns it', () => {
  assert.match(JSON.stringify(parts().get('Cluster')?.manifest), /"app\.kubernetes\.io\/managed-by":"gitops"/);
});

test('backups bring a schedule, and the plugin that archives WAL', () => {
  const made = parts({ backups: { objectStore: 'backups' } });
  assert.match(JSON.stringify(made.get('ScheduledBackup')?.manifest), /"schedule":"0 0 3 \* \* \*"/);
  assert.match(JSON.stringify(made.get('Cluster')?.manifest), /"barmanObjectName":"backups"/);
});

test('roles and databases wait for the cluster they live in', () => {
  const made = parts({
    roles: [{ name: 'report', passwordSecret: 'report-password' }],
    databases: [{ name: 'stock', owner: 'app' }],
    metrics: true,
  });
  for (const kind of ['DatabaseRole', 'Database', 'PodMonitor'])
    assert.match(String(made.get(kind)?.depends_on), /kubernetes_manifest\.db_cluster/, kind);
});

test('it counts as made when it serves, not when it is accepted', () => {
  assert.deepEqual(parts().get('Cluster')?.wait, { fields: { 'status.phase': 'Cluster in healthy state' } });
});

test('Terraform refuses to destroy it unless the protection is taken off first', () => {
  assert.deepEqual(parts().get('Cluster')?.lifecycle, { prevent_destroy: true });
  assert.equal(parts({ deletionProtection: false }).get('Cluster')?.lifecycle, undefined);
});

test('tells where it is by names, without a value of any Secret', () => {
  synthesiseParts((stack) => {
    const { host, readOnlyHost, credentials } = new ManagedPostgres(stack, 'db', small);
    assert.deepEqual([host, readOnlyHost], ['orders-rw.pg-shop.svc', 'orders-ro.pg-shop.svc']);
    assert.deepEqual(credentials, { namespace: 'pg-shop', name: 'orders-app' });
  });
});

test('fromName leads to the same place and makes nothing', () => {
  synthesiseParts((stack) => {
    const made = new ManagedPostgres(stack, 'db', small);
    const { host, readOnlyHost, port, database, credentials, certificateAuthority } = made;
    assert.deepEqual(ManagedPostgres.fromName(small), { host, readOnlyHost, port, database, credentials, certificateAuthority });
  });
  assert.deepEqual(
    resources(
      synthesiseParts(() => ManagedPostgres.fromName(small)),
      'kubernetes_manifest',
    ),
    [],
  );
});

test('what no prop covers can be overridden', () => {
  const json = synthesiseParts((stack) =>
    new ManagedPostgres(stack, 'db', small).cluster.addOverride('manifest.spec.priorityClassName', 'gold'),
  );
  assert.match(JSON.stringify(resources(json, 'kubernetes_manifest')), /"priorityClassName":"gold"/);
});

const refusals: [because: string, props: Partial<ManagedPostgresProps>, told: RegExp][] = [
  ['a name with capitals', { name: 'Orders' }, /name is "Orders"/],
  ['a version that is not supported', { version: 11 }, /version is 11/],
  ['no instance', { instances: 0 }, /instances is 0/],
  ['too many instances', { instances: 6 }, /instances is 6/],
  ['no storage', { storageGiB: 0 }, /storageGiB is 0/],
  ['synchronous alone', { synchronous: true }, /synchronous is true, but must be false with one instance/],
  ['a schedule of six fields', { backups: { objectStore: 'b', schedule: '0 0 3 * * *' } }, /six fields|6 fields/],
];
for (const [because, props, told] of refusals) test(`refuses ${because}`, () => assert.throws(() => parts(props), told));
