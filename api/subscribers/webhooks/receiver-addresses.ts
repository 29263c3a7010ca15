import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import ipaddr from 'ipaddr.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name, as `dns.lookup` gives them. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

const lookupAll = promisify(lookup);
const resolveBySystem: Resolve = (host) => lookupAll(host, { all: true, verbatim: true });

/** Why a request is not sent to an address. The message is for whoever made the webhook. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/**
 * Where requests may go: to public addresses over https, and wherever the operator allows. A name is looked up for each
 * connection, and that goes to an address which was checked, so that a name that leads elsewhere later is no way in.
 */
export class ReceiverAddresses {
  readonly #allowed: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];
  readonly #resolve: Resolve;

  /** @param allowed ranges such as `10.0.0.0/8` that may be sent to although they are not public, over http as well */
  constructor(allowed: readonly string[], resolve: Resolve = resolveBySystem) {
    this.#allowed = allowed.map((range) => ipaddr.parseCIDR(range));
    this.#resolve = resolve;
  }

  /**
   * Looks the host of a URL up. @returns the addresses that may be connected to
   * @throws ForbiddenAddress, or what the look-up throws
   */
  async resolve(url: URL): Promise<readonly ResolvedAddress[]> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await this.#resolve(host);
    if (found.length === 0) throw new ForbiddenAddress(`"${host}" has no address.`);
    const forbidden = found.find(({ address }) => !this.#isReachable(address, url.protocol));
    if (forbidden) throw new ForbiddenAddress(this.#reasonFor(forbidden.address, host));
    return found;
  }

  /** Why nothing can be sent to a URL, as a sentence; undefined when it can. A look-up that fails for now is no fault. */
  readonly faultOf = async (url: string): Promise<string | undefined> => {
    try {
      await this.resolve(new URL(url));
      return undefined;
    } catch (error) {
      if (error instanceof ForbiddenAddress) return error.message;
      const { code } = error as { code?: string }; // of node:dns
      return code === 'ENOTFOUND' ? `There is no host "${new URL(url).hostname}" (DNS).` : undefined;
    }
  };

  /** One that is not public is refused also beside one that is. */
  #isReachable(address: string, protocol: string): boolean {
    const parsed = ipaddr.process(address.replace(/%.*$/, '')); // IPv4 inside IPv6 is IPv4; zones do not matter
    if (this.#allowed.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range as never, bits))) return true;
    return protocol === 'https:' && isPublic(parsed);
  }

  #reasonFor(address: string, host: string): string {
    const parsed = ipaddr.process(address.replace(/%.*$/, ''));
    if (isPublic(parsed)) return 'It is sent over https only: begin the URL with "https://".';
    const what = address === host ? `${address} is` : `"${host}" leads to ${address}, which is`;
    return `${what} not a public address (${parsed.range()}). The operator of the platform can allow it: PAAS_WEBHOOK_ALLOW.`;
  }
}

/** Where all public IPv6 addresses lie; old forms of IPv4 inside IPv6 do not. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST as never));
