/** What Argo CD reads: made from one file of settings, valid, and in the order in which it must come. */
import assert from 'node:assert/strict';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import type {
  Application,
  AppProject,
  Deployment,
  KubernetesObject,
  PrometheusRule,
  Service,
  ServiceMonitor,
} from '../../constructs/manifests/objects.ts';
import { readSettings } from '../../scripts/gitops/settings.ts';
import { gitOpsFiles } from '../../scripts/gitops/tree.ts';
import { schemaFaults } from '../support/kubernetes-schemas.ts';

const folder = join(import.meta.dirname, '../../gitops');
const settings = readSettings(join(folder, 'settings.yaml'));
const files = gitOpsFiles(settings);
const objects = [...files]
  .filter(([path]) => !path.endsWith('kustomization.yaml'))
  .map(([path, text]): [string, KubernetesObject] => [path, parse(text)]);
const applications = objects.map(([, object]) => object).filter((object): object is Application => object.kind === 'Application');

test('the committed files are those that the committed settings give', () => {
  for (const [path, text] of files) assert.equal(readFileSync(join(folder, path), 'utf8'), text, `gitops/${path}: run npm run gitops`);
  assert.deepEqual(
    globSync('{apps,base,overlays}/**/*.yaml', { cwd: folder }).filter((path) => !files.has(path)),
    [],
  );
});

for (const [path, object] of objects) {
  test(`gitops/${path} is valid by the schema of its kind`, () => assert.deepEqual(schemaFaults(object), []));
}

test('every kustomization names files and folders that are there, and every file is named', () => {
  const named = new Set<string>();
  for (const [path, text] of files) {
    if (!path.endsWith('kustomization.yaml')) continue;
    for (const resource of parse(text).resources) {
      const target = join(dirname(path), resource);
      assert.ok(existsSync(join(folder, target)), `${path} names ${resource}`);
      named.add(target);
    }
  }
  const unnamed = [...files.keys()].filter((path) => path.startsWith('base/') && !path.endsWith('kustomization.yaml') && !named.has(path));
  assert.deepEqual(unnamed, []);
});

test('what is scraped is a port of a Service that is there, and a Service leads to pods that are there', () => {
  const of = <Kind extends KubernetesObject>(kind: Kind['kind']) =>
    objects.map(([, object]) => object).filter((one): one is Kind => one.kind === kind);
  const matches = (wanted: Readonly<Record<string, string>> = {}, labels: Readonly<Record<string, string>> = {}) =>
    Object.entries(wanted).every(([name, value]) => labels[name] === value);
  const [services, deployments] = [of<Service>('Service'), of<Deployment>('Deployment')];
  for (const { metadata, spec } of of<ServiceMonitor>('ServiceMonitor')) {
    const found = services.filter((one) => matches(spec.selector.matchLabels, one.metadata.labels));
    const ports = found.flatMap((one) => one.spec?.ports?.map(({ name }) => name) ?? []);
    assert.deepEqual(
      spec.endpoints.map(({ port }) => port),
      ports,
      `${metadata.name} scrapes ${found.length} Services`,
    );
  }
  for (const { metadata, spec } of services)
    assert.ok(
      deployments.some((one) => matches(spec?.selector, one.spec?.template.metadata?.labels)),
      metadata.name,
    );
});

test('the waves bring operators before what they run, databases before the API, the API before its address', () => {
  const waveOf = (name: string) => {
    const found = applications.find(({ metadata }) => metadata.name === name);
    assert.ok(found, name);
    return Number(found.metadata.annotations?.['argocd.argoproj.io/sync-wave']);
  };
  const order = ['cert-manager', 'cloudnative-pg', 'databases', 'paas-api', 'paas-address', 'kube-prometheus-stack', 'paas-monitoring'];
  const waves = order.map(waveOf);
  assert.deepEqual(
    waves,
    waves.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(waves).size, waves.length);
});

