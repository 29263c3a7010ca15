import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { BigValueGraphMode, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  type Dashboard as DashboardJson,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel as PanelJson,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

const COLUMNS = 24;
const TAG = 'postgres-paas';

/** Every panel asks the Prometheus that the reader chooses; the first one there is, until then. */
export const DATASOURCE = { type: 'prometheus', uid: `$\{datasource}` } as const;

/** What is good, and from which value on it is not. */
interface Limits {
  readonly good: 'below' | 'above';
  /** The value at which a figure turns red. */
  readonly bad: number;
}

export interface PanelProps {
  /** What is shown, in plain words. */
  readonly title: string;
  /** The question that it answers, or what to do about a bad figure; shown beside the title. */
  readonly description: string;
  /** A unit of Grafana, from the SDK's list. */
  readonly unit: string;
  /** PromQL, by the name that its series have in the legend. */
  readonly queries: Readonly<Record<string, string>>;
  readonly limits?: Limits;
}

export interface Line {
  /** One figure each, or a graph over the time that is looked at. */
  readonly kind: 'figures' | 'graphs';
  /** Of equal width: 1, 2, 3, 4 or 6. */
  readonly panels: readonly PanelProps[];
}

interface DashboardProps {
  /** Its address in Grafana: `/d/<uid>`. Links to it break when it changes. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables?: readonly Builder<VariableModel>[];
  readonly rows: Readonly<Record<string, readonly Line[]>>;
}

/** A dashboard as Grafana reads it. The same props give the same JSON. */
export function dashboard({ uid, title, description, variables = [], rows }: DashboardProps): DashboardJson {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .readonly() // a change in Grafana would be lost at the next sync
    .time({ from: 'now-6h', to: 'now' })
    .refresh('1m')
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .link(new DashboardLinkBuilder(TAG).type(DashboardLinkType.Dashboards).tags([TAG]).includeVars(false).keepTime(true));
  for (const variable of variables) builder.withVariable(variable);
  let id = 1;
  for (const [name, lines] of Object.entries(rows)) {
    builder.withRow(new RowBuilder(name).id(id++));
    for (const { kind, panels } of lines)
      for (const props of panels) builder.withPanel(BUILDERS[kind](props, { id: id++, width: COLUMNS / panels.length }));
  }
  return builder.build();
}

interface Place {
  readonly id: number;
  /** Columns of 24. */
  readonly width: number;
}

const BUILDERS = { figures: figure, graphs: graph } as const;

function figure(props: PanelProps, { id, width }: Place): Builder<PanelJson> {
  const panel = new StatBuilder()
    .id(id)
    .title(props.title)
    .description(props.description)
    .datasource(DATASOURCE)
    .unit(props.unit)
    .thresholds(thresholds(props.limits))
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .noValue('–')
    .height(4)
    .span(width);
  for (const [legend, expr] of Object.entries(props.queries)) panel.withTarget(query(legend, expr).instant());
  return panel;
}

function graph(props: PanelProps, { id, width }: Place): Builder<PanelJson> {
  const panel = new TimeSeriesBuilder()
    .id(id)
    .title(props.title)
    .description(props.description)
    .datasource(DATASOURCE)
    .unit(props.unit)
    .min(0)
    .fillOpacity(10)
    .height(8)
    .span(width);
  const targets = Object.entries(props.queries).map(([legend, expr], index) => query(legend, expr, 'ABCDEFGH'[index]).range());
  return panel.targets(targets);
}

const query = (legend: string, expr: string, refId = 'A') =>
  new DataqueryBuilder().refId(refId).datasource(DATASOURCE).expr(expr).legendFormat(legend);

function thresholds(limits: Limits | undefined): ThresholdsConfigBuilder {
  const [first, second] = limits?.good === 'above' ? ['red', 'green'] : ['green', 'red'];
  const steps = limits
    ? [
        { value: null, color: first ?? '' },
        { value: limits.bad, color: second ?? '' },
      ]
    : [{ value: null, color: 'blue' }];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
