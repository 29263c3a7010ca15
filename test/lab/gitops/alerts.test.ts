/** When somebody is called, and with which words: each alert by Prometheus' own test program, on series that make it fire and on others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALERT_GROUPS, RECORDING_GROUPS } from '../../../constructs/manifests/alerts.ts';
import { promtool } from './promtool.ts';

interface Case {
  readonly alert: string;
  /** Series by name, with a value each 30 s in promtool's notation. */
  readonly series: Readonly<Record<string, string>>;
  /** When it is looked at. */
  readonly at: string;
  /** What the alert says then; undefined when none may fire. */
  readonly says?: { readonly labels?: Readonly<Record<string, string>>; readonly summary: string; readonly description: string };
}

const requests = (status: string) => `api_requests_total{route="/api/databases",status="${status}"}`;
const durations = (part: string) => `api_request_duration_seconds_${part}`;
const FAST = `${durations('bucket')}{route="/api/databases",le="0.5"}`;
const ALL = `${durations('count')}{route="/api/databases"}`;
const ORDERS = { postgres_paas_io_project: 'shop', postgres_paas_io_database: 'orders' };
const OF_ORDERS = 'postgres_paas_io_project="shop",postgres_paas_io_database="orders"';
const volume = (figure: string) => `kubelet_volume_stats_${figure}_bytes{namespace="pg-shop",persistentvolumeclaim="orders-1"}`;
const VOLUME = { namespace: 'pg-shop', persistentvolumeclaim: 'orders-1' };
const CERTIFICATE = 'certmanager_certificate_expiration_timestamp_seconds{namespace="postgres-paas",name="postgres-paas-tls"}';

