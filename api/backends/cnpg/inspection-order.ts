import type { Database } from '../../domain/database.ts';
import type { Projection } from './projection.ts';

/** Which databases to inspect next, when not all can be at once: none waits for ever behind others that stay in trouble. */
export class InspectionOrder {
  readonly #inspectedAt = new Map<string, number>();

  /** Up to `count`, the longest not inspected first. */
  next(waiting: readonly Projection[], count: number, now = Date.now()): Database[] {
    const chosen = waiting.toSorted((a, b) => this.#last(a, now) - this.#last(b, now)).slice(0, count);
    for (const { database } of chosen) this.#inspectedAt.set(database.id, now);
    return chosen.map(({ database }) => database);
  }

  forget(id: string): void {
    this.#inspectedAt.delete(id);
  }

  /** When it was inspected last; 0 also for a change whose time was up only after that, for somebody waits for it. */
  #last({ database, settling }: Projection, now: number): number {
    const at = this.#inspectedAt.get(database.id) ?? 0;
    return settling && settling.until <= now && settling.until > at ? 0 : at;
  }
}
