import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ComputeKeypairV2 } from '../constructs/bindings/openstack/compute-keypair-v2.js';
import { ComputeServergroupV2 } from '../constructs/bindings/openstack/compute-servergroup-v2.js';
import { DataOpenstackComputeFlavorV2 } from '../constructs/bindings/openstack/data-openstack-compute-flavor-v2.js';
import { DataOpenstackImagesImageV2 } from '../constructs/bindings/openstack/data-openstack-images-image-v2.js';
import { OpenstackProvider } from '../constructs/bindings/openstack/provider.js';
import { cloudInit } from '../constructs/kubeadm/cloud-init.ts';
import { OpenstackNetwork } from '../constructs/openstack/network.ts';
import { OpenstackNode } from '../constructs/openstack/node.ts';
import { SecurityPerimeter } from '../constructs/openstack/security-perimeter.ts';
import { type Ownership, ownership } from '../constructs/ownership.ts';
import type { OpenstackConfig } from './config.ts';
import { keepState } from './state.ts';

/**
 * The machines: network, security group, and NODE_COUNT Debian servers with a data volume and a floating IP each, spread
 * over hosts. Credentials come from OS_* or clouds.yaml when it is applied, never from here.
 */
export class OpenstackLab extends TerraformStack {
  static readonly id = 'openstack-lab';

  constructor(scope: Construct, config: OpenstackConfig) {
    super(scope, OpenstackLab.id);
    keepState(this, OpenstackLab.id, config);
    new OpenstackProvider(this, 'openstack', {});
    const owner = ownership({ prefix: config.NAME_PREFIX, environment: config.ENVIRONMENT });
    const nodes = this.#makeNodes(config, owner);
    new TerraformOutput(this, 'nodes', {
      value: nodes.map(({ facts }) => ({
        name: facts.name,
        role: facts.role,
        address: facts.address,
        private_address: facts.privateAddress,
        data_volume: facts.dataVolume,
      })),
      description: 'The machines, for the inventory and for kubernetes-foundation.',
    });
  }

  #makeNodes(config: OpenstackConfig, owner: Ownership): OpenstackNode[] {
    const common = {
      ownership: owner,
      network: new OpenstackNetwork(this, 'network', {
        ownership: owner,
        cidr: config.NODE_CIDR,
        externalNetwork: config.EXTERNAL_NETWORK,
        dnsServers: config.DNS_SERVERS,
      }),
      perimeter: new SecurityPerimeter(this, 'perimeter', { ownership: owner, adminCidrs: config.ADMIN_CIDRS }),
      ...this.#choose(config, owner),
      ...(config.ROOT_VOLUME_GIB > 0 && { rootVolumeGiB: config.ROOT_VOLUME_GIB }),
      dataVolumeGiB: config.DATA_VOLUME_GIB,
      protectData: config.DATA_VOLUME_PROTECTION === 'true',
      userData: cloudInit({
        kubernetesVersion: config.KUBERNETES_VERSION,
        ...(config.KUBERNETES_PACKAGES && { packages: config.KUBERNETES_PACKAGES }),
      }),
    };
    return Array.from({ length: config.NODE_COUNT }, (_, position) => {
      const index = position + 1;
      return new OpenstackNode(this, `node-${index}`, { ...common, index, role: index === 1 ? 'control-plane' : 'worker' });
    });
  }

  /** Names become ids at plan time: an unknown image or flavor fails before anything is made. */
  #choose(config: OpenstackConfig, owner: Ownership) {
    const image = new DataOpenstackImagesImageV2(this, 'image', { name: config.IMAGE_NAME, mostRecent: true });
    const flavor = new DataOpenstackComputeFlavorV2(this, 'flavor', { name: config.FLAVOR_NAME });
    const keyPair = new ComputeKeypairV2(this, 'key', { name: owner.name('key'), publicKey: config.SSH_PUBLIC_KEY });
    const group = new ComputeServergroupV2(this, 'spread', { name: owner.name('nodes'), policies: ['soft-anti-affinity'] });
    return { imageId: image.id, flavorId: flavor.id, keyPair: keyPair.name, serverGroupId: group.id };
  }
}
