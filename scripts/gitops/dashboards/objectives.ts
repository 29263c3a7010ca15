import { CustomVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { BURN_RATES, NO_STREAMS, SLO } from '../../../constructs/manifests/alerts.ts';
import { dashboard, type PanelProps } from './dashboard.ts';

/** An objective: the share of answers that may be bad, and which ones were. */
interface Objective {
  readonly name: string;
  readonly promise: string;
  /** The share of answers that must be good. */
  readonly target: number;
  /** The middle of the names of its recording rules. */
  readonly recorded: 'errors' | 'slow';
  /** PromQL: the share of bad answers over all of `$window`. */
  readonly badShare: string;
}

const increase = (metric: string, matchers = NO_STREAMS) => `sum(increase(${metric}{${matchers}}[$window]))`;

const OBJECTIVES: readonly Objective[] = [
  {
    name: 'Availability',
    promise: `Of 100 answers ${100 * SLO.availability} are no errors of the platform`,
    target: SLO.availability,
    recorded: 'errors',
    badShare: `(${increase('api_requests_total', `status=~"5..",${NO_STREAMS}`)} or 0 * ${increase('api_requests_total')}) / ${increase('api_requests_total')}`,
  },
  {
    name: 'Latency',
    promise: `Of 100 answers ${100 * SLO.latency} come within ${SLO.latencySeconds} s`,
    target: SLO.latency,
    recorded: 'slow',
    badShare: `1 - ${increase('api_request_duration_seconds_bucket', `le="${SLO.latencySeconds}",${NO_STREAMS}`)} / ${increase('api_request_duration_seconds_count')}`,
  },
];

/** The budget has as many digits as the objective, and not those of binary fractions. */
const budgetOf = ({ target }: Objective) => Number((1 - target).toPrecision(6));

const figures = (objective: Objective): PanelProps[] => {
  const { name, promise, target, badShare, recorded } = objective;
  return [
    {
      title: `${name}: good answers`,
      description: `${promise}. Over the window chosen above, or as far back as Prometheus remembers.`,
      unit: units.PercentUnit,
      queries: { good: `1 - (${badShare})` },
      limits: { good: 'above', bad: target },
    },
    {
      title: `${name}: error budget left`,
      description:
        'Of all bad answers that the objective allows in the window, the part that is not used up. Below nothing: the objective is missed.',
      unit: units.PercentUnit,
      queries: { left: `1 - (${badShare}) / ${budgetOf(objective)}` },
      limits: { good: 'above', bad: 0 },
    },
    {
      title: `${name}: burn rate now`,
      description: `1 uses up the budget exactly at the end of 30 days. ${BURN_RATES.fast} over an hour calls somebody.`,
      unit: units.Short,
      queries: { 'last hour': `api:${recorded}:ratio_rate1h / ${budgetOf(objective)}` },
      limits: { good: 'below', bad: BURN_RATES.fast },
    },
  ];
};

const graphs = (objective: Objective): PanelProps[] => {
  const { name, recorded } = objective;
  const burnRate = (window: string) => `api:${recorded}:ratio_rate${window} / ${budgetOf(objective)}`;
  return [
    {
      title: `${name}: burn rate`,
      description: 'How many times faster than allowed the budget is used. An alert fires while both of its windows are above its limit.',
      unit: units.Short,
      queries: {
        '5 minutes': burnRate('5m'),
        '1 hour': burnRate('1h'),
        'limit of both (calls somebody)': `vector(${BURN_RATES.fast})`,
        '30 minutes': burnRate('30m'),
        '6 hours': burnRate('6h'),
        'limit of both (makes a ticket)': `vector(${BURN_RATES.slow})`,
      },
    },
    {
      title: `${name}: share of bad answers`,
      description: 'Over three days and over an hour, beside what the objective allows.',
      unit: units.PercentUnit,
      queries: {
        '3 days': `api:${recorded}:ratio_rate3d`,
        '1 hour': `api:${recorded}:ratio_rate1h`,
        allowed: `vector(${budgetOf(objective)})`,
      },
    },
  ];
};

/** Does the platform keep what it promises, and how much may still go wrong? */
export const objectivesDashboard = () =>
  dashboard({
    uid: 'postgres-paas-objectives',
    title: 'Objectives',
    description: 'Availability and latency of the API against their objectives: burn rate, and what is left of the error budget.',
    variables: [
      new CustomVariableBuilder('window').label('Window').values('1d,7d,30d').current({ text: '7d', value: '7d', selected: true }),
    ],
    rows: {
      'Objectives of the API': [{ kind: 'figures', panels: OBJECTIVES.flatMap(figures) }],
      'Burn rate': OBJECTIVES.map((objective) => ({ kind: 'graphs', panels: graphs(objective) })),
      'Where the budget goes': [
        {
          kind: 'graphs',
          panels: [
            {
              title: 'Errors by route',
              description: 'One route points to one call behind the API; all routes point to the state, or to the API itself.',
              unit: units.RequestsPerSecond,
              queries: {
                '{{method}} {{route}} {{status}}': `topk(10, sum by (method, route, status) (rate(api_requests_total{status=~"5..",${NO_STREAMS}}[$__rate_interval])))`,
              },
            },
            {
              title: 'Slow answers by route',
              description: `Answers that took longer than ${SLO.latencySeconds} s.`,
              unit: units.RequestsPerSecond,
              queries: {
                '{{method}} {{route}}': `topk(10, sum by (method, route) (rate(api_request_duration_seconds_count{${NO_STREAMS}}[$__rate_interval])) - sum by (method, route) (rate(api_request_duration_seconds_bucket{le="${SLO.latencySeconds}",${NO_STREAMS}}[$__rate_interval])))`,
              },
            },
          ],
        },
      ],
    },
  });
