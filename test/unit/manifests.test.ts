import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { type DatabaseRef, type DatabaseSpec, FLAVOURS, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { accessRoles } from '../../constructs/manifests/access.ts';
import { objectStore, scheduledBackup } from '../../constructs/manifests/backups.ts';
import { issuers } from '../../constructs/manifests/certificates.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import { controlPlaneObjects } from '../../constructs/manifests/control-plane.ts';
import { databaseRole, logicalDatabase } from '../../constructs/manifests/databases-and-roles.ts';
import { firstSecretObjects } from '../../constructs/manifests/first-secret.ts';
import { LABELS, namespaceOf } from '../../constructs/manifests/labels.ts';
import { alertRules, apiMonitor, databasesMonitor, stateMonitor } from '../../constructs/manifests/monitoring.ts';
import type { KubernetesObject } from '../../constructs/manifests/objects.ts';
import { podMonitor } from '../../constructs/manifests/pod-monitor.ts';
import { pooler } from '../../constructs/manifests/pooler.ts';
import { projectObjects } from '../../constructs/manifests/project.ts';
import { type DatabaseProps, PLATFORM_DEFAULTS } from '../../constructs/manifests/props.ts';
import { httpRoute, ingress } from '../../constructs/manifests/routing.ts';
import { webConsoleObjects } from '../../constructs/manifests/web-console.ts';
import { anySpec } from '../support/any-spec.ts';
import { schemaFaults } from '../support/kubernetes-schemas.ts';

const orders: DatabaseProps = { ...SPEC_DEFAULTS, name: 'orders', project: 'shop' };
const busy: DatabaseProps = {
  ...orders,
  version: 17,
  instances: 3,
  flavour: 'large',
  storageGiB: 200,
  synchronous: true,
  parameters: { work_mem: '64MB', max_connections: '300' },
  labels: { team: 'checkout' },
  deletionProtection: true,
};
const withBackups = { ...PLATFORM_DEFAULTS, storageClass: 'fast', objectStore: 'backups', clientNamespaces: ['web'] };
const project = {
  project: 'shop',
  quota: { cpus: 16, memoryGiB: 64, storageGiB: 500, databases: 10 },
  serviceAccount: { namespace: 'postgres-paas', name: 'api' },
};
const bucket = {
  name: 'backups',
  project: 'shop',
  destination: 's3://backups/',
  endpoint: 'https://s3.example.org',
  secret: 'bucket',
  retentionDays: 30,
};

const controlPlane = {
  namespace: 'postgres-paas',
  image: 'registry.example.org/postgres-paas:1.4.0',
  replicas: 2,
  secret: 'control-plane',
  state: { version: 18, instances: 3, storageGiB: 5 },
  platformFile: { antiAffinity: 'preferred' },
  apiServerCidrs: ['192.0.2.10/32'],
  monitoringNamespace: 'monitoring',
};

const address = { namespace: 'postgres-paas', host: 'paas.example.org', issuer: 'letsencrypt-production' } as const;
const monitored = { namespace: 'postgres-paas', release: 'kube-prometheus-stack' };

const goldenFiles: Record<string, KubernetesObject[]> = {
  'a-small-database': [cluster(orders, PLATFORM_DEFAULTS)],
  'a-large-database-with-backups': [
    cluster(busy, withBackups, 'gitops'),
    podMonitor(busy, 'gitops'),
    scheduledBackup(busy, '0 3 * * *', 'gitops'),
    objectStore(bucket),
    pooler(busy, { type: 'rw', instances: 2, mode: 'transaction' }, 'gitops'),
  ],
  'a-role-and-a-database-beside-app': [databaseRole(orders, 'read_only', 'orders-read-only'), logicalDatabase(orders, 'reports', 'app')],
  'a-project': projectObjects(project, withBackups),
  'access-of-the-api': accessRoles(),
  'the-control-plane': controlPlaneObjects(controlPlane, PLATFORM_DEFAULTS),
  'the-first-secret': firstSecretObjects(controlPlane),
  'the-web-console': webConsoleObjects({ namespace: 'postgres-paas', image: 'registry.example.org/postgres-paas-ui:1.4.0', replicas: 2 }),
  'issuers-of-certificates': issuers({ issuer: 'letsencrypt-staging', email: 'ops@example.org' }),
  'the-address': [ingress(address), httpRoute(address, { name: 'public', namespace: 'gateways' })],
  monitoring: [apiMonitor(monitored), databasesMonitor(monitored), stateMonitor(monitored, 'paas-state'), alertRules(monitored)],
};

for (const [name, objects] of Object.entries(goldenFiles)) {
  test(`${name.replaceAll('-', ' ')} is what the golden file shows`, () => {
    const file = join(import.meta.dirname, 'golden/manifests', `${name}.yaml`);
    const text = objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n');
    if (process.env.UPDATE_GOLDEN) {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, text);
    }
    assert.equal(text, readFileSync(file, 'utf8'), 'If the change is meant: UPDATE_GOLDEN=1 npm test -- test/unit/manifests.test.ts');
  });
  test(`${name.replaceAll('-', ' ')} is valid by the schemas of its kinds`, () => {
    for (const object of objects) assert.deepEqual(schemaFaults(object), [], object.kind);
  });
}

