import { Platform } from './platform.ts';

/** Kept by the page and not by this module: two copies of these elements in one page share their sessions and streams. */
const SHARED = Symbol.for('postgres-paas 1');
const shared = globalThis as { [SHARED]?: Map<string, Platform> };

/** The platform at an address (empty: where the page came from); the same object for everybody who asks. */
export function platformAt(base: string): Platform {
  shared[SHARED] ??= new Map();
  const known = shared[SHARED].get(base) ?? new Platform(base);
  shared[SHARED].set(base, known);
  return known;
}
