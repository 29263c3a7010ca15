import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { BlockstorageVolumeV3 } from '../bindings/openstack/blockstorage-volume-v3.js';
import { ComputeInstanceV2, type ComputeInstanceV2BlockDevice } from '../bindings/openstack/compute-instance-v2.js';
import { ComputeVolumeAttachV2 } from '../bindings/openstack/compute-volume-attach-v2.js';
import { NetworkingFloatingipAssociateV2 } from '../bindings/openstack/networking-floatingip-associate-v2.js';
import { NetworkingFloatingipV2 } from '../bindings/openstack/networking-floatingip-v2.js';
import { NetworkingPortV2 } from '../bindings/openstack/networking-port-v2.js';
import type { Ownership } from '../ownership.ts';
import { demand } from '../prop-error.ts';
import type { OpenstackNetwork } from './network.ts';
import type { SecurityPerimeter } from './security-perimeter.ts';

export interface OpenstackNodeProps {
  readonly ownership: Ownership;
  readonly network: OpenstackNetwork;
  readonly perimeter: SecurityPerimeter;
  /** Which machine this is, from 1: part of its name and of its fixed address. */
  readonly index: number;
  /** What it does in the cluster; the group of the inventory. */
  readonly role: 'control-plane' | 'worker';
  /** Ids, not names: a name may mean another image tomorrow. */
  readonly imageId: string;
  readonly flavorId: string;
  readonly keyPair: string;
  /** Server group that spreads the machines over hosts. */
  readonly serverGroupId: string;
  /** GiB of the volume it boots from. Default: none, it boots from the flavor's own disk. */
  readonly rootVolumeGiB?: number;
  /** GiB of the volume for databases, which outlives the machine. */
  readonly dataVolumeGiB: number;
  /** Whether a plan that would remove the data volume fails. Default true. */
  readonly protectData?: boolean;
  /** cloud-init for the first boot. Later changes are ignored: replacing a machine is a decision, not a side effect. */
  readonly userData: string;
}

/** What others need to know of a machine; the row of the inventory. */
export interface NodeFacts {
  readonly name: string;
  readonly role: string;
  readonly address: string;
  readonly privateAddress: string;
  /** Id of the data volume: the serial number of its disk begins with it, whatever name the disk gets. */
  readonly dataVolume: string;
}

/** One machine: port, instance, data volume, floating IP. All resources are public: change them by `addOverride`. */
export class OpenstackNode extends Construct {
  readonly name: string;
  readonly port: NetworkingPortV2;
  readonly instance: ComputeInstanceV2;
  readonly volume: BlockstorageVolumeV3;
  readonly attachment: ComputeVolumeAttachV2;
  readonly floatingIp: NetworkingFloatingipV2;
  readonly facts: NodeFacts;

  /** @throws PropError for sizes below 1 GiB or an index below 1 */
  constructor(scope: Construct, id: string, props: OpenstackNodeProps) {
    super(scope, id);
    demand(Number.isInteger(props.index) && props.index >= 1, 'index', props.index, 'be a whole number from 1');
    demand(props.dataVolumeGiB >= 1, 'dataVolumeGiB', props.dataVolumeGiB, 'be at least 1 (GiB)');
    demand((props.rootVolumeGiB ?? 1) >= 1, 'rootVolumeGiB', props.rootVolumeGiB, 'be at least 1 (GiB), or absent to boot from the flavor');
    this.name = props.ownership.name(`node-${props.index}`);
    this.port = this.#makePort(props);
    this.instance = this.#makeInstance(props);
    this.volume = new BlockstorageVolumeV3(this, 'data', {
      name: `${this.name}-data`,
      description: 'Databases. Outlives the machine.',
      size: props.dataVolumeGiB,
      enableOnlineResize: true, // it is always attached
      metadata: { 'part-of': props.ownership.prefix, environment: props.ownership.environment },
      lifecycle: { preventDestroy: props.protectData ?? true },
    });
    this.attachment = new ComputeVolumeAttachV2(this, 'data-attachment', { instanceId: this.instance.id, volumeId: this.volume.id });
    this.floatingIp = this.#makeAddress(props);
    this.facts = {
      name: this.name,
      role: props.role,
      address: this.floatingIp.address,
      privateAddress: Fn.element(this.port.allFixedIps, 0),
      dataVolume: this.attachment.volumeId,
    };
  }

  /** The security group sits on the port: on the instance it would be ignored for ports that exist already. */
  #makePort({ ownership, network, perimeter, index }: OpenstackNodeProps) {
    return new NetworkingPortV2(this, 'port', {
      name: this.name,
      networkId: network.network.id,
      adminStateUp: true,
      securityGroupIds: [perimeter.group.id],
      fixedIp: [{ subnetId: network.subnet.id, ipAddress: network.fixedAddress(index) }],
      tags: ownership.tags,
    });
  }

  #makeInstance(props: OpenstackNodeProps) {
    return new ComputeInstanceV2(this, 'instance', {
      name: this.name,
      flavorId: props.flavorId,
      keyPair: props.keyPair,
      configDrive: true,
      userData: props.userData,
      network: [{ port: this.port.id }],
      schedulerHints: [{ group: props.serverGroupId }],
      tags: props.ownership.tags,
      metadata: { role: props.role, environment: props.ownership.environment },
      ...bootFrom(props),
      // A new image or cloud-init would rebuild every machine at once, with the databases on it.
      lifecycle: { ignoreChanges: ['image_id', 'block_device', 'user_data'] },
    });
  }

  #makeAddress({ ownership, network }: OpenstackNodeProps) {
    const floatingIp = new NetworkingFloatingipV2(this, 'address', {
      pool: network.externalNetwork,
      description: this.name,
      tags: ownership.tags,
    });
    new NetworkingFloatingipAssociateV2(this, 'address-association', {
      floatingIp: floatingIp.address,
      portId: this.port.id,
      dependsOn: [network.reachable],
    });
    return floatingIp;
  }
}

function bootFrom({ imageId, rootVolumeGiB }: OpenstackNodeProps): { imageId: string } | { blockDevice: ComputeInstanceV2BlockDevice[] } {
  if (rootVolumeGiB === undefined) return { imageId };
  const volume = { sourceType: 'image', uuid: imageId, destinationType: 'volume', volumeSize: rootVolumeGiB, bootIndex: 0 };
  return { blockDevice: [{ ...volume, deleteOnTermination: true }] };
}
