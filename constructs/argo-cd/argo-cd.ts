import { Release } from '@cdktf/provider-helm/lib/release/index.js';
import { Construct } from 'constructs';
import { stringify } from 'yaml';
import type { Ownership } from '../ownership.ts';
import { demand } from '../prop-error.ts';

export interface ArgoCdProps {
  readonly ownership: Ownership;
  /** Exact version of the chart. Default: the one this repository is tested with. */
  readonly chartVersion?: string;
  /** Default `argocd`. */
  readonly namespace?: string;
  /** Values over ours, in the words of the chart: the escape hatch. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Chart argo-cd of the argo-helm repository (Argo CD 3.5). */
const testedChart = '10.1.3';

/**
 * An Application's own health, which Argo CD leaves out of parents since 1.8. Without it the waves of the root application
 * do not wait: databases would be created before the operator that knows them.
 */
const applicationHealth = `hs = { status = "Progressing", message = "" }
if obj.status ~= nil and obj.status.health ~= nil then
  hs.status = obj.status.health.status
  hs.message = obj.status.health.message or ""
end
return hs
`;

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
      values: [stringify(ourValues(props.ownership)), ...(props.values ? [stringify(props.values)] : [])],
    });
  }
}

const ourValues = ({ labels }: Ownership) => ({
  global: { additionalLabels: labels },
  configs: { cm: { 'resource.customizations.health.argoproj.io_Application': applicationHealth } },
});
