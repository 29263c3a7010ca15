import { isIPv4 } from 'node:net';
import { PropError } from './prop-error.ts';

/** An IPv4 network in CIDR notation, checked once. */
export interface Ipv4Range {
  readonly cidr: string;
  readonly prefixLength: number;
  /** Addresses in the range, network and broadcast address included. */
  readonly size: number;
  /** The address `offset` places after the network's own. @throws PropError outside the range */
  address(offset: number): string;
}

/** @throws PropError naming `prop` when `cidr` is no IPv4 range or has bits set to the right of its prefix */
export function ipv4Range(prop: string, cidr: string): Ipv4Range {
  const [base = '', length = '', rest] = cidr.split('/');
  const prefixLength = Number(length);
  const valid = isIPv4(base) && /^\d{1,2}$/.test(length) && prefixLength <= 32 && rest === undefined;
  if (!valid) throw new PropError(prop, cidr, 'be an IPv4 range such as 10.20.0.0/24');
  const size = 2 ** (32 - prefixLength);
  const first = toNumber(base);
  if (first % size !== 0) throw new PropError(prop, cidr, `begin at its network address: ${toAddress(first - (first % size))}/${length}`);
  return {
    cidr,
    prefixLength,
    size,
    address(offset) {
      if (offset < 0 || offset >= size) throw new PropError(prop, cidr, `hold more than ${offset} addresses`);
      return toAddress(first + offset);
    },
  };
}

/** Whether two ranges share an address. */
export function overlap(a: Ipv4Range, b: Ipv4Range): boolean {
  const [startA, startB] = [toNumber(a.address(0)), toNumber(b.address(0))];
  return startA < startB + b.size && startB < startA + a.size;
}

const toNumber = (address: string) => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
const toAddress = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