const fixture = (text: string): KubernetesObject => parse(text);

test('the schemas refuse a field that does not exist, a wrong type and a missing field', () => {
  const good = cluster(orders, PLATFORM_DEFAULTS);
  assert.equal(schemaFaults(fixture(stringify({ ...good, spec: { ...good.spec, instancse: 3 } }))).length, 1);
  assert.equal(schemaFaults(fixture(stringify({ ...good, spec: { ...good.spec, instances: 'three' } }))).length, 1);
  assert.equal(schemaFaults(fixture(stringify({ ...good, spec: {} }))).length, 1);
});

const word = fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/);
const anyProps: fc.Arbitrary<DatabaseProps> = fc
  .tuple(
    anySpec,
    fc.record({
      name: word,
      project: word,
      labels: fc.dictionary(fc.oneof(word, fc.constant('cnpg.io'), fc.constant('app.kubernetes.io')), word),
    }),
  )
  .map(([spec, more]) => ({ ...spec, ...more }));

test('every spec gives a valid Cluster, and the same one each time', () => {
  fc.assert(
    fc.property(anyProps, (props) => {
      const object = cluster(props, PLATFORM_DEFAULTS);
      assert.deepEqual(schemaFaults(object), []);
      assert.equal(JSON.stringify(object), JSON.stringify(cluster(structuredClone(props), PLATFORM_DEFAULTS)));
    }),
    { numRuns: 200 },
  );
});

test('no label of a tenant replaces one of ours', () => {
  fc.assert(
    fc.property(anyProps, (props) => {
      const labels = cluster(props, PLATFORM_DEFAULTS).metadata.labels ?? {};
      assert.equal(labels[LABELS.project], props.project);
      assert.equal(labels[LABELS.managedBy], 'postgres-paas');
      assert.deepEqual(
        Object.keys(labels).filter((key) => key.includes('cnpg.io') && !key.startsWith('label.postgres-paas.io/')),
        [],
      );
    }),
  );
});

test('parameters a tenant sets win over those that follow from the memory', () => {
  const { postgresql } = cluster({ ...orders, parameters: { shared_buffers: '64MB' } }, PLATFORM_DEFAULTS).spec;
  assert.equal(postgresql?.parameters?.shared_buffers, '64MB');
  assert.equal(postgresql?.parameters?.effective_cache_size, '768MB');
});

