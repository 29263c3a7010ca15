import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/** Waits until `check` no longer throws; throws what it threw last when `withinMs` is over. */
export async function eventually<Result>(check: () => Result | Promise<Result>, withinMs = 10_000): Promise<Result> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(LOOK_EVERY_MS); // what is looked at has no way to tell; `check` decides, never the time
    }
  }
}
