import { LABELS } from '../../constructs/manifests/labels.ts';
import type { ConfigMap } from '../../constructs/manifests/objects.ts';
import { databaseDashboard } from './dashboards/database.ts';
import { objectivesDashboard } from './dashboards/objectives.ts';
import { platformDashboard } from './dashboards/platform.ts';

/** By the name of their file; what each answers is in gitops/README.md. */
const dashboards = () => ({ platform: platformDashboard(), database: databaseDashboard(), objectives: objectivesDashboard() });

/** Each dashboard in a ConfigMap that the Grafana of kube-prometheus-stack finds by its label, in whatever namespace it is. */
export const dashboardConfigMaps = (namespace: string): ConfigMap[] =>
  Object.entries(dashboards()).map(([name, dashboard]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `dashboard-${name}`, namespace, labels: { [LABELS.managedBy]: 'gitops', grafana_dashboard: '1' } },
    data: { [`${name}.json`]: `${JSON.stringify(dashboard, null, 2)}\n` },
  }));