test('the project lets each application read its repository and write to its namespace, and nothing else', () => {
  const [, project] = objects.find(([, { kind }]) => kind === 'AppProject') ?? [];
  const { spec } = project as AppProject;
  const children = applications.filter(({ metadata }) => metadata.name !== 'root');
  const sources = new Set(children.map((child) => child.spec.source?.repoURL));
  assert.deepEqual(new Set(spec.sourceRepos), sources);
  const written = new Set(
    objects.flatMap(([path, { metadata }]) => (path.startsWith('base/') && metadata.namespace ? [metadata.namespace] : [])),
  );
  const allowed = new Set(spec.destinations?.map(({ namespace }) => namespace));
  for (const namespace of [...written, ...children.map((child) => child.spec.destination.namespace)])
    assert.ok(allowed.has(namespace), `${namespace} is not allowed`);
  assert.ok(!allowed.has('*') && !spec.sourceRepos?.includes('*'));
});

test('each kind that is not namespaced is allowed by the project', () => {
  const [, project] = objects.find(([, { kind }]) => kind === 'AppProject') ?? [];
  const allowed = new Set((project as AppProject).spec.clusterResourceWhitelist?.map(({ group, kind }) => `${group}/${kind}`));
  for (const [path, { apiVersion, kind, metadata }] of objects) {
    if (!path.startsWith('base/') || metadata.namespace) continue;
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    assert.ok(allowed.has(`${group}/${kind}`), `${path}: ${group}/${kind}`);
  }
});

test('what holds data is never deleted by Argo CD', () => {
  const holding = objects.filter(([, { kind }]) => kind === 'Cluster');
  assert.ok(holding.length >= 2);
  for (const [path, { metadata }] of holding)
    assert.equal(metadata.annotations?.['argocd.argoproj.io/sync-options'], 'Prune=false,Delete=false', path);
  const ofDatabases = objects.filter(([path]) => path.startsWith('base/databases/'));
  for (const [path, { metadata }] of ofDatabases) // or an application that prunes nothing is never synced again
    assert.equal(metadata.annotations?.['argocd.argoproj.io/compare-options'], 'IgnoreExtraneous', path);
  const databases = applications.find(({ metadata }) => metadata.name === 'databases');
  assert.equal(databases?.spec.syncPolicy?.automated?.prune, false);
  assert.equal(databases?.metadata.finalizers, undefined);
});

test('no Secret and nothing that looks like one is in Git', () => {
  for (const [path, object] of objects) {
    assert.notEqual(object.kind as string, 'Secret', path);
    assert.doesNotMatch(stringify(object), /password: \S|BEGIN .*PRIVATE KEY/i, path);
  }
});

test('every chart has an exact version', () => {
  for (const { metadata, spec } of applications)
    if (spec.source?.chart) assert.match(spec.source.targetRevision ?? '', /^v?\d+\.\d+\.\d+$/, metadata.name);
});

test('with a Gateway there is a route and no ingress controller', () => {
  const made = gitOpsFiles({ ...settings, overlay: 'gateway-api' });
  assert.ok(!made.has('apps/4-nginx-ingress.yaml'));
  assert.match(made.get('apps/4-paas-address.yaml') ?? '', /overlays\/gateway-api\/http-route/);
});

