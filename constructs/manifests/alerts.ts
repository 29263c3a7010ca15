import type { PrometheusRule } from './objects.ts';

type Group = NonNullable<PrometheusRule['spec']['groups']>[number];
type Rule = NonNullable<Group['rules']>[number];

/** Of 100 answers of the API 99.9 are right and 99 come within half a second, over 30 days. */
export const SLO = { availability: 0.999, latency: 0.99, latencySeconds: 0.5 };

/** Streams last as long as their reader likes. */
export const NO_STREAMS = 'route!~".*/events|.*/server-logs"';

/** How many times faster than allowed the budget may be used up before somebody is called, or a ticket is made. */
export const BURN_RATES = { fast: 14.4, slow: 6 } as const;

const WINDOWS = ['5m', '30m', '1h', '6h', '3d'] as const;

const record = (name: string, expr: string): Rule => ({ record: name, expr });

const requests = (window: string, matchers = '') => `sum(rate(api_requests_total{${matchers}${NO_STREAMS}}[${window}]))`;

/** The share of bad answers over each window, which the burn-rate alerts and the dashboard read. */
export const RECORDING_GROUPS: Group[] = [
  {
    name: 'postgres-paas-slo',
    interval: '30s',
    rules: WINDOWS.flatMap((window) => [
      record(
        `api:errors:ratio_rate${window}`,
        `(${requests(window, 'status=~"5..",')} or 0 * ${requests(window)}) / ${requests(window)}`, // without any error there is no series of errors
      ),
      record(
        `api:slow:ratio_rate${window}`,
        `1 - sum(rate(api_request_duration_seconds_bucket{le="${SLO.latencySeconds}",${NO_STREAMS}}[${window}])) / sum(rate(api_request_duration_seconds_count{${NO_STREAMS}}[${window}]))`,
      ),
    ]),
  },
];

type Severity = 'page' | 'ticket';

interface AlertProps {
  readonly expr: string;
  readonly for: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly description: string;
}

const alert = (name: string, { expr, severity, summary, description, for: wait }: AlertProps): Rule => ({
  alert: name,
  expr,
  for: wait,
  labels: { severity },
  annotations: { summary, description, runbook: `gitops/README.md#${name.toLowerCase()}` },
});

/**
 * Two windows each, so that an alert neither comes late nor stays long (burn rates of the SRE workbook: 14.4 uses up 2 %
 * of a month's budget in an hour, 6 uses 5 % in six hours).
 */
const burnRate = (name: string, { series, budget, what }: { series: string; budget: number; what: string }): Rule[] => [
  alert(`${name}BurnsFast`, {
    expr: `api:${series}:ratio_rate1h > ${round(BURN_RATES.fast * budget)} and api:${series}:ratio_rate5m > ${round(BURN_RATES.fast * budget)}`,
    for: '2m',
    severity: 'page',
    summary: `${what}: a month's budget is gone in two days at this rate`,
    description: '{{ $value | humanizePercentage }} of the answers of the last hour.',
  }),
  alert(`${name}BurnsSlowly`, {
    expr: `api:${series}:ratio_rate6h > ${round(BURN_RATES.slow * budget)} and api:${series}:ratio_rate30m > ${round(BURN_RATES.slow * budget)}`,
    for: '15m',
    severity: 'ticket',
    summary: `${what}: a month's budget is gone in five days at this rate`,
    description: '{{ $value | humanizePercentage }} of the answers of the last six hours.',
  }),
];

const round = (value: number) => Number(value.toPrecision(6));

const PER_DATABASE = 'postgres_paas_io_project, postgres_paas_io_database';
const OF_DATABASE = '{{ $labels.postgres_paas_io_project }}/{{ $labels.postgres_paas_io_database }}';

