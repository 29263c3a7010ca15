/**
 * What Argo CD installs beside the platform's own objects. No repository of charts can be reached from here, so the parts come
 * from the Go modules that their programs are built from, as folders of the lab's Git repository (`charts` in the settings).
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { KubernetesObject } from '../../../constructs/manifests/objects.ts';
import type { Lab } from '../cluster/lab.ts';
import type { Addons } from './addons.ts';

export type Files = Map<string, string>;
type Any = KubernetesObject & { spec?: Record<string, never> };

export const objectsIn = (text: string): Any[] =>
  parseAllDocuments(text, { logLevel: 'error' })
    .map((document) => document.toJS() as Any | null)
    .filter((object) => object !== null);

/** Files of a folder on this machine, at another place of the repository. */
function copied(from: string, to: string): Files {
  const files = globSync('**/*', { cwd: from, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.replace(from, to), readFileSync(path, 'utf8')];
    }),
  );
}

const kustomized = (folder: string, objects: readonly Any[]): Files =>
  new Map([
    [`${folder}/objects.yaml`, objects.map((object) => stringify(object)).join('---\n')],
    [`${folder}/kustomization.yaml`, stringify({ resources: ['objects.yaml'] })],
  ]);

/** The release of CloudNativePG as the cluster lab has it: image, probes and CPU limit are the lab's. */
export const cloudNativePg = async (lab: Lab): Promise<Files> => kustomized('vendor/cloudnative-pg', objectsIn(await lab.run('operator')));

/**
 * cert-manager's chart without its webhook and CA injector, whose programs cannot be had: nothing is defaulted or refused
 * when it is admitted. Rights, definitions and the controller's Deployment are the chart's.
 */
export async function certManager(addons: Addons): Promise<Files> {
  const module = await addons.module('cert-manager', 'github.com/cert-manager/cert-manager');
  const chart = join(module, 'deploy/charts/cert-manager');
  const args = ['template', 'cert-manager', chart, '-n', 'cert-manager', '--kube-version', '1.35.4', '--set', 'crds.enabled=true'];
  const objects = objectsIn(addons.exec('helm', args)).filter(
    ({ kind, metadata }) => !/webhook|cainjector|startupapicheck/.test(metadata.name ?? '') && !kind.endsWith('WebhookConfiguration'),
  );
  return kustomized('vendor/cert-manager', objects.map(ownController));
}

function ownController(object: Any): Any {
  if (object.kind !== 'Deployment') return object;
  const deployment = structuredClone(object) as unknown as { spec: { template: { spec: { containers: Record<string, unknown>[] } } } };
  for (const container of deployment.spec.template.spec.containers) {
    Object.assign(container, { image: 'localhost/cert-manager:lab', args: ['--cluster-resource-namespace=cert-manager'], ports: [] });
    delete container.livenessProbe; // its own main package serves it
  }
  return deployment as unknown as Any;
}

export const metricsServer = async (addons: Addons): Promise<Files> =>
  copied(join(await addons.module('metrics-server', 'sigs.k8s.io/metrics-server'), 'charts/metrics-server'), 'charts/metrics-server');

/** Values for the chart: the lab's kubelet signs its own certificate, and what is measured must be fresh. */
export const METRICS_SERVER_VALUES = {
  image: { repository: 'localhost/metrics-server', tag: 'lab', pullPolicy: 'IfNotPresent' },
  args: ['--kubelet-insecure-tls', '--kubelet-request-timeout=8s'],
  defaultArgs: [
    '--cert-dir=/tmp',
    '--kubelet-preferred-address-types=InternalIP',
    '--kubelet-use-node-status-port',
    '--metric-resolution=10s',
  ],
};

/**
 * In place of kube-prometheus-stack, whose chart cannot be had: the operator and Prometheus themselves, which find monitors
 * and rules by the same labels as that chart sets. No Grafana, Alertmanager, kube-state-metrics and node-exporter.
 */
export async function monitoring(addons: Addons): Promise<Files> {
  const module = await addons.module('prometheus-operator', 'github.com/prometheus-operator/prometheus-operator');
  const read = (pattern: string) =>
    globSync(pattern, { cwd: join(module, 'example') })
      .toSorted()
      .map((path) => readFileSync(join(module, 'example', path), 'utf8'));
  const objects = [
    ...read('prometheus-operator-crd/*.yaml'),
    ...read('rbac/prometheus-operator/*-{account,role,role-binding,deployment}.yaml'),
    ...read('rbac/prometheus/prometheus-{cluster-role,cluster-role-binding,service-account}.yaml'),
  ].flatMap(objectsIn);
  return new Map([
    ['vendor/monitoring/objects.yaml', [...objects.map(definitionsFirst), PROMETHEUS].map((object) => stringify(object)).join('---\n')],
    ['vendor/monitoring/kustomization.yaml', stringify(MONITORING)],
  ]);
}

/** The operator looks once, when it starts, which definitions there are, and leaves the others alone for ever. */
const definitionsFirst = (object: Any): Any => {
  const { kind, metadata }: { kind: string; metadata: Any['metadata'] } = object;
  if (kind !== 'CustomResourceDefinition') return object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, 'argocd.argoproj.io/sync-wave': '-1' } } };
};

const RELEASE = { matchLabels: { release: 'kube-prometheus-stack' } };

const PROMETHEUS = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'monitoring' },
  spec: {
    image: 'localhost/prometheus:lab',
    imagePullPolicy: 'IfNotPresent',
    version: 'v3.16.0',
    replicas: 1,
    serviceAccountName: 'prometheus',
    retention: '7d',
    // an alert's `for` is minutes already: it is the rules' own times that are waited for
    evaluationInterval: '5s',
    serviceMonitorSelector: RELEASE,
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: RELEASE,
    podMonitorNamespaceSelector: {},
    ruleSelector: RELEASE,
    ruleNamespaceSelector: {},
    resources: { requests: { memory: '100Mi' } },
  },
};

const MONITORING = {
  namespace: 'monitoring',
  resources: ['objects.yaml'],
  patches: [
    {
      target: { kind: 'Deployment', name: 'prometheus-operator' },
      patch: stringify([
        { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'localhost/prometheus-operator:lab' },
        {
          op: 'replace',
          path: '/spec/template/spec/containers/0/args',
          value: ['--prometheus-config-reloader=localhost/prometheus-config-reloader:lab'],
        },
      ]),
    },
  ],
};
