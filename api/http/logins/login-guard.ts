import { LRUCache } from 'lru-cache';
import { DomainError, TooManyLogins } from '../../domain/errors.ts';
import type { KnownDevices, LoginAttempt, LoginGuard } from '../../domain/ports.ts';
import { FadingCount } from './fading-count.ts';
import { networkOf, sourceOf } from './network-of.ts';
import { Places } from './places.ts';
import { SpacedAttempts, type Spacing } from './spaced-attempts.ts';
import type { Waiting } from './waiting-list.ts';

/** Nobody waits longer to be tried. */
const LONGEST_WAIT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;
/** Of one account: 12 a minute in the long run. */
const OF_ACCOUNT: Spacing = { free: 5, firstMs: 500, longestMs: 5_000, forgetEachMs: 10_000, mostWaiting: 32 };
/** Of one network, whatever the accounts: 60 a minute in the long run. */
const OF_NETWORK: Spacing = { free: 100, firstMs: 125, longestMs: 1_000, forgetEachMs: 1_000, mostWaiting: 64 };
/** Of each kind; what was not used for longest is forgotten. */
const REMEMBERED = 10_000;
const NETWORK_KNOWN_MS = 30 * 24 * 60 * 60 * 1000;
/** How much a source has asked for lately. */
const DEMAND = { forgetEachMs: 60_000, most: 1_000 };
/** Logins under way; what they cost the processor is bounded where passwords are checked. */
const AT_ONCE = 4;
const MOST_WAITING_FOR_A_PLACE = 64;

/** What an attempt counts together with. */
interface Counted {
  readonly key: string;
  readonly spacing: Spacing;
}

/**
 * Slows down who guesses passwords, in the memory of this replica; no account is ever shut. An attempt counts together with
 * those of its device, else with those of its network if that has logged in to this account before, else with all others for
 * the account: the owner's device and network are not slowed by what strangers do.
 */
export class SlowingLoginGuard implements LoginGuard {
  readonly #devices: KnownDevices;
  readonly #attempts = new LRUCache<string, SpacedAttempts>({ max: REMEMBERED });
  readonly #demand = new LRUCache<string, FadingCount>({ max: REMEMBERED });
  readonly #knownNetworks = new LRUCache<string, true>({ max: REMEMBERED, ttl: NETWORK_KNOWN_MS });
  readonly #places = new Places(AT_ONCE, MOST_WAITING_FOR_A_PLACE);
  #arrivals = 0;

  constructor(devices: KnownDevices) {
    this.#devices = devices;
  }

  async attempt<Result>(attempt: LoginAttempt, login: () => Promise<Result>): Promise<Result> {
    const started: SpacedAttempts[] = [];
    let wrong = false;
    try {
      await this.#admission(attempt, started);
      const result = await login().finally(() => this.#places.leave());
      this.#noteSuccess(attempt);
      return result;
    } catch (error) {
      wrong = error instanceof DomainError && error.code === 'not_authenticated';
      throw error;
    } finally {
      for (const attempts of started) attempts.end(wrong);
    }
  }

  /** Waits until it may be tried. Whoever asks often waits behind those who ask seldom. @throws TooManyLogins */
  async #admission(attempt: LoginAttempt, started: SpacedAttempts[]): Promise<void> {
    const demand = this.#demandOf(attempt);
    demand.add(1);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), LONGEST_WAIT_MS);
    this.#arrivals += 1;
    const waiting: Waiting = {
      rank: () => demand.value,
      arrival: this.#arrivals,
      signal: AbortSignal.any([attempt.signal, deadline.signal]),
    };
    const counted = this.#countedWith(attempt);
    try {
      for (const { key, spacing } of counted) {
        const attempts = remembered(this.#attempts, key, () => new SpacedAttempts(spacing));
        if (!(await attempts.start(waiting))) throw tooManyWrong(key);
        started.push(attempts);
      }
      const strangers = counted.length - 1; // a known device goes first
      if (!(await this.#places.take({ ...waiting, rank: () => strangers * DEMAND.most + waiting.rank() }))) throw tooManyAtOnce();
    } finally {
      clearTimeout(timer);
    }
  }

  #countedWith({ address, account, deviceToken }: LoginAttempt): readonly Counted[] {
    const device = deviceToken === undefined ? undefined : this.#devices.deviceOf(deviceToken, account);
    if (device !== undefined) return [{ key: `device ${device}`, spacing: OF_ACCOUNT }];
    const network = networkOf(address);
    const isKnown = this.#knownNetworks.has(accountIn(network, account));
    return [
      { key: `network ${network}`, spacing: OF_NETWORK },
      { key: isKnown ? accountIn(network, account) : `account ${account}`, spacing: OF_ACCOUNT },
    ];
  }

  #demandOf = ({ address }: LoginAttempt) =>
    remembered(this.#demand, sourceOf(address), () => new FadingCount(DEMAND.forgetEachMs, DEMAND.most));

  #noteSuccess(attempt: LoginAttempt): void {
    this.#demandOf(attempt).add(-1);
    this.#knownNetworks.set(accountIn(networkOf(attempt.address), attempt.account), true);
  }
}

const accountIn = (network: string, account: string) => `${network} ${account}`;

function remembered<Value extends object>(cache: LRUCache<string, Value>, key: string, make: () => Value): Value {
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

const tooManyWrong = (key: string) =>
  new TooManyLogins(
    key,
    `Too many wrong logins are waiting to be tried. Try again in ${RETRY_AFTER_SECONDS} s; a device that has logged in before need not wait.`,
    RETRY_AFTER_SECONDS,
  );

const tooManyAtOnce = () =>
  new TooManyLogins('at once', `Too many logins at once. Try again in ${RETRY_AFTER_SECONDS} s.`, RETRY_AFTER_SECONDS);