export const ALERT_GROUPS: Group[] = [
  {
    name: 'postgres-paas-api',
    rules: [
      ...burnRate('ApiErrors', { series: 'errors', budget: 1 - SLO.availability, what: 'The API answers with errors' }),
      ...burnRate('ApiSlow', { series: 'slow', budget: 1 - SLO.latency, what: 'The API is slow' }),
      alert('ApiDown', {
        expr: 'absent(up{service="api"} == 1)',
        for: '1m',
        severity: 'page',
        summary: 'No pod of the API answers',
        description: 'Databases run on; nobody can see or change them.',
      }),
      alert('WatchBlind', {
        expr: 'max(kubernetes_watch_silence_seconds) > 75',
        for: '1m',
        severity: 'page',
        summary: 'The API has not heard the Kubernetes API server',
        description: 'For {{ $value | humanizeDuration }}. What it shows is older than that.',
      }),
      alert('LeaderLost', {
        expr: 'max(leader) < 1',
        for: '2m',
        severity: 'page',
        summary: 'No pod of the API leads',
        description: 'Databases run on and can be changed; service events are not recorded, and operations do not go on.',
      }),
      alert('EventsLate', {
        expr: 'histogram_quantile(0.99, sum by (le) (rate(service_event_lag_seconds_bucket[10m]))) > 5',
        for: '10m',
        severity: 'ticket',
        summary: 'Service events are recorded late',
        description: 'One in a hundred takes longer than {{ $value | humanizeDuration }}.',
      }),
    ],
  },
  {
    name: 'postgres-paas-databases',
    rules: [
      alert('DatabaseDown', {
        // of a fenced instance CloudNativePG goes on to say that it is up
        expr: [
          `max by (${PER_DATABASE}) (cnpg_collector_up{cnpg_io_instanceRole="primary"}) == 0`,
          `min by (${PER_DATABASE}) (cnpg_collector_fencing_on{cnpg_io_instanceRole="primary"}) == 1`,
          `sum by (${PER_DATABASE}) (up{cnpg_io_instanceRole="primary"}) == 0`,
        ].join(' or '),
        for: '1m',
        severity: 'page',
        summary: `${OF_DATABASE} takes no connections`,
        description: 'Its primary does not answer.',
      }),
      alert('DatabasesUnwell', {
        expr: 'sum(max by (state) (databases{state=~"degraded|failed|storage_full|unknown"})) > 0',
        for: '15m',
        severity: 'ticket',
        summary: '{{ $value }} databases need attention',
        description: 'The console lists them first, each with its reason.',
      }),
      alert('ReplicationLag', {
        expr: 'max by (postgres_paas_io_project, postgres_paas_io_database, pod) (cnpg_pg_replication_lag) > 60',
        for: '5m',
        severity: 'ticket',
        summary: `A replica of ${OF_DATABASE} is behind`,
        description: '{{ $labels.pod }} by {{ $value | humanizeDuration }}.',
      }),
      alert('StorageAlmostFull', {
        expr: 'kubelet_volume_stats_used_bytes{namespace=~"pg-.+"} / kubelet_volume_stats_capacity_bytes{namespace=~"pg-.+"} > 0.85',
        for: '5m',
        severity: 'ticket',
        summary: 'A volume in {{ $labels.namespace }} is almost full',
        description: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanizePercentage }}.',
      }),
      alert('StorageFull', {
        expr: 'kubelet_volume_stats_used_bytes{namespace=~"pg-.+"} / kubelet_volume_stats_capacity_bytes{namespace=~"pg-.+"} > 0.95',
        for: '1m',
        severity: 'page',
        summary: 'A volume in {{ $labels.namespace }} is full',
        description: '{{ $labels.persistentvolumeclaim }}: {{ $value | humanizePercentage }}.',
      }),
      alert('ArchivingFails', {
        expr: '(cnpg_pg_stat_archiver_last_failed_time - cnpg_pg_stat_archiver_last_archived_time) > 1',
        for: '10m',
        severity: 'page',
        summary: `WAL of ${OF_DATABASE} does not reach the archive`,
        description: 'Its volume fills up, and there is no recovery to a time after the last file that did.',
      }),
    ],
  },
  {
    name: 'postgres-paas-certificates',
    rules: [
      alert('CertificateExpires', {
        expr: 'certmanager_certificate_expiration_timestamp_seconds - time() < 14 * 86400',
        for: '1h',
        severity: 'ticket',
        summary: 'The certificate {{ $labels.namespace }}/{{ $labels.name }} ends soon',
        description: 'In {{ $value | humanizeDuration }}. cert-manager should have renewed it a fortnight ago.',
      }),
    ],
  },
];
