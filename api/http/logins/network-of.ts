import ipaddr from 'ipaddr.js';

/** An IPv6 network of this size is what one customer has, so its addresses are no different sources. */
const IPV6_PREFIX = 64;
const IPV4_PREFIX = 24;
const LONGEST = 64;

/** Whom an address stands for: itself for IPv4, the /64 for IPv6. What is no address stays as it is. */
export const sourceOf = (address: string): string => prefixOf(address, 32);

/** The network it belongs to: the /24 for IPv4, the /64 for IPv6. */
export const networkOf = (address: string): string => prefixOf(address, IPV4_PREFIX);

function prefixOf(address: string, ipv4Prefix: number): string {
  if (!ipaddr.isValid(address)) return address.slice(0, LONGEST);
  const parsed = ipaddr.process(address); // `::ffff:192.0.2.1` is the IPv4 address it maps
  const [Kind, prefix] = parsed.kind() === 'ipv4' ? [ipaddr.IPv4, ipv4Prefix] : [ipaddr.IPv6, IPV6_PREFIX];
  return `${Kind.networkAddressFromCIDR(`${parsed.toNormalizedString()}/${prefix}`)}/${prefix}`;
}