/** Each alert once when it must fire, and at least once when it must not. */
const CASES: readonly Case[] = [
  {
    alert: 'ApiErrorsBurnsFast',
    series: { [requests('200')]: '0+90x240', [requests('500')]: '0+10x240' },
    at: '80m',
    says: {
      summary: "The API answers with errors: a month's budget is gone in two days at this rate",
      description: '10% of the answers of the last hour.',
    },
  },
  { alert: 'ApiErrorsBurnsFast', series: { [requests('200')]: '0+999x240', [requests('500')]: '0+1x240' }, at: '80m' },
  // an hour of errors that ended ten minutes ago calls nobody any more
  { alert: 'ApiErrorsBurnsFast', series: { [requests('200')]: '0+90x240', [requests('500')]: '0+10x140 1400x100' }, at: '80m' },
  {
    alert: 'ApiErrorsBurnsSlowly',
    series: { [requests('200')]: '0+99x1000', [requests('503')]: '0+1x1000' },
    at: '7h',
    says: {
      summary: "The API answers with errors: a month's budget is gone in five days at this rate",
      description: '1% of the answers of the last six hours.',
    },
  },
  { alert: 'ApiErrorsBurnsSlowly', series: { [requests('200')]: '0+999x1000', [requests('404')]: '0+99x1000' }, at: '7h' },
  {
    alert: 'ApiSlowBurnsFast',
    series: { [FAST]: '0+80x240', [ALL]: '0+100x240' },
    at: '80m',
    says: {
      summary: "The API is slow: a month's budget is gone in two days at this rate",
      description: '20% of the answers of the last hour.',
    },
  },
  // an event stream lasts as long as its reader likes
  {
    alert: 'ApiSlowBurnsFast',
    series: { [FAST]: '0+100x240', [ALL]: '0+100x240', [`${durations('count')}{route="/api/events"}`]: '0+100x240' },
    at: '80m',
  },
  {
    alert: 'ApiSlowBurnsSlowly',
    series: { [FAST]: '0+92x1000', [ALL]: '0+100x1000' },
    at: '7h',
    says: {
      summary: "The API is slow: a month's budget is gone in five days at this rate",
      description: '8% of the answers of the last six hours.',
    },
  },
  { alert: 'ApiSlowBurnsSlowly', series: { [FAST]: '0+99x1000', [ALL]: '0+100x1000' }, at: '7h' },
  {
    alert: 'ApiDown',
    series: { 'up{service="api",pod="api-1"}': '1x4 0x20' },
    at: '5m',
    says: {
      summary: 'No pod of the API answers',
      description: 'Databases run on; nobody can see or change them.',
    },
  },
  { alert: 'ApiDown', series: { 'up{service="api",pod="api-1"}': '0x24', 'up{service="api",pod="api-2"}': '1x24' }, at: '5m' },
  {
    alert: 'WatchBlind',
    series: { kubernetes_watch_silence_seconds: '0+30x20' },
    at: '6m',
    says: { summary: 'The API has not heard the Kubernetes API server', description: 'For 6m 0s. What it shows is older than that.' },
  },
  { alert: 'WatchBlind', series: { kubernetes_watch_silence_seconds: '60x20' }, at: '6m' },
  {
    alert: 'LeaderLost',
    series: { 'leader{pod="api-1"}': '1x4 0x20', 'leader{pod="api-2"}': '0x24' },
    at: '6m',
    says: {
      summary: 'No pod of the API leads',
      description: 'Databases run on and can be changed; service events are not recorded, and operations do not go on.',
    },
  },
  // it goes over from one pod to the other
  { alert: 'LeaderLost', series: { 'leader{pod="api-1"}': '1x4 0x20', 'leader{pod="api-2"}': '0x6 1x20' }, at: '6m' },
  {
    alert: 'EventsLate',
    series: {
      'service_event_lag_seconds_bucket{le="5"}': '0+1x60',
      'service_event_lag_seconds_bucket{le="10"}': '0+2x60',
      'service_event_lag_seconds_bucket{le="+Inf"}': '0+2x60',
    },
    at: '25m',
    says: { summary: 'Service events are recorded late', description: 'One in a hundred takes longer than 9.9s.' },
  },
  {
    alert: 'EventsLate',
    series: { 'service_event_lag_seconds_bucket{le="1"}': '0+2x60', 'service_event_lag_seconds_bucket{le="+Inf"}': '0+2x60' },
    at: '25m',
  },
  {
    alert: 'DatabaseDown',
    series: { [`cnpg_collector_up{${OF_ORDERS},cnpg_io_instanceRole="primary",pod="orders-1"}`]: '1x4 0x20' },
    at: '5m',
    says: { labels: ORDERS, summary: 'shop/orders takes no connections', description: 'Its primary does not answer.' },
  },
  // the pod is gone: it answers no scrape, and tells nothing of itself
  {
    alert: 'DatabaseDown',
    series: { [`up{${OF_ORDERS},cnpg_io_instanceRole="primary",pod="orders-1"}`]: '1x4 0x20' },
    at: '5m',
    says: { labels: ORDERS, summary: 'shop/orders takes no connections', description: 'Its primary does not answer.' },
  },
  {
    alert: 'DatabaseDown',
    series: {
      [`cnpg_collector_up{${OF_ORDERS},cnpg_io_instanceRole="primary",pod="orders-1"}`]: '1x24',
      [`cnpg_collector_fencing_on{${OF_ORDERS},cnpg_io_instanceRole="primary",pod="orders-1"}`]: '0x4 1x20',
    },
    at: '5m',
    says: { labels: ORDERS, summary: 'shop/orders takes no connections', description: 'Its primary does not answer.' },
  },
  // a replica that is down is no reason to wake anybody
  {
    alert: 'DatabaseDown',
    series: {
      [`cnpg_collector_up{${OF_ORDERS},cnpg_io_instanceRole="primary",pod="orders-1"}`]: '1x24',
      [`cnpg_collector_up{${OF_ORDERS},cnpg_io_instanceRole="replica",pod="orders-2"}`]: '0x24',
    },
    at: '5m',
  },
  {
    alert: 'DatabasesUnwell',
    series: {
      'databases{state="degraded",pod="api-1"}': '2x60',
      'databases{state="degraded",pod="api-2"}': '2x60',
      'databases{state="available"}': '7x60',
    },
    at: '20m',
    says: { summary: '2 databases need attention', description: 'The console lists them first, each with its reason.' },
  },
  { alert: 'DatabasesUnwell', series: { 'databases{state="degraded"}': '1x10 0x60', 'databases{state="creating"}': '3x60' }, at: '20m' },
  {
    alert: 'ReplicationLag',
    series: { [`cnpg_pg_replication_lag{${OF_ORDERS},pod="orders-2"}`]: '150x40' },
    at: '10m',
    says: { labels: { ...ORDERS, pod: 'orders-2' }, summary: 'A replica of shop/orders is behind', description: 'orders-2 by 2m 30s.' },
  },
  { alert: 'ReplicationLag', series: { [`cnpg_pg_replication_lag{${OF_ORDERS},pod="orders-2"}`]: '150x5 1x40' }, at: '10m' },
  {
    alert: 'StorageAlmostFull',
    series: { [volume('used')]: '90x40', [volume('capacity')]: '100x40' },
    at: '10m',
    says: { labels: VOLUME, summary: 'A volume in pg-shop is almost full', description: 'orders-1: 90%.' },
  },
  { alert: 'StorageAlmostFull', series: { [volume('used')]: '80x40', [volume('capacity')]: '100x40' }, at: '10m' },
  {
    alert: 'StorageFull',
    series: { [volume('used')]: '97x40', [volume('capacity')]: '100x40' },
    at: '10m',
    says: { labels: VOLUME, summary: 'A volume in pg-shop is full', description: 'orders-1: 97%.' },
  },
  { alert: 'StorageFull', series: { [volume('used')]: '90x40', [volume('capacity')]: '100x40' }, at: '10m' },
  {
    alert: 'ArchivingFails',
    series: {
      [`cnpg_pg_stat_archiver_last_failed_time{${OF_ORDERS}}`]: '1000+30x60',
      [`cnpg_pg_stat_archiver_last_archived_time{${OF_ORDERS}}`]: '900x60',
    },
    at: '15m',
    says: {
      labels: ORDERS,
      summary: 'WAL of shop/orders does not reach the archive',
      description: 'Its volume fills up, and there is no recovery to a time after the last file that did.',
    },
  },
  {
    alert: 'ArchivingFails',
    series: {
      [`cnpg_pg_stat_archiver_last_failed_time{${OF_ORDERS}}`]: '1000x60',
      [`cnpg_pg_stat_archiver_last_archived_time{${OF_ORDERS}}`]: '1001+30x60',
    },
    at: '15m',
  },
  {
    alert: 'CertificateExpires',
    series: { [CERTIFICATE]: '864000x300' },
    at: '2h',
    says: {
      labels: { namespace: 'postgres-paas', name: 'postgres-paas-tls' },
      summary: 'The certificate postgres-paas/postgres-paas-tls ends soon',
      description: 'In 9d 22h 0m 0s. cert-manager should have renewed it a fortnight ago.',
    },
  },
  { alert: 'CertificateExpires', series: { [CERTIFICATE]: '2592000x300' }, at: '2h' },
];