test('requests equal limits, so that pods are of class Guaranteed', () => {
  const { resources } = cluster(busy, PLATFORM_DEFAULTS).spec;
  assert.deepEqual(resources?.requests, { cpu: '4', memory: '16Gi' });
  assert.deepEqual(resources?.limits, resources?.requests);
});

test('what archives WAL beside an instance leaves its pod Guaranteed', () => {
  const { instanceSidecarConfiguration } = objectStore(bucket).spec;
  const { requests, limits } = instanceSidecarConfiguration?.resources ?? {};
  assert.ok(requests?.cpu !== undefined && requests.memory !== undefined);
  assert.deepEqual(limits, requests);
});

test('a database of a name that was there before has an archive of its own', () => {
  const archiveOf = (props: DatabaseProps) => cluster(props, withBackups).spec.plugins?.[0]?.parameters?.serverName;
  assert.equal(archiveOf(orders), 'shop.orders');
  assert.equal(archiveOf({ ...orders, incarnation: '7f3a' }), 'shop.orders.7f3a');
});

test('poolers are measured and found by project and database as instances are', () => {
  const { spec } = pooler(busy, { type: 'rw', instances: 2, mode: 'transaction' });
  const labels = spec.template?.metadata?.labels ?? {};
  assert.deepEqual([labels[LABELS.project], labels[LABELS.database]], ['shop', 'orders']);
  const roles = podMonitor(busy).spec.selector.matchExpressions?.find(({ key }) => key === 'cnpg.io/podRole')?.values;
  assert.deepEqual(roles, ['instance', 'pooler']);
});

test('a lone instance has no disruption budget, which would block every drain of its node', () => {
  assert.equal(cluster(orders, PLATFORM_DEFAULTS).spec.enablePDB, false);
  assert.equal(cluster(busy, PLATFORM_DEFAULTS).spec.enablePDB, true);
});

test('a schedule of five fields gets the seconds that CloudNativePG wants first, any other is refused', () => {
  assert.equal(scheduledBackup(orders, '30 4 * * 0').spec.schedule, '0 30 4 * * 0');
  assert.throws(() => scheduledBackup(orders, '0 30 4 * * 0'), /has 6 fields; give five/);
});

test('a project can never be a namespace of the system', () => {
  assert.equal(namespaceOf('kube-system'), 'pg-kube-system');
});

test('a change of the platform file makes new pods of the API', () => {
  const templateOf = (platformFile: object) => {
    const deployment = controlPlaneObjects({ ...controlPlane, platformFile }, PLATFORM_DEFAULTS).find(({ kind }) => kind === 'Deployment');
    return JSON.stringify(deployment?.kind === 'Deployment' && deployment.spec?.template);
  };
  assert.notEqual(templateOf({ antiAffinity: 'off' }), templateOf({ antiAffinity: 'required' }));
});

test('the API may list no Secret, enter no pod and use no wildcard', () => {
  const rules = accessRoles().flatMap((role) => role.rules ?? []);
  const flat = rules.flatMap(({ resources = [], verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)));
  assert.deepEqual(
    flat.filter((right) => right.includes('secrets')),
    ['get secrets', 'patch secrets'],
  );
  assert.deepEqual(
    flat.filter((right) => /\*|exec|impersonate|escalate/.test(right)),
    [],
  );
});

test('sizes are those the API tells its users', () => {
  for (const [flavour, { cpu, memoryMiB }] of Object.entries(FLAVOURS)) {
    const size = Object.entries(PLATFORM_DEFAULTS.sizes).find(([name]) => name === flavour)?.[1];
    assert.deepEqual([size?.cpuMillis, size?.memoryMiB], [cpu * 1000, memoryMiB]);
  }
});

test('the props are the shape of the API spec with name and project', () => {
  const fromDomain = (ref: DatabaseRef, spec: DatabaseSpec): DatabaseProps => ({ ...ref, ...spec });
  assert.equal(fromDomain({ project: 'shop', name: 'orders' }, SPEC_DEFAULTS).name, 'orders');
});
