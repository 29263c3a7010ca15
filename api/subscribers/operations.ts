import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../domain/database.ts';
import type { EventBus } from '../domain/events.ts';
import { advanceOf, type Operation } from '../domain/operation.ts';
import type { DatabaseBackend, Operations } from '../domain/ports.ts';

/** Between two observations while an operation is under way; when none is, nobody asks. */
const LOOK_EVERY_MS = 500;

interface Parts {
  readonly operations: Operations;
  readonly backend: Pick<DatabaseBackend, 'restartPending'>;
  readonly bus: EventBus;
  /** All databases as they are now. */
  readonly present: { known(): Iterable<Database> };
  readonly report: (error: unknown) => void;
}

/** Follows operations to their end while this replica leads, those included that began while nobody did. */
export function operationFollower({ operations, backend, bus, present, report }: Parts) {
  async function follow(operation: Operation): Promise<void> {
    const database = [...present.known()].find(({ id }) => id === operation.databaseId);
    const pending = database !== undefined && operation.state === 'running' && (await backend.restartPending(database));
    const advance = advanceOf(operation, { database, pending, now: Date.now() });
    if (advance) await operations.advance(operation, advance);
  }

  return async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const requested = nextRequest(bus, signal);
      const unfinished = await operations.unfinished().catch((error: unknown) => {
        report(error);
        return undefined;
      });
      for (const operation of unfinished ?? []) await follow(operation).catch(report);
      const isIdle = unfinished?.length === 0;
      await (isIdle ? requested.promise : Promise.race([requested.promise, delay(LOOK_EVERY_MS, undefined, { ref: false })]));
      requested.stop();
    }
  };
}

/** Settles when an operation is asked for, or `signal` ends. Listening begins at once, so that none is missed. */
function nextRequest(bus: EventBus, signal: AbortSignal): { promise: Promise<unknown>; stop: () => void } {
  const asked = Promise.withResolvers<void>();
  const ended = new AbortController();
  const unsubscribe = bus.subscribe((event) => {
    if (event.kind === 'operation_changed' && event.operation.state === 'requested') asked.resolve();
  });
  const aborted = signal.aborted ? Promise.resolve() : once(signal, 'abort', { signal: ended.signal }).catch(() => undefined);
  return {
    promise: Promise.race([asked.promise, aborted]),
    stop() {
      unsubscribe();
      ended.abort();
    },
  };
}
