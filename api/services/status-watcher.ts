import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../domain/database.ts';
import type { EventBus } from '../domain/events.ts';
import type { DatabaseBackend } from '../domain/ports.ts';

export type StatusWatcher = ReturnType<typeof statusWatcher>;

/** Follows what the backend observes and publishes each real change, once. */
export function statusWatcher(backend: DatabaseBackend, bus: EventBus) {
  const known = new Map<string, Database>();
  const synced = Promise.withResolvers<void>();

  function changed(after: Database): void {
    const before = known.get(after.id);
    known.set(after.id, after);
    if (!before || !isDeepStrictEqual(before, after)) bus.publish({ kind: 'database_changed', before, after });
  }

  function deleted({ id }: Database): void {
    const last = known.get(id);
    known.delete(id);
    if (last) bus.publish({ kind: 'database_deleted', last });
  }

  return {
    /** All databases as they were seen last. */
    known: (): Iterable<Database> => known.values(),
    /** Settles when everything there was at the start has been seen. */
    synced: synced.promise,
    /** Follows one watch to its end. What is not there any more when a later one begins was deleted in between. */
    async run(signal: AbortSignal): Promise<void> {
      const unseen = new Map(known);
      for await (const event of backend.watch(signal)) {
        if (event.kind === 'synced') {
          for (const gone of unseen.values()) deleted(gone);
          unseen.clear();
          synced.resolve();
          continue;
        }
        unseen.delete(event.database.id);
        if (event.kind === 'changed') changed(event.database);
        else deleted(event.database);
      }
    },
  };
}
