import { randomInt } from 'node:crypto';
import type { TestContext } from 'node:test';

/** Numbers from 0 to 1 that come again with the same `SEED` in the environment; the seed is printed with the test. */
export function seededRandom(t: Pick<TestContext, 'diagnostic'>): () => number {
  const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
  t.diagnostic(`SEED=${seed}`);
  let state = seed;
  // mulberry32, by Tommy Ettinger (public domain).
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
