import { FadingCount } from './fading-count.ts';
import { type Waiting, WaitingList } from './waiting-list.ts';

export interface Spacing {
  /** So many wrong ones cost nothing. */
  readonly free: number;
  /** The pause after the first that is not free; each further one doubles it. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** One wrong attempt is forgotten after each such time. */
  readonly forgetEachMs: number;
  readonly mostWaiting: number;
}

/** Attempts that count together: the more of them were wrong, the longer the pause before the next may start. */
export class SpacedAttempts {
  readonly #spacing: Spacing;
  readonly #wrong: FadingCount;
  readonly #waiting: WaitingList;
  /** Started, and not yet known to be right or wrong: they count as wrong, so that many at once are no way around the pauses. */
  #running = 0;
  #startedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(spacing: Spacing) {
    this.#spacing = spacing;
    const doublings = Math.ceil(Math.log2(spacing.longestMs / spacing.firstMs));
    this.#wrong = new FadingCount(spacing.forgetEachMs, spacing.free + doublings);
    this.#waiting = new WaitingList(spacing.mostWaiting);
  }

  /** Whether this attempt may start. Whoever may calls {@link end} when it is over. */
  async start(waiting: Waiting): Promise<boolean> {
    if (this.#waiting.size === 0 && this.#pauseMs <= 0) this.#begin();
    else {
      const admitted = this.#waiting.enter(waiting);
      this.#schedule();
      if (!(await admitted)) return false;
    }
    return true;
  }

  end(wrong: boolean): void {
    this.#running -= 1;
    if (wrong) this.#wrong.add(1);
    this.#schedule();
  }

  /** Until the next one may start. */
  get #pauseMs(): number {
    const { free, firstMs, longestMs } = this.#spacing;
    const counted = Math.ceil(this.#wrong.value) + this.#running;
    const pauseMs = counted < free ? 0 : Math.min(longestMs, firstMs * 2 ** (counted - free));
    return this.#startedAtMs + pauseMs - performance.now();
  }

  #begin(): void {
    this.#running += 1;
    this.#startedAtMs = performance.now();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.size === 0) return;
    const admit = () => {
      if (this.#waiting.size === 0) return;
      this.#begin();
      this.#waiting.admit();
      this.#schedule();
    };
    this.#timer = setTimeout(admit, Math.max(0, this.#pauseMs)).unref();
  }
}
