import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../domain/errors.ts';

const WINDOW_SECONDS = 60;
/** Wrong logins a minute: for one account from one network, and for one network in all. No account is ever locked out for everybody. */
const PER_ACCOUNT_AND_NETWORK = 10;
const PER_NETWORK = 100;

export interface LoginGuard {
  /**
   * Runs a login. It counts as failed until it is known to be none, so that many at once are no way around the limit.
   * @throws DomainError `too_many_requests` with the seconds to wait, and what `login` throws
   */
  attempt<Result>(address: string, account: string, login: () => Promise<Result>): Promise<Result>;
}

/** Counts failed logins, in the memory of this replica. */
export function loginGuard(): LoginGuard {
  const pairs = new RateLimiterMemory({ points: PER_ACCOUNT_AND_NETWORK, duration: WINDOW_SECONDS });
  const networks = new RateLimiterMemory({ points: PER_NETWORK, duration: WINDOW_SECONDS });
  return {
    async attempt(address, account, login) {
      const network = networkOf(address);
      const counts: Count[] = [
        { limiter: pairs, key: `${network}\n${account.toLowerCase()}` },
        { limiter: networks, key: network },
      ];
      const results = await Promise.all(counts.map(({ limiter, key }) => limiter.penalty(key)));
      try {
        for (const [index, { limiter }] of counts.entries()) refuseWhenSpent(results[index], limiter.points);
        const result = await login();
        await forgive(counts);
        return result;
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'not_authenticated')) await forgive(counts);
        throw error;
      }
    },
  };
}

interface Count {
  readonly limiter: RateLimiterMemory;
  readonly key: string;
}

const forgive = (counts: readonly Count[]) => Promise.all(counts.map(({ limiter, key }) => limiter.reward(key)));

function refuseWhenSpent(result: RateLimiterRes | undefined, limit: number): void {
  if (!result || result.consumedPoints <= limit) return;
  const seconds = Math.ceil(result.msBeforeNext / 1000);
  throw new DomainError('too_many_requests', `Too many wrong logins. Try again in ${seconds} s.`, { retryAfterSeconds: seconds });
}

/** The network of an address: itself for IPv4, the /64 for IPv6, since one machine has a whole one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const [before, behind] = [head, tail ?? ''].map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = tail === undefined ? 0 : 8 - (before?.length ?? 0) - (behind?.length ?? 0);
  const groups = [...(before ?? []), ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...(behind ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
