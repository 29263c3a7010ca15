import { stringify } from 'yaml';
import { toDomain } from '../../api/contract/database.ts';
import {
  type ApplicationProps,
  type ApplicationSource,
  application,
  projectOfApplications,
  rootApplication,
} from '../../constructs/manifests/applications.ts';
import { issuers } from '../../constructs/manifests/certificates.ts';
import { cluster } from '../../constructs/manifests/cluster.ts';
import { apiObjects, type ControlPlaneProps, STATE, stateObjects } from '../../constructs/manifests/control-plane.ts';
import { firstSecretObjects } from '../../constructs/manifests/first-secret.ts';
import { CONTROL_PLANE_NAMESPACE, namespaceOf } from '../../constructs/manifests/labels.ts';
import { alertRules, apiMonitor, databasesMonitor, stateMonitor } from '../../constructs/manifests/monitoring.ts';
import type { ClusterImageCatalog, KubernetesObject } from '../../constructs/manifests/objects.ts';
import { projectObjects } from '../../constructs/manifests/project.ts';
import { PLATFORM_DEFAULTS, type Platform } from '../../constructs/manifests/props.ts';
import { httpRoute, ingress } from '../../constructs/manifests/routing.ts';
import { webConsoleObjects } from '../../constructs/manifests/web-console.ts';
import { chartValues, overlaid } from './chart-values.ts';
import { CHARTS, type ChartName } from './charts.ts';
import { dashboardConfigMaps } from './dashboards.ts';
import type { GitOpsSettings } from './settings.ts';

const NAMESPACE = CONTROL_PLANE_NAMESPACE;
const MONITORING = 'monitoring';
const SECRET = 'control-plane';
const RELEASE = 'kube-prometheus-stack';
const OVERLAYS = ['ske', 'gateway-api', 'lab'] as const;

/** Every generated file below gitops/, by its path there. The same settings give the same bytes. */
export function gitOpsFiles(settings: GitOpsSettings): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, objects] of Object.entries(components(settings))) addBase(files, name, objects);
  for (const overlay of OVERLAYS) addOverlay(files, overlay, Object.keys(components(settings)));
  const applications = applicationsOf(settings);
  const project = projectOf(settings, applications);
  files.set('apps/project.yaml', yaml(project));
  for (const one of applications) files.set(`apps/${one.wave}-${one.name}.yaml`, yaml(application(one, settings)));
  files.set('root-app.yaml', yaml(rootApplication(settings, 'gitops/apps')));
  return files;
}

const yaml = (value: object) => `${HEADER}${stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 })}`;
const HEADER = '# Made by `npm run gitops` from gitops/settings.yaml. Do not edit.\n';

/** The objects of each component, as they are before an overlay changes some. */
function components(settings: GitOpsSettings): Record<string, KubernetesObject[]> {
  const props = controlPlane(settings);
  const platform = { ...PLATFORM_DEFAULTS, ...settings.platform } as Platform; // the API checks it when it starts
  const monitored = { namespace: NAMESPACE, release: RELEASE };
  const address = { namespace: NAMESPACE, host: settings.host, issuer: settings.issuer };
  return {
    issuers: issuers(settings),
    databases: [imageCatalog(settings), ...stateObjects(props, platform), ...sampleDatabases(settings, platform)].map(kept),
    api: [...firstSecretObjects(props), ...apiObjects(props)],
    ui: webConsoleObjects({ namespace: NAMESPACE, image: settings.images.ui, replicas: settings.ui.replicas }),
    ingress: [ingress(address)],
    'http-route': [httpRoute(address, settings.gateway)],
    monitoring: [
      apiMonitor(monitored),
      databasesMonitor(monitored),
      stateMonitor(monitored, STATE),
      alertRules(monitored),
      ...dashboardConfigMaps(NAMESPACE),
    ],
  };
}

/** All that the control plane is, in the order in which it must be made: for a cluster without Argo CD. */
export function controlPlaneObjects(settings: GitOpsSettings): KubernetesObject[] {
  const { api } = components(settings);
  const platform = { ...PLATFORM_DEFAULTS, ...settings.platform } as Platform;
  return [...stateObjects(controlPlane(settings), platform), imageCatalog(settings), ...(api ?? [])];
}

