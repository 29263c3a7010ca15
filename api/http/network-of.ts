import ipaddr from 'ipaddr.js';

/** An IPv6 network of this size is what one customer has, so its addresses are no different sources. */
const IPV6_PREFIX = 64;

/** The network an address belongs to: itself for IPv4, the /64 for IPv6. What is no address stays as it is. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address); // `::ffff:192.0.2.1` is the IPv4 address it maps
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const prefix = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString()}/${IPV6_PREFIX}`);
  return `${prefix.toString()}/${IPV6_PREFIX}`;
}
