const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** The pauses between tries: growing, scattered, and ended early by {@link retryNow} or when the browser is online again. */
export class BackOff {
  #failures = 0;
  #wake: () => void = () => undefined;

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
    this.#wake();
  }

  /** One more failure: waits before the next try. */
  pause(signal: AbortSignal): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest / 2 + (Math.random() * longest) / 2);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.#wake, { once: true });
    });
  }
}