const controlPlane = (settings: GitOpsSettings): ControlPlaneProps => ({
  namespace: NAMESPACE,
  image: settings.images.api,
  replicas: settings.api,
  secret: SECRET,
  state: settings.state,
  platformFile: settings.platform,
  apiServerCidrs: settings.apiServerCidrs,
  monitoringNamespace: MONITORING,
  ...(settings.monitoring.enabled && { prometheusUrl: `http://prometheus-operated.${MONITORING}.svc:9090` }), // a Service that the operator makes
  ...(hasOwnLogs(settings) && { lokiUrl: `http://loki.${MONITORING}.svc:3100` }),
});

/** Of another Loki, or one that another collector fills, neither address nor labels are known. */
const hasOwnLogs = ({ monitoring, charts }: GitOpsSettings) => monitoring.enabled && charts.loki !== false && charts.alloy !== false;

const imageCatalog = ({ postgresql }: GitOpsSettings): ClusterImageCatalog => ({
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'ClusterImageCatalog',
  metadata: { name: PLATFORM_DEFAULTS.imageCatalog },
  spec: { images: Object.entries(postgresql).map(([major, image]) => ({ major: Number(major), image })) },
});

/**
 * Neither a change in Git nor the end of the application deletes data: only a person does. What vanished from Git and stays is no
 * difference either, or the application would never be synced again, and the waves behind it would wait for ever.
 */
function kept<Kind extends KubernetesObject>(object: Kind): Kind {
  const holdsData = object.kind === 'Cluster' || object.kind === 'Namespace';
  const annotations = {
    ...object.metadata.annotations,
    'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
    ...(holdsData && { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }),
  };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function sampleDatabases({ sampleDatabases: samples }: GitOpsSettings, platform: Platform): KubernetesObject[] {
  const projects = [...new Set(samples.map(({ project }) => project))];
  const quota = { cpus: 32, memoryGiB: 128, storageGiB: 2000, databases: 50 };
  const serviceAccount = { namespace: NAMESPACE, name: 'api' };
  return [
    ...projects.flatMap((project) => projectObjects({ project, quota, serviceAccount }, platform)),
    ...samples.map((sample) => {
      const [ref, spec] = toDomain(sample);
      return cluster({ ...ref, ...spec }, platform, 'gitops');
    }),
  ];
}

function addBase(files: Map<string, string>, name: string, objects: readonly KubernetesObject[]): void {
  for (const object of objects) files.set(`base/${name}/${fileNameOf(object, objects)}`, yaml(object));
  const names = objects.map((object) => fileNameOf(object, objects));
  files.set(`base/${name}/kustomization.yaml`, yaml(kustomization(names)));
}

/** Two objects of a kind and name in different namespaces get a file each. */
function fileNameOf({ kind, metadata }: KubernetesObject, all: readonly KubernetesObject[]): string {
  const name = `${kind.toLowerCase()}-${metadata.name}`;
  const isShared = all.filter((other) => other.kind === kind && other.metadata.name === metadata.name).length > 1;
  return isShared ? `${name}-${metadata.namespace}.yaml` : `${name}.yaml`;
}

const kustomization = (resources: readonly string[], patches: readonly object[] = []) => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources,
  ...(patches.length > 0 && { patches }),
});

/** What one kind of cluster has otherwise, by component. */
const PATCHES: Readonly<Record<(typeof OVERLAYS)[number], Readonly<Record<string, readonly object[]>>>> = {
  ske: {},
  'gateway-api': {},
  // one node, with little memory and a disk of folders
  lab: {
    databases: [
      patch('Cluster', [
        { op: 'replace', path: '/spec/affinity', value: { enablePodAntiAffinity: false } },
        { op: 'replace', path: '/spec/storage/size', value: '1Gi' },
        {
          op: 'replace',
          path: '/spec/probes',
          value: { startup: { periodSeconds: 1, failureThreshold: 3600 }, readiness: { periodSeconds: 1 } },
        },
      ]),
    ],
    // a load of seconds must be enough to see it grow and shrink
    api: [patch('HorizontalPodAutoscaler', [{ op: 'replace', path: '/spec/behavior/scaleDown/stabilizationWindowSeconds', value: 15 }])],
    ui: [patch('Deployment', [{ op: 'replace', path: '/spec/replicas', value: 1 }])],
  },
};

