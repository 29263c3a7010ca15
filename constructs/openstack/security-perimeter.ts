import { Construct } from 'constructs';
import { NetworkingSecgroupRuleV2, type NetworkingSecgroupRuleV2Config } from '../bindings/openstack/networking-secgroup-rule-v2.js';
import { NetworkingSecgroupV2 } from '../bindings/openstack/networking-secgroup-v2.js';
import { ipv4Range } from '../ipv4-range.ts';
import type { Ownership } from '../ownership.ts';
import { demand } from '../prop-error.ts';

export interface SecurityPerimeterProps {
  readonly ownership: Ownership;
  /** IPv4 ranges that administrators come from: the only ones that reach SSH (22), the Kubernetes API (6443) and ping. */
  readonly adminCidrs: readonly string[];
  /** TCP ports open to everyone. Default: 80 and 443. Never 22 or 6443. */
  readonly publicPorts?: readonly number[];
}

/** Ports that must never be open to everyone. */
const guardedPorts = [22, 6443];

/** Why each rule is there: its description, and what a rule that no state knows is recognised by. */
export const REASONS = {
  ssh: 'SSH from the administrators',
  kubernetesApi: 'Kubernetes API from the administrators',
  ping: 'ping from the administrators',
  public: 'the platform itself, for everyone',
  inside: 'everything between the machines',
  outward: 'outwards, IPv4',
  outwardIpv6: 'outwards, IPv6',
};

/**
 * The one security group of the machines. What is not listed here is closed: the two rules that Neutron puts into every
 * new group are deleted, and each rule is a resource of its own with its reason as description.
 *
 * A rule that somebody adds by hand is no resource of ours, so no plan ever shows it: `npm run deploy` asks Neutron and
 * reports such rules.
 */
export class SecurityPerimeter extends Construct {
  readonly group: NetworkingSecgroupV2;

  /** @throws PropError for a range that is everyone, or a guarded port among the public ones */
  constructor(scope: Construct, id: string, props: SecurityPerimeterProps) {
    super(scope, id);
    const publicPorts = props.publicPorts ?? [80, 443];
    demand(props.adminCidrs.length > 0, 'adminCidrs', props.adminCidrs, 'name at least one range');
    for (const cidr of props.adminCidrs) {
      demand(
        ipv4Range('adminCidrs', cidr).prefixLength >= 8,
        'adminCidrs',
        cidr,
        'be a range of your own (a /8 or smaller), not the whole internet',
      );
    }
    for (const port of publicPorts) {
      demand(!guardedPorts.includes(port), 'publicPorts', port, 'stay closed to the public: SSH and the Kubernetes API are for adminCidrs');
    }
    this.group = new NetworkingSecgroupV2(this, 'group', {
      name: props.ownership.name('nodes'),
      description: 'Machines of the platform. Rules added by hand are reported by every deploy.',
      deleteDefaultRules: true,
      tags: props.ownership.tags,
    });
    this.#admit(props.adminCidrs, publicPorts);
    this.#connect();
  }

  /** Opens one TCP port to one range: the escape hatch for a port that the platform does not know. */
  // biome-ignore lint/complexity/useMaxParams: a public method of the construct; the arguments are those of one rule, in its order
  allowTcp(id: string, port: number, remoteIpPrefix: string, reason: string): NetworkingSecgroupRuleV2 {
    const everyone = ipv4Range('remoteIpPrefix', remoteIpPrefix).prefixLength === 0;
    demand(!everyone || !guardedPorts.includes(port), 'remoteIpPrefix', remoteIpPrefix, `be narrower for port ${port}`);
    return this.#rule(id, { description: reason, protocol: 'tcp', portRangeMin: port, portRangeMax: port, remoteIpPrefix });
  }

  #admit(adminCidrs: readonly string[], publicPorts: readonly number[]) {
    for (const [index, cidr] of adminCidrs.entries()) {
      const suffix = index === 0 ? '' : `-${index + 1}`;
      this.allowTcp(`ssh${suffix}`, 22, cidr, REASONS.ssh);
      this.allowTcp(`kubernetes-api${suffix}`, 6443, cidr, REASONS.kubernetesApi);
      this.#rule(`ping${suffix}`, { description: REASONS.ping, protocol: 'icmp', remoteIpPrefix: cidr });
    }
    for (const port of publicPorts) this.allowTcp(`public-${port}`, port, '0.0.0.0/0', REASONS.public);
  }

  /** Inside the group everything is open (etcd, kubelet, overlay network); outwards as well (images, packages). */
  #connect() {
    this.#rule('inside', { description: REASONS.inside, remoteGroupId: this.group.id });
    this.#rule('outward', { description: REASONS.outward, direction: 'egress' });
    this.#rule('outward-ipv6', { description: REASONS.outwardIpv6, direction: 'egress', ethertype: 'IPv6' });
  }

  #rule(id: string, rule: Partial<NetworkingSecgroupRuleV2Config>) {
    return new NetworkingSecgroupRuleV2(this, id, {
      direction: 'ingress',
      ethertype: 'IPv4',
      securityGroupId: this.group.id,
      ...rule,
    });
  }
}
