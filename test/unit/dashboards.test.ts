/** Grafana itself is not here. What it would only show as an empty panel is found by Prometheus' own grammar and by the metrics that there are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parser } from '@prometheus-io/lezer-promql';
import { chartValues } from '../../scripts/gitops/chart-values.ts';
import { dashboardConfigMaps } from '../../scripts/gitops/dashboards.ts';
import { readSettings } from '../../scripts/gitops/settings.ts';
import { asPrometheusSees, panelsOf, shownDashboards, targetsOf } from '../support/dashboards.ts';
import { type KnownMetrics, knownMetrics } from '../support/prometheus-metrics.ts';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

const known = await knownMetrics();
const shown = shownDashboards();

function nodes(text: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  parser.parse(text).iterate({ enter: (ref) => void found.push(ref.node) });
  return found;
}

/** What is wrong with a query: its syntax, metrics that nobody exposes, labels that they do not have. */
function faults(query: string, metrics: KnownMetrics): string[] {
  const all = nodes(query);
  const text = ({ from, to }: SyntaxNode) => query.slice(from, to);
  const wrong = all.filter(({ type }) => type.isError).map((node) => `syntax at ${node.from}: ${query.slice(node.from)}`);
  const named = all
    .filter(({ name }) => name === 'VectorSelector')
    .map((node) => ({ node, metric: text(node).split('{')[0]?.trim() ?? '' }));
  const used = named.flatMap(({ node, metric }) => {
    const labels = metrics.get(metric);
    if (!labels) return [`nobody exposes ${metric}`];
    const matched = all.filter(({ name, from, to }) => name === 'LabelName' && from >= node.from && to <= node.to).map(text);
    return matched.filter((label) => !labels.includes(label)).map((label) => `${metric} has no label ${label}`);
  });
  const anywhere = new Set(named.flatMap(({ metric }) => metrics.get(metric) ?? []));
  const grouped = all.filter(({ name, parent }) => name === 'LabelName' && parent?.name === 'GroupingLabels').map(text);
  return [...wrong, ...used, ...grouped.filter((label) => !anywhere.has(label)).map((label) => `nothing there has the label ${label}`)];
}

for (const [name, dashboard] of shown) {
  for (const panel of panelsOf(dashboard))
    test(`${name}: "${panel.title}" asks for what is there, in PromQL`, () => {
      assert.ok(targetsOf(panel).length > 0);
      for (const { expr } of targetsOf(panel)) assert.deepEqual(faults(asPrometheusSees(expr), known), [], expr);
    });

  test(`${name}: each name in a legend is a label that its query leaves on the series`, () => {
    for (const { legendFormat, expr } of panelsOf(dashboard).flatMap(targetsOf))
      for (const [, label = ''] of legendFormat.matchAll(/{{(\w+)}}/g))
        assert.match(expr, new RegExp(`by \\([^)]*\\b${label}\\b`), `${legendFormat} of ${expr}`);
  });

  test(`${name}: panels fill their lines and lie on each other nowhere`, () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      assert.ok(gridPos.x + gridPos.w <= 24, title);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          assert.equal(taken.get(`${x},${y}`), undefined, `${title} at ${x},${y}`);
          taken.set(`${x},${y}`, title);
        }
    }
    const height = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    assert.equal(taken.size, 24 * height, 'no gap');
  });

  test(`${name}: every panel has an id, a unit, a title in plain words, and says what it answers`, () => {
    const ids = dashboard.panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => typeof id === 'number'));
    const titles = panelsOf(dashboard).map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
    for (const { title, description, fieldConfig } of panelsOf(dashboard)) {
      assert.match(title, /^[A-Z][A-Za-z0-9 ,:()-]{3,48}$/, 'words, and no names of metrics');
      assert.match(description, /^[A-Z0-9].{10,}\.$/, title);
      assert.notEqual(fieldConfig.defaults.unit ?? '', '', title);
    }
  });

  test(`${name}: the reader chooses the Prometheus, and every query and variable asks that one`, () => {
    const variables = dashboard.templating.list;
    assert.deepEqual(variables[0], { ...variables[0], type: 'datasource', name: 'datasource', query: 'prometheus' });
    const asked = [
      ...panelsOf(dashboard).flatMap((panel) => [panel.datasource, ...targetsOf(panel).map(({ datasource }) => datasource)]),
      ...variables.filter(({ type }) => type === 'query').map(({ datasource }) => datasource),
    ];
    for (const datasource of asked) assert.deepEqual(datasource, { type: 'prometheus', uid: `$\{datasource}` });
  });

  test(`${name}: every variable in a query is declared, and every declared one is used`, () => {
    const declared = dashboard.templating.list.map(({ name: variable }) => variable);
    const used = new Set([...JSON.stringify(dashboard).matchAll(/\$\{?(?!__)(\w+)/g)].map(([, variable]) => variable));
    assert.deepEqual([...used].sort(), declared.toSorted());
  });

  test(`${name}: variables list the values of labels that there are`, () => {
    for (const { type, query } of dashboard.templating.list.filter((one) => one.type === 'query')) {
      const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
      assert.deepEqual(faults(asPrometheusSees(selector), known), [], `${type} ${query}`);
      assert.ok(known.get(selector.split('{')[0] ?? '')?.includes(label), query);
    }
  });
}

test('control: faults of a query are found', () => {
  assert.deepEqual(faults('sum by (state) (databases{service="api"}) > 0', known), []);
  assert.match(faults('sum(rate(api_requests_total[5m])', known).join(), /syntax/);
  assert.match(faults('sum(rate(api_request_total[5m]))', known).join(), /nobody exposes api_request_total/);
  assert.match(faults('databases{status="failed"}', known).join(), /databases has no label status/);
  assert.match(faults('sum by (status) (databases)', known).join(), /the label status/);
  assert.match(faults('api:errors:ratio_rate2h', known).join(), /nobody exposes/);
});

test('addresses of dashboards are their own and do not change', () => {
  assert.deepEqual(
    shown.map(([, { uid }]) => uid),
    ['postgres-paas-platform', 'postgres-paas-database', 'postgres-paas-objectives'],
  );
});

test('Grafana finds each ConfigMap by its label, and Argo CD can apply it', () => {
  const settings = readSettings(join(import.meta.dirname, '../../gitops/settings.yaml'));
  const { dashboards: sidecar } = chartValues(settings).kubePrometheusStack.grafana.sidecar;
  for (const { metadata, data } of dashboardConfigMaps('postgres-paas')) {
    assert.equal(metadata.labels?.[sidecar.label], '1');
    const size = Buffer.byteLength(JSON.stringify(data));
    assert.ok(size < 200_000, `${metadata.name}: ${size} bytes; it is applied by an annotation of at most 262144`);
    for (const text of Object.values(data ?? {})) assert.ok(JSON.parse(text).panels.length > 5);
  }
});

test('the guide says what each dashboard answers', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../gitops/README.md'), 'utf8');
  for (const [, { title }] of shown) assert.match(guide, new RegExp(`^\\| \\*\\*${title}\\*\\* \\|.*\\?`, 'm'), title);
});
