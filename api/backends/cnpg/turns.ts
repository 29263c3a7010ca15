import type { Database } from '../../domain/database.ts';
import type { Projection } from './projection.ts';

/** Whose turn it is to be asked about, when not all can be at once: nobody waits for ever behind others that stay in trouble. */
export function turns() {
  const askedAt = new Map<string, number>();

  /** When it was asked about last; 0 also for a change whose time was up only after that, for somebody waits for it. */
  function last({ database, settling }: Projection, now: number): number {
    const asked = askedAt.get(database.id) ?? 0;
    return settling && settling.until <= now && settling.until > asked ? 0 : asked;
  }

  return {
    /** Up to `count`, the longest not asked about first. */
    next(waiting: readonly Projection[], count: number, now = Date.now()): Database[] {
      const chosen = waiting.toSorted((a, b) => last(a, now) - last(b, now)).slice(0, count);
      for (const { database } of chosen) askedAt.set(database.id, now);
      return chosen.map(({ database }) => database);
    },
    forget: (id: string) => void askedAt.delete(id),
  };
}
