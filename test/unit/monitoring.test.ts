import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databasesMonitor } from '../../constructs/manifests/monitoring.ts';
import { panelsOf, shownDashboards, targetsOf } from '../support/dashboards.ts';

type Labels = Readonly<Record<string, string>>;

const [endpoint] = databasesMonitor({ namespace: 'postgres-paas', release: 'kube-prometheus-stack' }).spec.podMetricsEndpoints ?? [];

/** What Prometheus keeps of a series, by its documentation of `metric_relabel_configs`; undefined for nothing. */
function relabelled(series: Labels): Labels | undefined {
  let labels: Labels = series;
  for (const { sourceLabels = [], regex = '(.*)', action = 'replace', targetLabel, replacement = '$1' } of endpoint?.metricRelabelings ??
    []) {
    const whole = new RegExp(`^(?:${regex})$`);
    if (action.toLowerCase() === 'labeldrop') {
      labels = Object.fromEntries(Object.entries(labels).filter(([name]) => !whole.test(name)));
      continue;
    }
    const text = sourceLabels.map((name) => labels[name] ?? '').join(';');
    if (!whole.test(text)) continue;
    if (action.toLowerCase() === 'drop') return undefined;
    assert.equal(action, 'replace');
    labels = { ...labels, [targetLabel ?? '']: text.replace(whole, replacement) };
  }
  return labels;
}

const setting = (name: string): Labels => ({ __name__: 'cnpg_pg_settings_setting', name, pod: 'orders-1' });

test('of the settings of PostgreSQL only the one that is read is kept, without a mark on it', () => {
  assert.equal(relabelled(setting('work_mem')), undefined);
  assert.equal(relabelled(setting('superuser_reserved_connections')), undefined);
  assert.deepEqual(relabelled(setting('max_connections')), setting('max_connections'));
});

test('every setting that a dashboard reads is kept', () => {
  const queries = shownDashboards().flatMap(([, dashboard]) =>
    panelsOf(dashboard).flatMap((panel) => targetsOf(panel).map(({ expr }) => expr)),
  );
  const read = queries.flatMap((expr) => [...expr.matchAll(/cnpg_pg_settings_setting{[^}]*name="(\w+)"/g)].map(([, name = '']) => name));
  assert.ok(read.length > 0);
  for (const name of read) assert.ok(relabelled(setting(name)), name);
});

test('all other series stay as they are', () => {
  for (const series of [
    { __name__: 'cnpg_collector_up', cluster: 'orders' },
    { __name__: 'cnpg_pg_database_size_bytes', name: 'work_mem' },
  ])
    assert.deepEqual(relabelled(series), series);
});