test('a chart comes from a mirror, from a folder of the repository, as plain objects, or not at all, as the settings say', () => {
  const charts = {
    certManager: { repository: 'https://mirror.example.org/charts', values: { prometheus: { enabled: false } } },
    cloudNativePg: { objects: 'vendor/cloudnative-pg' },
    loki: { folder: 'vendor/loki', values: { singleBinary: { replicas: 2 } } },
    barmanCloud: false as const,
  };
  const made = gitOpsFiles({ ...settings, charts });
  const source = (path: string) => (parse(made.get(path) ?? '') as Application).spec.source;
  assert.equal(source('apps/0-cert-manager.yaml')?.repoURL, 'https://mirror.example.org/charts');
  const values = source('apps/0-cert-manager.yaml')?.helm?.valuesObject;
  assert.deepEqual([values?.prometheus, values?.crds], [{ enabled: false }, { enabled: true, keep: true }], 'over ours, which stay');
  const plain = source('apps/1-cloudnative-pg.yaml');
  assert.deepEqual([plain?.repoURL, plain?.path, plain?.helm], [settings.repository, 'vendor/cloudnative-pg', undefined]);
  const copy = source('apps/5-loki.yaml');
  assert.deepEqual([copy?.path, copy?.chart], ['vendor/loki', undefined]);
  assert.deepEqual(copy?.helm?.valuesObject?.singleBinary, { replicas: 2, persistence: { enabled: true, size: '10Gi' } });
  assert.ok(!made.has('apps/1-barman-cloud.yaml'));
});

test('the API reads logs from Loki where this tree brings it and what fills it', () => {
  const asks = (charts: typeof settings.charts) =>
    gitOpsFiles({ ...settings, charts })
      .get('base/api/deployment-api.yaml')
      ?.includes('PAAS_LOKI_URL');
  assert.deepEqual([asks({}), asks({ loki: false }), asks({ alloy: false })], [true, false, false]);
  const alloy = files.get('apps/5-alloy.yaml') ?? '';
  const labels = Object.keys(LABELS_OF_ALLOY).filter(
    (label) => !new RegExp(`${LABELS_OF_ALLOY[label]}"\\]\\s+target_label +=\\s"${label}"`).test(alloy),
  );
  assert.deepEqual(labels, [], 'labels that the API selects by and Alloy does not give');
});

/** By which api/backends/cnpg/loki-query.ts selects, and from what of a pod Alloy has to make them. */
const LABELS_OF_ALLOY: Readonly<Record<string, string>> = {
  namespace: '__meta_kubernetes_namespace',
  pod: '__meta_kubernetes_pod_name',
  container: '__meta_kubernetes_pod_container_name',
  database: '__meta_kubernetes_pod_label_postgres_paas_io_database',
};

test('an issuer that nobody wants is not made: without a way to the internet it would hold up everything behind it', () => {
  const made = gitOpsFiles({ ...settings, issuer: 'local-authority' });
  const issuersOf = (files: ReadonlyMap<string, string>) => [...files.keys()].filter((path) => /clusterissuer-letsencrypt/.test(path));
  assert.deepEqual(issuersOf(made), []);
  assert.equal(issuersOf(files).length, 2, 'control');
});

test('settings that cannot work are refused with every fault', (t) => {
  const temporary = mkdtempSync(join(tmpdir(), 'postgres-paas-gitops-'));
  t.after(() => rmSync(temporary, { recursive: true }));
  const file = join(temporary, 'settings.yaml');
  const wrong = {
    charts: { loki: { folder: '../elsewhere' } },
    host: 'no spaces here',
    api: { min: 3, max: 1 },
    repository: 'https://me:secret@git.example.org/x',
  };
  writeFileSync(file, stringify({ ...settings, ...wrong }));
  assert.throws(
    () => readSettings(file),
    (error: Error) => Object.keys(wrong).every((name) => error.message.includes(name)) && !error.message.includes('secret@'),
  );
});

test('every alert has a paragraph that says what to do, where its annotation leads', () => {
  const [, rules] = objects.find(([, { kind }]) => kind === 'PrometheusRule') ?? [];
  const headings = new Set(
    [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name.toLowerCase()),
  );
  const alerts = (rules as PrometheusRule).spec.groups?.flatMap(({ rules: of = [] }) => of.filter(({ alert }) => alert)) ?? [];
  assert.ok(alerts.length > 10);
  for (const { alert = '', annotations } of alerts) {
    assert.equal(annotations?.runbook, `gitops/README.md#${alert.toLowerCase()}`);
    assert.ok(headings.has(alert.toLowerCase()), alert);
  }
});
