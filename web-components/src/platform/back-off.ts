const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Exponential back-off with jitter; {@link retryNow}, or the browser being online again, ends a pause early. */
export class BackOff {
  #failures = 0;
  #endPause: () => void = () => undefined;

  constructor() {
    globalThis.addEventListener('online', () => this.retryNow());
  }

  get failing(): boolean {
    return this.#failures > 0;
  }

  reset(): void {
    this.#failures = 0;
  }

  retryNow(): void {
    this.#endPause();
  }

  /** Counts a failure and waits before the next retry. */
  pause(signal: AbortSignal): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest / 2 + (Math.random() * longest) / 2);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.#endPause, { once: true });
    });
  }
}
