import { Release } from '@cdktf/provider-helm/lib/release/index.js';
import { Construct } from 'constructs';
import { stringify } from 'yaml';
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

/**
 * An Application's own health, which Argo CD leaves out of parents since 1.8. Without it the waves of the root application
 * do not wait: databases would be created before the operator that knows them. The child's health as it is would let waves
 * through too early: a child is Healthy for a moment before its first sync, and while its hooks still run. So Healthy counts
 * only when it is synced and no operation is under way; one that was found as wanted has none, and counts.
 */
const applicationHealth = `hs = { status = "Progressing", message = "waiting for the first sync" }
if obj.status == nil or obj.status.health == nil or obj.status.health.status == nil then
  return hs
end
local synced = obj.status.sync ~= nil and obj.status.sync.status == "Synced"
local done = obj.status.operationState == nil or obj.status.operationState.phase == "Succeeded"
if obj.status.health.status ~= "Healthy" or (synced and done) then
  hs.status = obj.status.health.status
  hs.message = obj.status.health.message or ""
else
  hs.message = "healthy, but the sync has not ended"
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
  configs: { cm: { 'resource.customizations.health.argoproj.io_Application': applicationHealth } },
};
