import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../domain/errors.ts';

const WINDOW_SECONDS = 60;
/** Wrong logins a minute: for one account from one network, and for one network in all. No account is ever locked out for everybody. */
const PER_ACCOUNT_AND_NETWORK = 10;
const PER_NETWORK = 100;

export interface LoginGuard {
  /** @throws DomainError `too_many_requests` with the seconds to wait */
  check(network: string, account: string): Promise<void>;
  failed(network: string, account: string): Promise<void>;
}

/** Counts failed logins, in the memory of this replica. */
export function loginGuard(): LoginGuard {
  const pair = new RateLimiterMemory({ points: PER_ACCOUNT_AND_NETWORK, duration: WINDOW_SECONDS });
  const network = new RateLimiterMemory({ points: PER_NETWORK, duration: WINDOW_SECONDS });
  const pairKey = (address: string, account: string) => `${address}\n${account.toLowerCase()}`;
  return {
    async check(address, account) {
      refuseWhenSpent(await pair.get(pairKey(address, account)), PER_ACCOUNT_AND_NETWORK);
      refuseWhenSpent(await network.get(address), PER_NETWORK);
    },
    async failed(address, account) {
      await Promise.allSettled([pair.consume(pairKey(address, account)), network.consume(address)]);
    },
  };
}

function refuseWhenSpent(result: RateLimiterRes | null, limit: number): void {
  if (!result || result.consumedPoints < limit) return;
  const seconds = Math.ceil(result.msBeforeNext / 1000);
  throw new DomainError('too_many_requests', `Too many wrong logins. Try again in ${seconds} s.`, { retryAfterSeconds: seconds });
}

/** The network of an address: itself for IPv4, the /64 for IPv6, since one machine has a whole one. */
export const networkOf = (address: string) => (address.includes(':') ? address.split(':').slice(0, 4).join(':') : address);
