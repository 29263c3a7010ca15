import { dashboardConfigMaps } from '../../scripts/gitops/dashboards.ts';

/** The parts of Grafana's JSON that tests read. */
interface ShownDashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource: object;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
}

interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: object;
}

interface Variable {
  readonly type: string;
  readonly name: string;
  readonly query: string;
  readonly datasource?: object;
}

/** By the name of its file, what Grafana finds in each ConfigMap. */
export const shownDashboards = (): [string, ShownDashboard][] =>
  dashboardConfigMaps('postgres-paas').flatMap(({ data = {} }) =>
    Object.entries(data).map(([file, text]): [string, ShownDashboard] => [file.replace('.json', ''), JSON.parse(text)]),
  );

/** Without the headings of rows. */
export const panelsOf = ({ panels }: ShownDashboard) => panels.filter(({ type }) => type !== 'row');

export const targetsOf = ({ targets = [] }: Panel) => targets;

/** A query with the variables that Grafana fills in. A name that nobody fills in stays, and is no PromQL. */
export const asPrometheusSees = (query: string) =>
  query
    .replaceAll('[$__rate_interval]', '[1m]')
    .replaceAll('[$window]', '[7d]')
    .replaceAll('"$namespace"', '"pg-shop"')
    .replaceAll('"$cluster"', '"orders"')
    .replaceAll('"$cluster-', '"orders-');
