import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../domain/database.ts';
import type { EventBus } from '../domain/events.ts';
import type { DatabaseBackend } from '../domain/ports.ts';

export type StatusWatcher = ReturnType<typeof statusWatcher>;

/** Follows what the backend observes and tells the bus of each real change, once. */
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
    async run(signal: AbortSignal): Promise<void> {
      for await (const event of backend.watch(signal)) {
        if (event.kind === 'changed') changed(event.database);
        else if (event.kind === 'deleted') deleted(event.database);
        else synced.resolve();
      }
    },
  };
}
