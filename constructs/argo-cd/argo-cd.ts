import { Release } from '@cdktf/provider-helm/lib/release/index.js';
import { Construct } from 'constructs';
import { stringify } from 'yaml';
import { ARGO_CD_SETTINGS } from '../manifests/argo-cd-settings.ts';
import { demand } from '../prop-error.ts';

export interface ArgoCdProps {
  /** Exact version of the chart. Default: the one this repository is tested with. */
  readonly chartVersion?: string;
  /** Default `argocd`. */
  readonly namespace?: string;
  /** Values over ours, in the words of the chart: the escape hatch. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Chart argo-cd of the argo-helm repository. */
const testedChart = '10.1.3';
/** The Argo CD that the lab runs and whose definitions the schemas are; the chart is told to install this very one. */
export const ARGO_CD_VERSION = 'v3.6.1';

/** Argo CD itself, from its chart. Works on an empty cluster: it needs no custom resource of its own to be there. */
export class ArgoCd extends Construct {
  readonly release: Release;
  readonly namespace: string;

  /** @throws PropError for a chart version that is a range */
  constructor(scope: Construct, id: string, props: ArgoCdProps) {
    super(scope, id);
    const version = props.chartVersion ?? testedChart;
    demand(/^\d+\.\d+\.\d+$/.test(version), 'chartVersion', version, `be exact, such as ${testedChart}`);
    this.namespace = props.namespace ?? 'argocd';
    this.release = new Release(this, 'release', {
      name: 'argocd',
      repository: 'https://argoproj.github.io/argo-helm',
      chart: 'argo-cd',
      version,
      namespace: this.namespace,
      createNamespace: true,
      wait: true,
      timeout: 900,
      // an install that was killed half-way is taken up again, and one that fails leaves nothing behind
      upgradeInstall: true,
      atomic: true,
      values: [stringify(ourValues), ...(props.values ? [stringify(props.values)] : [])],
    });
  }
}

/** No label of ours: the chart's own are how Argo CD finds its settings (`app.kubernetes.io/part-of: argocd`). */
const ourValues = {
  global: { image: { tag: ARGO_CD_VERSION } },
  configs: { cm: ARGO_CD_SETTINGS },
};
