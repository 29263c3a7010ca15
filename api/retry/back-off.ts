import { setTimeout as delay } from 'node:timers/promises';

export interface BackOffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Milliseconds until the next try: doubling, with jitter, so that a fleet does not come back in step. */
export function backOff(attempt: number, { firstMs, longestMs }: BackOffOptions, random = Math.random): number {
  const full = Math.min(longestMs, firstMs * 2 ** attempt);
  return full * (0.5 + random() / 2);
}

const BACKGROUND: BackOffOptions = { firstMs: 500, longestMs: 10_000 };

/** The pauses of work that is tried again for ever: longer after each failure, short again after a success. */
export class Pauses {
  readonly #options: BackOffOptions;
  #failures = 0;

  constructor(options: BackOffOptions = BACKGROUND) {
    this.#options = options;
  }

  /** It worked: the next pause is the first one. */
  reset(): void {
    this.#failures = 0;
  }

  /** Returns after the next pause, or as soon as `signal` ends. */
  async wait(signal: AbortSignal): Promise<void> {
    await delay(backOff(this.#failures++, this.#options), undefined, { signal }).catch(() => undefined);
  }
}
