import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/** Goes on where a test has set the clock. */
const now = performance.now.bind(performance);

/** Waits until `check` no longer throws; throws what it threw last when `withinMs` is over, which is there to end a vain wait. */
export async function eventually<Result>(check: () => Result | Promise<Result>, withinMs = 60_000): Promise<Result> {
  const deadline = now() + withinMs;
  return until(check, () => now() > deadline);
}

/**
 * The same for what must be quick. A look counts as the time between two looks, however long it took: while this process
 * has to wait for others on a busy machine, what it looks at has to wait as well.
 */
export async function promptly<Result>(check: () => Result | Promise<Result>, withinMs: number): Promise<Result> {
  let looks = 0;
  return until(check, () => ++looks * LOOK_EVERY_MS > withinMs);
}

async function until<Result>(check: () => Result | Promise<Result>, isOver: () => boolean): Promise<Result> {
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (isOver()) throw error;
      await delay(LOOK_EVERY_MS); // what is looked at has no way to tell; `check` decides, never the time
    }
  }
}
