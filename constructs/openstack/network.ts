import { isIPv4 } from 'node:net';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { DataOpenstackNetworkingNetworkV2 } from '../bindings/openstack/data-openstack-networking-network-v2.js';
import { NetworkingNetworkV2 } from '../bindings/openstack/networking-network-v2.js';
import { NetworkingRouterInterfaceV2 } from '../bindings/openstack/networking-router-interface-v2.js';
import { NetworkingRouterV2 } from '../bindings/openstack/networking-router-v2.js';
import { NetworkingSubnetV2 } from '../bindings/openstack/networking-subnet-v2.js';
import { type Ipv4Range, ipv4Range } from '../ipv4-range.ts';
import type { Ownership } from '../ownership.ts';
import { demand } from '../prop-error.ts';

export interface OpenstackNetworkProps {
  readonly ownership: Ownership;
  /** Range of the private network. The lower half is for fixed addresses, the upper half for DHCP. /28 or larger. */
  readonly cidr: string;
  /** Name of the provider's network that floating IPs come from, as `openstack network list --external` shows it. */
  readonly externalNetwork: string;
  /** Resolvers that machines are told by DHCP, at least one. IPv4. */
  readonly dnsServers: readonly string[];
}

/** A private network with a way out: network, subnet, router, and the router's leg in the subnet. */
export class OpenstackNetwork extends Construct {
  readonly network: NetworkingNetworkV2;
  readonly subnet: NetworkingSubnetV2;
  readonly router: NetworkingRouterV2;
  /** The pool of floating IPs. */
  readonly externalNetwork: string;
  /**
   * Wait for this before giving a machine a floating IP. Neutron refuses an address whose subnet no router reaches, and no
   * attribute of the address mentions the router, so Terraform cannot find the order by itself.
   */
  readonly reachable: ITerraformDependable;
  readonly #range: Ipv4Range;

  /** @throws PropError for a range too small, resolvers that are none, or no external network */
  constructor(scope: Construct, id: string, props: OpenstackNetworkProps) {
    super(scope, id);
    this.#range = ipv4Range('cidr', props.cidr);
    demand(this.#range.size >= 16, 'cidr', props.cidr, 'be a /28 or larger');
    demand(props.externalNetwork !== '', 'externalNetwork', props.externalNetwork, 'name the network that floating IPs come from');
    demand(
      props.dnsServers.length > 0 && props.dnsServers.every(isIPv4),
      'dnsServers',
      props.dnsServers,
      'be IPv4 addresses, at least one',
    );
    this.externalNetwork = props.externalNetwork;
    this.network = this.#makeNetwork(props);
    this.subnet = this.#makeSubnet(props);
    this.router = this.#makeRouter(props);
    this.reachable = new NetworkingRouterInterfaceV2(this, 'router-interface', { routerId: this.router.id, subnetId: this.subnet.id });
  }

  /** The `index`-th address for a machine that keeps it, counted from 1; outside the DHCP pool. @throws PropError when none is left */
  fixedAddress(index: number): string {
    const [first, last] = [10, this.#range.size / 2 - 1];
    const offset = Math.min(first, this.#range.size / 4) + index;
    demand(index >= 1 && offset <= last, 'cidr', this.#range.cidr, `have room for ${index} fixed addresses in its lower half`);
    return this.#range.address(offset);
  }

  #makeNetwork({ ownership }: OpenstackNetworkProps) {
    return new NetworkingNetworkV2(this, 'network', { name: ownership.name('network'), adminStateUp: true, tags: ownership.tags });
  }

  #makeSubnet({ ownership, dnsServers }: OpenstackNetworkProps) {
    const { size } = this.#range;
    return new NetworkingSubnetV2(this, 'subnet', {
      name: ownership.name('subnet'),
      networkId: this.network.id,
      cidr: this.#range.cidr,
      ipVersion: 4,
      dnsNameservers: [...dnsServers],
      allocationPool: [{ start: this.#range.address(size / 2), end: this.#range.address(size - 2) }],
      tags: ownership.tags,
    });
  }

  #makeRouter({ ownership, externalNetwork }: OpenstackNetworkProps) {
    const external = new DataOpenstackNetworkingNetworkV2(this, 'external', { name: externalNetwork, external: true });
    return new NetworkingRouterV2(this, 'router', {
      name: ownership.name('router'),
      adminStateUp: true,
      externalNetworkId: external.id,
      tags: ownership.tags,
    });
  }
}
