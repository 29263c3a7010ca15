/** Whoever waits. */
export interface Waiting {
  /** The smaller, the sooner. Asked whenever somebody is admitted or turned away. */
  rank(): number;
  /** Counts up; it may have waited elsewhere before. */
  readonly arrival: number;
  /** Ends the wait: the client has gone, or it has lasted long enough. */
  readonly signal: AbortSignal;
}

interface Entry {
  readonly waiting: Waiting;
  readonly settle: (admitted: boolean) => void;
}

/**
 * A bounded list of those who wait. The smallest rank is admitted first, among equals whoever came last: one who comes after
 * a burst is not behind all of it. When the list is full, the last of that order is turned away.
 */
export class WaitingList {
  readonly #most: number;
  readonly #entries = new Set<Entry>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Whether it was admitted; false when it was turned away or `signal` ended the wait. */
  enter(waiting: Waiting): Promise<boolean> {
    const { signal } = waiting;
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const leave = () => this.#settle(entry, false);
      const settle = (admitted: boolean) => {
        signal.removeEventListener('abort', leave);
        resolve(admitted);
      };
      const entry: Entry = { waiting, settle };
      signal.addEventListener('abort', leave, { once: true });
      this.#entries.add(entry);
      if (this.#entries.size > this.#most) this.#settle(this.#ordered().at(-1), false);
    });
  }

  /** Admits the first. */
  admit(): void {
    this.#settle(this.#ordered()[0], true);
  }

  #ordered(): readonly Entry[] {
    const ranked = [...this.#entries].map((entry) => ({ entry, rank: entry.waiting.rank(), arrival: entry.waiting.arrival }));
    return ranked.sort((one, other) => one.rank - other.rank || other.arrival - one.arrival).map(({ entry }) => entry);
  }

  #settle(entry: Entry | undefined, admitted: boolean): void {
    if (entry && this.#entries.delete(entry)) entry.settle(admitted);
  }
}
