import { App, type TerraformStack } from 'cdktf';
import { ArgoCdBootstrap } from './argo-cd.ts';
import type { StacksConfig } from './config.ts';
import { KubernetesFoundation } from './kubernetes-foundation.ts';
import { OpenstackLab } from './openstack-lab.ts';
import { Ske } from './ske.ts';

/** The stacks that a platform consists of; dependencies say what is deployed first. */
export function makeApp(config: StacksConfig, outdir?: string): App {
  const app = new App(outdir === undefined ? {} : { outdir });
  const cluster = makeCluster(app, config);
  if (config.GIT_REPOSITORY === '') return app;
  const argoCd = new ArgoCdBootstrap(app, config);
  if (cluster) argoCd.addDependency(cluster);
  return app;
}

/** What makes the cluster, or nothing where there is one already. */
function makeCluster(app: App, config: StacksConfig): TerraformStack | undefined {
  if (config.PLATFORM === 'kubernetes') return undefined;
  if (config.PLATFORM === 'stackit') return new Ske(app, config);
  const machines = new OpenstackLab(app, config);
  const foundation = new KubernetesFoundation(app, config);
  foundation.addDependency(machines);
  return foundation;
}
