import * as units from '@grafana/grafana-foundation-sdk/units';
import { NO_STREAMS } from '../../../constructs/manifests/alerts.ts';
import { dashboard, type Line } from './dashboard.ts';

/** Each pod of the API has figures of its own; what they say of all databases is the same in each, and the highest counts. */
const API = 'service="api"';
const rate = (metric: string, matchers = API) => `rate(${metric}{${matchers}}[$__rate_interval])`;
const ANSWERS = `${API},${NO_STREAMS}`;
const latency = (share: number) => `histogram_quantile(${share}, sum by (le) (${rate('api_request_duration_seconds_bucket', ANSWERS)}))`;
const HPA = 'namespace="postgres-paas",horizontalpodautoscaler="api"';

const now: Line = {
  kind: 'figures',
  panels: [
    {
      title: 'Requests per second',
      description: 'How much is asked of the API. Event streams and server logs are left out: they last as long as their reader likes.',
      unit: units.RequestsPerSecond,
      queries: { requests: `sum(${rate('api_requests_total', ANSWERS)})` },
    },
    {
      title: 'Answers that are errors',
      description: 'Share of 5xx among all answers of the last five minutes. The objectives are on the dashboard "Objectives".',
      unit: units.PercentUnit,
      queries: { errors: 'api:errors:ratio_rate5m' },
      limits: { good: 'below', bad: 0.001 },
    },
    {
      title: 'Slowest answer of a hundred',
      description: '99 of 100 answers come faster. The histogram ends at 5 s: what takes longer is shown as 5 s.',
      unit: units.Seconds,
      queries: { p99: latency(0.99) },
      limits: { good: 'below', bad: 0.5 },
    },
    {
      title: 'Replicas that answer',
      description: 'Pods of the API that Prometheus reaches.',
      unit: units.Short,
      queries: { replicas: `sum(up{${API}})` },
      limits: { good: 'above', bad: 1 },
    },
    {
      title: 'Leaders',
      description: 'One replica records service events and goes on with operations. 0 for longer than two minutes is the alert LeaderLost.',
      unit: units.Short,
      queries: { leaders: `sum(leader{${API}})` },
      limits: { good: 'above', bad: 1 },
    },
    {
      title: 'Silence of the watch',
      description: 'Since the replica that is worst off heard the Kubernetes API server. What it shows may be older than that.',
      unit: units.Seconds,
      queries: { silence: `max(kubernetes_watch_silence_seconds{${API}})` },
      limits: { good: 'below', bad: 75 },
    },
  ],
};

const requests: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Requests by route',
      description: 'Which routes are used, and which one grew.',
      unit: units.RequestsPerSecond,
      queries: { '{{method}} {{route}}': `topk(10, sum by (method, route) (${rate('api_requests_total')}))` },
    },
    {
      title: 'Answers by status code',
      description: '4xx are mistakes of clients, 5xx are errors of the platform. 429 says that a client is slowed down.',
      unit: units.RequestsPerSecond,
      queries: { '{{status}}': `sum by (status) (${rate('api_requests_total')})` },
    },
    {
      title: 'Time until an answer',
      description: 'For half, 95 and 99 of 100 answers.',
      unit: units.Seconds,
      queries: { p50: latency(0.5), p95: latency(0.95), p99: latency(0.99) },
    },
  ],
};

const slowness: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Slowest routes',
      description: '95 of 100 answers of a route come faster.',
      unit: units.Seconds,
      queries: {
        '{{method}} {{route}}': `topk(5, histogram_quantile(0.95, sum by (method, route, le) (${rate('api_request_duration_seconds_bucket', ANSWERS)})))`,
      },
    },
    {
      title: 'Requests in progress',
      description: 'Grows when something behind the API is slow. Open event streams count.',
      unit: units.Short,
      queries: { '{{pod}}': `sum by (pod) (api_requests_in_flight{${API}})` },
    },
    {
      title: 'Refused logins',
      description: 'Many from nowhere are somebody who guesses passwords.',
      unit: units.RequestsPerSecond,
      queries: { refused: `sum(${rate('login_failures_total')})` },
    },
  ],
};

const replicas: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Replicas, and how many there may be',
      description: 'At its limit the autoscaler adds none: raise api.max in the settings.',
      unit: units.Short,
      queries: {
        answering: `sum(up{${API}})`,
        wanted: `max(kube_horizontalpodautoscaler_status_desired_replicas{${HPA}})`,
        'at most': `max(kube_horizontalpodautoscaler_spec_max_replicas{${HPA}})`,
      },
    },
    {
      title: 'Processor time by replica',
      description: 'Cores in use. The API runs on one core; near 1 it is as fast as it gets.',
      unit: units.Short,
      queries: { '{{pod}}': `sum by (pod) (${rate('process_cpu_seconds_total')})` },
    },
    {
      title: 'Memory by replica',
      description: 'Resident. It grows by 1 to 2 MB with each thousand databases; steady growth at a steady number is a leak.',
      unit: units.BytesIEC,
      queries: { '{{pod}}': `max by (pod) (process_resident_memory_bytes{${API}})` },
    },
  ],
};

const leadership: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Delay of the event loop',
      description:
        '99 of 100 iterations of the loop begin with less delay. High: something computes for too long, and every request waits for it.',
      unit: units.Seconds,
      queries: { '{{pod}}': `max by (pod) (nodejs_eventloop_lag_p99_seconds{${API}})` },
    },
    {
      title: 'Who leads',
      description: 'One replica at a time; a gap is a time in which no service events were recorded, and they come afterwards.',
      unit: units.Short,
      queries: { '{{pod}}': `max by (pod) (leader{${API}})` },
    },
    {
      title: 'Silence of the watch by replica',
      description: 'Since it heard the Kubernetes API server. Above 75 s is the alert WatchBlind.',
      unit: units.Seconds,
      queries: { '{{pod}}': `max by (pod) (kubernetes_watch_silence_seconds{${API}})` },
    },
  ],
};

const databases: Line = {
  kind: 'graphs',
  panels: [
    {
      title: 'Databases by state',
      description: 'All projects. Degraded, failed, storage full and unknown need attention; the console lists them first.',
      unit: units.Short,
      queries: { '{{state}}': `max by (state) (databases{${API}}) > 0` },
    },
    {
      title: 'Databases that need attention',
      description: 'Each has its reason in the console. More than none for 15 minutes is the alert DatabasesUnwell.',
      unit: units.Short,
      queries: { '{{state}}': `max by (state) (databases{${API},state=~"degraded|failed|storage_full|unknown"})` },
    },
    {
      title: 'Time until a service event is recorded',
      description: 'From the change of a state until it is recorded and known to every replica.',
      unit: units.Seconds,
      queries: {
        p50: `histogram_quantile(0.5, sum by (le) (${rate('service_event_lag_seconds_bucket')}))`,
        p99: `histogram_quantile(0.99, sum by (le) (${rate('service_event_lag_seconds_bucket')}))`,
      },
    },
  ],
};

/** Is the platform well, and if not, which part of it is not? */
export const platformDashboard = () =>
  dashboard({
    uid: 'postgres-paas-platform',
    title: 'Platform',
    description: 'Requests, errors and latency of the API, its replicas, and the databases of all projects by state.',
    rows: { Now: [now], Requests: [requests, slowness], Replicas: [replicas, leadership], Databases: [databases] },
  });
