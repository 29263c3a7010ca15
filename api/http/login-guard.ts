import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError, TooManyLogins } from '../domain/errors.ts';
import type { LoginGuard } from '../domain/ports.ts';
import { networkOf } from './network-of.ts';

const WINDOW_SECONDS = 60;
/** Wrong logins a minute: for one account from one network, and for one network in all. No account is ever locked out for everybody. */
const PER_ACCOUNT_AND_NETWORK = 10;
const PER_NETWORK = 100;

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
        for (const [index, count] of counts.entries()) refuseWhenSpent(results[index], count);
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

function refuseWhenSpent(result: RateLimiterRes | undefined, { limiter, key }: Count): void {
  if (!result || result.consumedPoints <= limiter.points) return;
  const seconds = Math.ceil(result.msBeforeNext / 1000);
  throw new TooManyLogins(key, `Too many wrong logins. Try again in ${seconds} s.`, seconds);
}
