import { App } from 'cdktf';
import type { StacksConfig } from './config.ts';
import { KubernetesFoundation } from './kubernetes-foundation.ts';
import { OpenstackLab } from './openstack-lab.ts';

/** The stacks that a platform consists of, in the order in which they are deployed. */
export function makeApp(config: StacksConfig, outdir?: string): App {
  const app = new App(outdir === undefined ? {} : { outdir });
  if (config.PLATFORM === 'openstack') {
    const machines = new OpenstackLab(app, config);
    new KubernetesFoundation(app, config).addDependency(machines);
  }
  return app;
}
