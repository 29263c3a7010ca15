import type { Chart } from '../../constructs/manifests/applications.ts';

/** Every chart and its exact version, in this one table; Renovate proposes newer ones. */
export const CHARTS = {
  // renovate: datasource=helm depName=cert-manager registryUrl=https://charts.jetstack.io
  certManager: { repository: 'https://charts.jetstack.io', chart: 'cert-manager', version: 'v1.21.2' },
  // renovate: datasource=helm depName=cloudnative-pg registryUrl=https://cloudnative-pg.github.io/charts
  cloudNativePg: { repository: 'https://cloudnative-pg.github.io/charts', chart: 'cloudnative-pg', version: '0.29.0' },
  // renovate: datasource=helm depName=plugin-barman-cloud registryUrl=https://cloudnative-pg.github.io/charts
  barmanCloud: { repository: 'https://cloudnative-pg.github.io/charts', chart: 'plugin-barman-cloud', version: '0.7.0' },
  // renovate: datasource=docker depName=ghcr.io/nginx/charts/nginx-ingress
  nginxIngress: { repository: 'ghcr.io/nginx/charts', chart: 'nginx-ingress', version: '2.7.0' },
  // renovate: datasource=helm depName=metrics-server registryUrl=https://kubernetes-sigs.github.io/metrics-server
  metricsServer: { repository: 'https://kubernetes-sigs.github.io/metrics-server', chart: 'metrics-server', version: '3.13.1' },
  // renovate: datasource=helm depName=kube-prometheus-stack registryUrl=https://prometheus-community.github.io/helm-charts
  kubePrometheusStack: {
    repository: 'https://prometheus-community.github.io/helm-charts',
    chart: 'kube-prometheus-stack',
    version: '88.5.3',
  },
  // renovate: datasource=helm depName=loki registryUrl=https://grafana-community.github.io/helm-charts
  loki: { repository: 'https://grafana-community.github.io/helm-charts', chart: 'loki', version: '18.11.0' },
  // renovate: datasource=helm depName=alloy registryUrl=https://grafana.github.io/helm-charts
  alloy: { repository: 'https://grafana.github.io/helm-charts', chart: 'alloy', version: '1.11.1' },
} satisfies Record<string, Chart>;

export type ChartName = keyof typeof CHARTS;