function patch(kind: string, operations: readonly object[]) {
  return { target: { kind }, patch: stringify(operations) };
}

function addOverlay(files: Map<string, string>, overlay: (typeof OVERLAYS)[number], names: readonly string[]): void {
  for (const name of names.filter((one) => isPartOf(overlay, one))) {
    const content = kustomization([`../../../base/${name}`], PATCHES[overlay][name]);
    files.set(`overlays/${overlay}/${name}/kustomization.yaml`, yaml(content));
  }
}

const isPartOf = (overlay: (typeof OVERLAYS)[number], component: string) =>
  component !== (overlay === 'gateway-api' ? 'ingress' : 'http-route');

function applicationsOf(settings: GitOpsSettings): ApplicationProps[] {
  const ofChart = (part: Omit<ApplicationProps, 'from'>, chart: ChartName) => {
    const from = chartSource(settings, chart);
    return from ? [{ ...part, from }] : [];
  };
  const folder = (name: string) => ({ path: `gitops/overlays/${settings.overlay}/${name}` });
  const usesGateway = settings.overlay === 'gateway-api';
  return [
    ...ofChart({ name: 'cert-manager', wave: 0, namespace: 'cert-manager' }, 'certManager'),
    { name: 'issuers', wave: 0, namespace: 'cert-manager', from: folder('issuers') },
    ...ofChart({ name: 'cloudnative-pg', wave: 1, namespace: 'cnpg-system' }, 'cloudNativePg'),
    ...ofChart({ name: 'barman-cloud', wave: 1, namespace: 'cnpg-system' }, 'barmanCloud'),
    ...(settings.metricsServer ? ofChart({ name: 'metrics-server', wave: 1, namespace: 'kube-system' }, 'metricsServer') : []),
    { name: 'databases', wave: 2, namespace: NAMESPACE, from: folder('databases'), keepsData: true },
    { name: 'paas-api', wave: 3, namespace: NAMESPACE, from: folder('api') },
    { name: 'paas-ui', wave: 4, namespace: NAMESPACE, from: folder('ui') },
    ...(usesGateway ? [] : ofChart({ name: 'nginx-ingress', wave: 4, namespace: 'nginx-ingress' }, 'nginxIngress')),
    { name: 'paas-address', wave: 4, namespace: NAMESPACE, from: folder(usesGateway ? 'http-route' : 'ingress') },
    ...(settings.monitoring.enabled
      ? [
          ...ofChart({ name: RELEASE, wave: 5, namespace: MONITORING }, 'kubePrometheusStack'),
          ...ofChart({ name: 'loki', wave: 5, namespace: MONITORING }, 'loki'),
          ...ofChart({ name: 'alloy', wave: 5, namespace: MONITORING }, 'alloy'),
          { name: 'paas-monitoring', wave: 6, namespace: NAMESPACE, from: folder('monitoring') },
        ]
      : []),
  ];
}

/** Where a part that is not ours comes from; undefined when the cluster has it already. */
function chartSource(settings: GitOpsSettings, name: ChartName): ApplicationSource | undefined {
  const own = settings.charts[name] ?? {};
  if (own === false) return undefined;
  if ('objects' in own) return { path: own.objects };
  const values = overlaid(chartValues(settings)[name], own.values ?? {});
  if ('folder' in own) return { path: own.folder, values };
  const { repository, version } = own;
  return { chart: { ...CHARTS[name], ...(repository && { repository }), ...(version && { version }) }, values };
}

const projectOf = ({ repository, sampleDatabases: samples }: GitOpsSettings, applications: readonly ApplicationProps[]) =>
  projectOfApplications({
    repositories: [repository, ...applications.flatMap(({ from }) => ('chart' in from ? [from.chart.repository] : []))],
    namespaces: [
      ...applications.map(({ namespace }) => namespace),
      // charts of monitoring and cert-manager write to it as well
      'kube-system',
      ...samples.map(({ project }) => namespaceOf(project)),
    ],
  });
