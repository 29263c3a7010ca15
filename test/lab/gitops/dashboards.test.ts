/** What the panels of the dashboards compute, by Prometheus' own test program: types of every query, and the figures of the objectives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECORDING_GROUPS } from '../../../constructs/manifests/alerts.ts';
import { asPrometheusSees, panelsOf, shownDashboards, targetsOf } from '../../support/dashboards.ts';
import { promtool } from './promtool.ts';

const queries = shownDashboards().flatMap(([name, dashboard]) =>
  panelsOf(dashboard).flatMap((panel) => targetsOf(panel).map(({ expr }) => ({ name, panel: panel.title, expr: asPrometheusSees(expr) }))),
);
const asRules = queries.map(({ expr }, index) => ({ record: `panel:${index}`, expr }));

/** The query of a panel that has one. */
function queryOf(panel: string): string {
  const found = queries.filter((one) => one.panel === panel);
  assert.equal(found.length, 1, panel);
  return found[0]?.expr ?? '';
}

const BAD = 'api_requests_total{route="/api/databases",method="GET",status="500"}';
const GOOD = 'api_requests_total{route="/api/databases",method="GET",status="200"}';
const FAST = 'api_request_duration_seconds_bucket{route="/api/databases",le="0.5"}';
const ALL = 'api_request_duration_seconds_count{route="/api/databases"}';

interface Case {
  readonly series: Readonly<Record<string, string>>;
  /** Figures by the title of their panel, after two hours. */
  readonly shows: Readonly<Record<string, number>>;
}

/** Each 30 s: so many good and bad answers more. */
const CASES: Readonly<Record<string, Case>> = {
  'half of the errors that are allowed': {
    series: { [GOOD]: '0+1999x240', [BAD]: '0+1x240' },
    shows: {
      'Availability: good answers': 0.9995,
      'Availability: error budget left': 0.5,
      'Availability: burn rate now': 0.5,
      'Answers that are errors': 0.0005,
    },
  },
  'five times as many': {
    series: { [GOOD]: '0+199x240', [BAD]: '0+1x240' },
    shows: { 'Availability: good answers': 0.995, 'Availability: error budget left': -4, 'Availability: burn rate now': 5 },
  },
  'no error at all': {
    series: { [GOOD]: '0+100x240' },
    shows: {
      'Availability: good answers': 1,
      'Availability: error budget left': 1,
      'Availability: burn rate now': 0,
      'Answers that are errors': 0,
    },
  },
  'two in a hundred that are slow': {
    series: { [FAST]: '0+98x240', [ALL]: '0+100x240' },
    shows: { 'Latency: good answers': 0.98, 'Latency: error budget left': -1, 'Latency: burn rate now': 2 },
  },
};

const { checkRules } = promtool([{ name: 'panels', rules: asRules }]);
const { testRules } = promtool(RECORDING_GROUPS);

test('Prometheus accepts every query', () => {
  assert.ok(queries.length > 50);
  assert.equal(checkRules(), '');
});

/** Rounded, since 1 - 0.999 is no round number for a computer. */
const verdict = (series: Case['series'], panel: string, value: number) =>
  testRules([
    {
      interval: '30s',
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: [{ expr: `round(${queryOf(panel)}, 0.0001)`, eval_time: '2h', exp_samples: [{ labels: '{}', value }] }],
    },
  ]);

for (const [what, { series, shows }] of Object.entries(CASES))
  for (const [panel, value] of Object.entries(shows))
    test(`${what}: "${panel}" shows ${value}`, () => assert.equal(verdict(series, panel, value), ''));

test('control: another figure is found', () => assert.notEqual(verdict({ [GOOD]: '0+100x240' }, 'Availability: good answers', 0.9), ''));
