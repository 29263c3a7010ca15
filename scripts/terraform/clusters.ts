import { z } from 'zod';
import type { StacksConfig } from '../../stacks/config.ts';
import { Nodes } from './inventory.ts';
import { type Destination, destinationOf, refuseForeignCluster } from './kubeconfig.ts';
import type { Terraform } from './program.ts';
import type { SynthesisedStack } from './stacks.ts';

const Outputs = z.object({ nodes: z.object({ value: Nodes }).optional() });

/** The machines of a stack that has them as its output `nodes`; none before it was applied. */
export function nodesOf(terraform: Terraform, { folder }: SynthesisedStack): Nodes | undefined {
  return Outputs.parse(JSON.parse(terraform.ask(folder, ['output', '-json']))).nodes?.value;
}

/**
 * The cluster that the stack argo-cd would change, checked before anything is planned. Undefined on STACKIT, where the stack
 * gets its own kubeconfig.
 *
 * @param foundation the stack kubernetes-foundation, where there is one
 * @throws Error when there is no kubeconfig, or it leads to a cluster that is not made of our machines
 */
export function clusterOf(config: StacksConfig, terraform: Terraform, foundation: SynthesisedStack | undefined): Destination | undefined {
  if (config.PLATFORM === 'stackit') return undefined;
  const destination = destinationOf(config.KUBECONFIG, config.KUBE_CONTEXT);
  if (config.PLATFORM === 'kubernetes' || !foundation) return destination;
  terraform.init(foundation.folder);
  const nodes = nodesOf(terraform, foundation);
  if (!nodes)
    throw new Error('The machines are not there yet: "npm run deploy -- openstack-lab kubernetes-foundation", then "npm run bootstrap".');
  refuseForeignCluster(
    destination,
    config.KUBECONFIG,
    nodes.flatMap(({ address, private_address }) => [address, private_address]),
  );
  return destination;
}
