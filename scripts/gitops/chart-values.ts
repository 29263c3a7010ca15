import type { GitOpsSettings } from './settings.ts';

/** What we set of each chart; the rest is the chart's own default. Reports to vendors are off everywhere. */
export const chartValues = ({ monitoring }: GitOpsSettings) => ({
  certManager: {
    crds: { enabled: true, keep: true },
    prometheus: { enabled: true },
    // the issuer of a certificate is found although it names no kind
    extraArgs: ['--enable-certificate-owner-ref=false'],
  },
  cloudNativePg: { crds: { create: true }, resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } } },
  barmanCloud: { resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } } },
  nginxIngress: {
    controller: {
      replicaCount: 2,
      enableCustomResources: false,
      ingressClass: { name: 'nginx', create: true, setAsDefaultIngress: false },
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      telemetryReporting: { enable: false },
      service: { externalTrafficPolicy: 'Local' },
    },
  },
  metricsServer: { replicas: 1 },
  kubePrometheusStack: kubePrometheusStack(monitoring),
  loki: loki(monitoring),
  alloy: {
    crds: { create: false },
    alloy: { enableReporting: false, configMap: { create: true, content: ALLOY }, mounts: { varlog: true } },
    controller: { type: 'daemonset' },
  },
});

/** Values over others, as Helm lays them: objects by their keys, everything else as a whole. */
export function overlaid(below: object, above: object): Record<string, unknown> {
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isObject(value) && isObject(under) ? overlaid(under, value) : value;
  }
  return merged;
}

const kubePrometheusStack = ({ retention, storage }: GitOpsSettings['monitoring']) => ({
  fullnameOverride: 'monitoring',
  // none of these can be reached on a managed cluster, and on kubeadm they listen on the node itself
  kubeControllerManager: { enabled: false },
  kubeScheduler: { enabled: false },
  kubeProxy: { enabled: false },
  kubeEtcd: { enabled: false },
  prometheus: {
    prometheusSpec: {
      retention,
      // monitors and rules of every namespace that carry the label of this release
      serviceMonitorNamespaceSelector: {},
      podMonitorNamespaceSelector: {},
      ruleNamespaceSelector: {},
      storageSpec: volume(storage),
    },
  },
  grafana: {
    // dashboards are ConfigMaps with this label, wherever they are
    sidecar: { dashboards: { enabled: true, label: 'grafana_dashboard', searchNamespace: 'ALL' } },
    additionalDataSources: [{ name: 'Loki', type: 'loki', uid: 'loki', url: 'http://loki:3100', access: 'proxy' }],
    'grafana.ini': { analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false } },
  },
});

const loki = ({ logs }: GitOpsSettings['monitoring']) => ({
  deploymentMode: 'Monolithic',
  loki: {
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    commonConfig: { replication_factor: 1 },
    storage: { type: 'filesystem' },
    schemaConfig: {
      configs: [
        { from: '2026-01-01', store: 'tsdb', object_store: 'filesystem', schema: 'v13', index: { prefix: 'index_', period: '24h' } },
      ],
    },
    limits_config: { retention_period: '168h', allow_structured_metadata: true },
    compactor: { retention_enabled: true, delete_request_store: 'filesystem' },
  },
  singleBinary: { replicas: 1, persistence: { enabled: true, size: logs } },
  read: { replicas: 0 },
  write: { replicas: 0 },
  backend: { replicas: 0 },
  gateway: { enabled: false },
  chunksCache: { enabled: false },
  resultsCache: { enabled: false },
  lokiCanary: { enabled: false },
  test: { enabled: false },
});

const volume = (size: string) => ({
  volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } } },
});

/**
 * Every container's lines to Loki. The platform and CloudNativePG write JSON: level and component become labels (few
 * values each), ids become structured metadata, and the line stays as it was written.
 */
const ALLOY = `discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("HOSTNAME")
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    target_label  = "app"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_postgres_paas_io_project"]
    target_label  = "project"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_postgres_paas_io_database"]
    target_label  = "database"
  }
}

loki.source.kubernetes "pods" {
  targets    = discovery.relabel.pods.output
  forward_to = [loki.process.json.receiver]
}

loki.process "json" {
  stage.json {
    expressions = { level = "level", kind = "kind", request_id = "requestId", actor = "actor" }
  }
  stage.labels {
    values = { level = "", kind = "" }
  }
  stage.structured_metadata {
    values = { request_id = "", actor = "" }
  }
  forward_to = [loki.write.default.receiver]
}

loki.write "default" {
  endpoint {
    url = "http://loki.monitoring.svc:3100/loki/api/v1/push"
  }
}
`;