const groups = [...RECORDING_GROUPS, ...ALERT_GROUPS];
const { checkRules, testRules } = promtool(groups);
const rules = new Map(groups.flatMap(({ rules = [] }) => rules.filter(({ alert }) => alert).map((rule) => [rule.alert, rule])));

/** What promtool finds wrong; empty when it is as the case says. */
function verdict({ alert, series, at, says }: Case): string {
  const rule = rules.get(alert);
  const fired = says && {
    exp_labels: { ...says.labels, severity: rule?.labels?.severity },
    exp_annotations: { ...rule?.annotations, summary: says.summary, description: says.description },
  };
  const input = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const alertRule = { eval_time: at, alertname: alert, exp_alerts: fired ? [fired] : [] };
  return testRules([{ interval: '30s', input_series: input, alert_rule_test: [alertRule] }]);
}

test('every rule and every text is well-formed', () => assert.equal(checkRules(), ''));

for (const one of CASES) {
  const what = one.says ? 'fires, and says what is wrong' : 'is quiet';
  test(`${one.alert} ${what}: ${Object.entries(one.series).at(-1)?.join(' ')}`, () => assert.equal(verdict(one), ''));
}

test('while there are requests and none is an error, the share of errors is recorded as none', () => {
  const exp_samples = [{ labels: 'api:errors:ratio_rate5m', value: 0 }];
  const promql_expr_test = [{ expr: 'api:errors:ratio_rate5m', eval_time: '20m', exp_samples }];
  assert.equal(testRules([{ interval: '30s', input_series: [{ series: requests('200'), values: '0+1x60' }], promql_expr_test }]), '');
});

test('every alert is tried both ways', () => {
  const tried = (fires: boolean) => new Set(CASES.filter(({ says }) => (says !== undefined) === fires).map(({ alert }) => alert));
  assert.deepEqual(
    [...rules.keys()].filter((name) => !tried(true).has(name ?? '') || !tried(false).has(name ?? '')),
    [],
  );
});

test('control: a text that is another one is found', () => {
  const [first] = CASES;
  assert.ok(first?.says);
  assert.match(verdict({ ...first, says: { ...first.says, summary: 'Something else' } }), /Something else/);
});
