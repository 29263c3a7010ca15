import type { DueDelivery } from '../../domain/webhook-ports.ts';

/** Requests to one receiver at the same time. */
export const AT_ONCE = 8;
/** After so many failures in a row a receiver is asked with one request at a time, with pauses. */
const FAILURES_TO_SLOW_DOWN = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** One receiver as the dispatcher sees it: what is to be sent there, and how well it takes it. Times are those of `performance.now()`. */
export class Receiver {
  readonly #waiting: DueDelivery[] = [];
  readonly #held = new Set<string>();
  #running = 0;
  #failures = 0;
  #successes = 0;
  #slowedUntil = 0;
  #askedUntil = 0;
  #resume: NodeJS.Timeout | undefined;
  /** Since when it fails, as the store knows it; null while it does not. */
  failingSince: string | null = null;
  isVerified = false;
  /** It wants nothing more: nothing is read or sent, until its webhook has changed. */
  isStopped = false;
  /** That is written down. */
  isDisabled = false;

  /** Ids of what is waiting, under way, or not yet written down. */
  get held(): Iterable<string> {
    return this.#held;
  }

  get isIdle(): boolean {
    return this.#held.size === 0;
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** It has failed so often that one request at a time is made. */
  get isSlow(): boolean {
    return this.#failures >= FAILURES_TO_SLOW_DOWN;
  }

  /** It has answered as many as may be under way, and none has failed since. */
  get isQuick(): boolean {
    return this.#successes >= AT_ONCE;
  }

  /** Whether anything may be read for it. */
  takesMore(now: number): boolean {
    return !this.hasWaiting && !this.isPaused(now) && !this.isStopped;
  }

  isPaused(now: number): boolean {
    return now < this.#pausedUntil;
  }

  get #pausedUntil(): number {
    return Math.max(this.#slowedUntil, this.#askedUntil);
  }

  /** Calls `then` once when the pause is over; does nothing when there is none. */
  whenPauseIsOver(now: number, then: () => void): void {
    if (!this.isPaused(now)) return;
    clearTimeout(this.#resume);
    this.#resume = setTimeout(then, Math.ceil(this.#pausedUntil - now)).unref();
  }

  add(due: DueDelivery): void {
    this.#waiting.push(due);
    this.#held.add(due.delivery.id);
    this.failingSince = due.webhook.failingSince;
    this.isVerified = due.webhook.verifiedAt !== null;
  }

  /** The next to be sent, if there is one and one more may be under way. */
  take(now: number): DueDelivery | undefined {
    const atOnce = this.isSlow ? 1 : AT_ONCE;
    if (this.isStopped || this.isPaused(now) || this.#running >= atOnce) return undefined;
    const next = this.#waiting.shift();
    if (next) this.#running += 1;
    return next;
  }

  /** @param pauseMs how long it asked to be left alone: a success does not shorten that, since it may have been under way before */
  ended(succeeded: boolean, now: number, pauseMs: number): void {
    this.#running -= 1;
    this.#failures = succeeded ? 0 : this.#failures + 1;
    this.#successes = succeeded ? this.#successes + 1 : 0;
    const doublings = this.#failures - FAILURES_TO_SLOW_DOWN;
    const slowed = doublings < 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** doublings);
    this.#slowedUntil = succeeded ? 0 : Math.max(this.#slowedUntil, now + slowed);
    this.#askedUntil = Math.max(this.#askedUntil, now + pauseMs);
  }

  /** It is written down, or was not sent. */
  release(deliveryId: string): void {
    this.#held.delete(deliveryId);
  }

  /** What has not begun is read again before it is sent: the webhook may have changed, or others need the room meanwhile. */
  forgetWaiting(): void {
    for (const { delivery } of this.#waiting.splice(0)) this.#held.delete(delivery.id);
  }
}
