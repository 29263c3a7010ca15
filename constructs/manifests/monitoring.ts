import { ALERT_GROUPS, RECORDING_GROUPS } from './alerts.ts';
import { API_PODS } from './api-deployment.ts';
import { LABELS } from './labels.ts';
import type { PodMonitor, PrometheusRule, ServiceMonitor } from './objects.ts';

export interface MonitoringProps {
  /** The namespace of the control plane. */
  readonly namespace: string;
  /** The label by which Prometheus finds what to scrape and which rules to load. Default of kube-prometheus-stack's chart: its release. */
  readonly release: string;
}

const labelsFor = (release: string) => ({ [LABELS.managedBy]: 'gitops', release });

/** The API's own figures, from every pod, each 15 s. */
export const apiMonitor = ({ namespace, release }: MonitoringProps): ServiceMonitor => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name: 'api', namespace, labels: { ...labelsFor(release), ...API_PODS } },
  spec: {
    selector: { matchLabels: API_PODS },
    endpoints: [{ port: 'http', path: '/metrics', interval: '15s', scrapeTimeout: '10s' }],
  },
});

const SETTINGS = 'cnpg_pg_settings_setting';
const MARK = '__tmp_setting';

/**
 * Of 480 series of an instance 284 are settings of PostgreSQL, and only how many connections it accepts is read. Prometheus' patterns cannot
 * say "all but one", so all are marked, the one gets another mark, and the rest is dropped.
 */
const WITHOUT_SETTINGS: NonNullable<NonNullable<PodMonitor['spec']['podMetricsEndpoints']>[number]['metricRelabelings']> = [
  { sourceLabels: ['__name__'], regex: SETTINGS, targetLabel: MARK, replacement: 'unread' },
  { sourceLabels: ['__name__', 'name'], regex: `${SETTINGS};max_connections`, targetLabel: MARK, replacement: 'read' },
  { sourceLabels: [MARK], regex: 'unread', action: 'drop' },
  { regex: MARK, action: 'labeldrop' },
];

/**
 * Every instance of every database, whoever made it, with project and database on each series. One monitor for all
 * namespaces: databases that come need none of their own, and the API needs no right to make any.
 */
export const databasesMonitor = ({ namespace, release }: MonitoringProps): PodMonitor => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'databases', namespace, labels: labelsFor(release) },
  spec: {
    namespaceSelector: { any: true },
    selector: {
      matchExpressions: [
        { key: LABELS.database, operator: 'Exists' },
        { key: 'cnpg.io/podRole', operator: 'In', values: ['instance', 'pooler'] },
      ],
    },
    podTargetLabels: [LABELS.project, LABELS.database, 'cnpg.io/cluster', 'cnpg.io/instanceRole', 'cnpg.io/poolerName'],
    podMetricsEndpoints: [{ port: 'metrics', interval: '15s', scrapeTimeout: '10s', metricRelabelings: WITHOUT_SETTINGS }],
  },
});

/** The control plane's own PostgreSQL. */
export const stateMonitor = ({ namespace, release }: MonitoringProps, state: string): PodMonitor => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: state, namespace, labels: labelsFor(release) },
  spec: {
    selector: { matchLabels: { 'cnpg.io/cluster': state } },
    podTargetLabels: ['cnpg.io/cluster', 'cnpg.io/instanceRole'],
    podMetricsEndpoints: [{ port: 'metrics', interval: '15s' }],
  },
});

/** What is computed ahead, and when somebody is called. Each alert has a paragraph of the same name in gitops/README.md. */
export const alertRules = ({ namespace, release }: MonitoringProps): PrometheusRule => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'postgres-paas', namespace, labels: labelsFor(release) },
  spec: { groups: [...RECORDING_GROUPS, ...ALERT_GROUPS] },
});
