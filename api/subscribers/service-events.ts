import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../domain/database.ts';
import type { EventBus } from '../domain/events.ts';
import type { ServiceEventLog } from '../domain/ports.ts';
import { eventBetween, type Observation, observationOf } from '../domain/service-events.ts';

const RETRY_MS = 500;

/** What the recorder begins with when it becomes the leader. */
interface Present {
  known(): Iterable<Database>;
}

/**
 * Records service events, one at a time and in order, while this replica is the leader. It begins by comparing all
 * that is there with what was recorded last, so whatever happened while nobody led is told as well.
 */
export function serviceEventRecorder(log: ServiceEventLog, bus: EventBus, present: Present) {
  return async function record(signal: AbortSignal): Promise<void> {
    const tasks: (() => Promise<void>)[] = [];
    let wake = () => {};
    const unsubscribe = bus.subscribe((event) => {
      if (event.kind === 'database_changed' && isTold(event.before, event.after)) tasks.push(() => log.observe(event.after));
      else if (event.kind === 'database_deleted') tasks.push(() => log.observeDeletion(event.last.id));
      else return;
      wake();
    });
    signal.addEventListener('abort', () => wake(), { once: true });
    try {
      await durably(async () => {
        const recorded = await log.observations();
        tasks.length = 0; // what is there now has come of them
        await catchUp(log, recorded, [...present.known()]);
      }, signal);
      while (!signal.aborted) {
        const task = tasks.shift();
        if (task) await durably(task, signal);
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      unsubscribe();
    }
  };
}

/** Most changes are of sizes and lags: those need no look into the store. */
const isTold = (before: Database | undefined, after: Database) => !before || eventBetween(observationOf(before), after) !== undefined;

async function catchUp(log: ServiceEventLog, recorded: readonly Observation[], present: readonly Database[]): Promise<void> {
  const gone = new Map(recorded.map((last) => [last.databaseId, last]));
  for (const database of present) {
    const last = gone.get(database.id);
    gone.delete(database.id);
    if (eventBetween(last, database)) await log.observe(database);
  }
  for (const id of gone.keys()) await log.observeDeletion(id);
}

/** Until it works: an event is not given up because the store is away for a moment. */
async function durably(task: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await task();
    } catch {
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
