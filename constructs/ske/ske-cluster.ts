import { Construct } from 'constructs';
import { type SkeClusterNodePools, SkeCluster as SkeClusterResource } from '../bindings/stackit/ske-cluster.js';
import { SkeKubeconfig } from '../bindings/stackit/ske-kubeconfig.js';
import { ipv4Range } from '../ipv4-range.ts';
import type { Ownership } from '../ownership.ts';
import { demand } from '../prop-error.ts';

export interface SkeNodePool {
  /** At most 15 characters. Never rename: a pool of another name is another pool. */
  readonly name: string;
  readonly machineType: string;
  /** Fewest and most nodes; the cluster scales between them. */
  readonly minimum: number;
  readonly maximum: number;
  readonly zones: readonly string[];
  /** GB of each node's disk. Default 50. */
  readonly volumeSizeGb?: number;
}

export interface SkeClusterProps {
  readonly ownership: Ownership;
  /** UUID of the STACKIT project. */
  readonly projectId: string;
  /** Lower-case letters, digits and hyphens, at most 11 characters: a limit of SKE. */
  readonly name: string;
  /** Lowest Kubernetes version; SKE keeps it patched in the maintenance window. */
  readonly kubernetesVersion: string;
  /** Append new pools at the end: plans match pools by position. At least one. */
  readonly nodePools: readonly [SkeNodePool, ...SkeNodePool[]];
  /** Daily window for updates, times of day in UTC such as `02:00:00Z`. */
  readonly maintenance: { readonly start: string; readonly end: string };
  /** IPv4 ranges that may reach the Kubernetes API, and nobody else. */
  readonly adminCidrs: readonly string[];
  /** DNS zones in which the cluster may make records for its services. Default none. */
  readonly dnsZones?: readonly string[];
}

/**
 * A Kubernetes cluster run by STACKIT. Its kubeconfig is no output: it is a credential, and outputs are read by everyone who
 * may read the state of another stack. Take a short-lived one where it is used, by `SkeCluster.kubeconfig`.
 */
export class SkeCluster extends Construct {
  readonly cluster: SkeClusterResource;

  /** @throws PropError for a name SKE refuses, an API open to everyone, or pools that cannot be */
  constructor(scope: Construct, id: string, props: SkeClusterProps) {
    super(scope, id);
    demand(
      /^[a-z]([-a-z0-9]{0,9}[a-z0-9])?$/.test(props.name),
      'name',
      props.name,
      'be lower-case letters, digits and hyphens, at most 11: a limit of SKE',
    );
    demand(props.adminCidrs.length > 0, 'adminCidrs', props.adminCidrs, 'name at least one range');
    for (const cidr of props.adminCidrs)
      demand(ipv4Range('adminCidrs', cidr).prefixLength >= 8, 'adminCidrs', cidr, 'be a range of your own, not the whole internet');
    for (const pool of props.nodePools) checkPool(pool);
    this.cluster = new SkeClusterResource(this, 'cluster', {
      projectId: props.projectId,
      name: props.name,
      kubernetesVersionMin: props.kubernetesVersion,
      nodePools: props.nodePools.map((pool) => nodePool(pool, props.ownership)),
      maintenance: { ...props.maintenance, enableKubernetesVersionUpdates: true, enableMachineImageVersionUpdates: true },
      extensions: {
        acl: { enabled: true, allowedCidrs: [...props.adminCidrs] },
        ...(props.dnsZones && { dns: { enabled: true, zones: [...props.dnsZones] } }),
      },
    });
  }

  /**
   * A kubeconfig of the cluster called `name`, valid for an hour and renewed by itself. It is in the state of the stack that
   * asks for it, in clear text: keep that state where only administrators read it.
   */
  static kubeconfig(
    scope: Construct,
    id: string,
    { projectId, name }: { readonly projectId: string; readonly name: string },
  ): SkeKubeconfig {
    return new SkeKubeconfig(scope, id, { projectId, clusterName: name, refresh: true, refreshBefore: 900, expiration: 3600 });
  }
}

function checkPool({ name, minimum, maximum, zones }: SkeNodePool) {
  demand(/^[a-z]([-a-z0-9]{0,13}[a-z0-9])?$/.test(name), 'nodePools.name', name, 'be lower-case letters, digits and hyphens, at most 15');
  demand(minimum >= 1 && maximum >= minimum, 'nodePools.maximum', maximum, `not be below minimum ${minimum}, which is at least 1`);
  demand(zones.length > 0, 'nodePools.zones', zones, 'name at least one availability zone');
}

function nodePool({ zones, volumeSizeGb = 50, ...pool }: SkeNodePool, { labels }: Ownership): SkeClusterNodePools {
  return { ...pool, availabilityZones: [...zones], volumeSize: volumeSizeGb, labels, maxSurge: 1, maxUnavailable: 0 };
}
