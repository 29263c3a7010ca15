import { DataResource, Fn, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { kubeadmConfiguration } from '../constructs/kubeadm/configuration.ts';
import { ownership } from '../constructs/ownership.ts';
import type { OpenstackConfig } from './config.ts';
import { OpenstackLab } from './openstack-lab.ts';
import { keepState, readState } from './state.ts';

/**
 * What turns the machines into a cluster: the kubeadm configuration, made from the addresses they got, kept in a state of
 * its own so that a change of ranges or version shows in a plan. `npm run bootstrap` carries it out over SSH; no provider
 * and no secret is involved here.
 */
export class KubernetesFoundation extends TerraformStack {
  static readonly id = 'kubernetes-foundation';

  constructor(scope: Construct, config: OpenstackConfig) {
    super(scope, KubernetesFoundation.id);
    keepState(this, KubernetesFoundation.id, config);
    const nodes = readState(this, OpenstackLab.id, config).get('nodes');
    const foundation = new DataResource(this, 'foundation', { input: { kubeadm: kubeadm(config, nodes), nodes } });
    new TerraformOutput(this, 'kubeadm', {
      value: Fn.lookupNested(foundation.output, ['kubeadm']),
      description: 'Configuration of kubeadm init.',
    });
    new TerraformOutput(this, 'nodes', {
      value: Fn.lookupNested(foundation.output, ['nodes']),
      description: 'The machines that become the cluster; the first is its control plane.',
    });
  }
}

function kubeadm(config: OpenstackConfig, nodes: unknown): string {
  const first = (attribute: string) => Fn.lookupNested(nodes, [0, attribute]);
  return kubeadmConfiguration({
    clusterName: ownership({ prefix: config.NAME_PREFIX, environment: config.ENVIRONMENT }).name('kubernetes'),
    kubernetesVersion: config.KUBERNETES_VERSION,
    nodeCidr: config.NODE_CIDR,
    podCidr: config.POD_CIDR,
    serviceCidr: config.SERVICE_CIDR,
    controlPlaneAddress: `${first('private_address')}`,
    alternativeNames: [`${first('address')}`],
  });
}
