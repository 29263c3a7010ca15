import type { Database } from '../domain/database.ts';
import { DomainError } from '../domain/errors.ts';
import type { EventBus } from '../domain/events.ts';
import type { ServiceEventLog } from '../domain/ports.ts';
import { eventBetween, observationOf } from '../domain/service-events.ts';
import { Pauses } from '../retry/back-off.ts';

const PAUSES = { firstMs: 500, longestMs: 30_000 };
/** Changes that wait while the store is away; beyond that all databases are compared with what was recorded instead. */
const MAX_WAITING = 10_000;

interface Parts {
  readonly log: ServiceEventLog;
  readonly bus: EventBus;
  /** All databases as they are now. */
  readonly present: { known(): Iterable<Database> };
  /** The store was away, or what is said here was given up. */
  readonly report: (error: unknown) => void;
  /** Counts changes that the store refused to record. */
  readonly countRefused: () => void;
}

interface Task {
  readonly what: string;
  readonly run: () => Promise<void>;
}

/**
 * Records service events, one at a time and in order, while this replica is the leader. It begins by comparing all
 * that is there with what was recorded last, so whatever happened while nobody led is recorded as well. While the store
 * is away it waits, with growing pauses; a change that the store refuses is reported, counted and left out.
 */
export function serviceEventRecorder({ log, bus, present, report, countRefused }: Parts) {
  return async function record(signal: AbortSignal): Promise<void> {
    const tasks: Task[] = [];
    let wake = () => {};
    const compareAll: Task = {
      what: 'all databases',
      async run() {
        const recorded = await log.observations();
        tasks.splice(0, tasks.length, ...differences(log, recorded, present)); // what is there now has come of them
      },
    };
    const unsubscribe = bus.subscribe((event) => {
      if (event.kind === 'database_changed' && isRecorded(event.before, event.after)) tasks.push(observation(log, event.after));
      else if (event.kind === 'database_deleted') tasks.push(deletion(log, event.last.id));
      else return;
      if (tasks.length > MAX_WAITING) tasks.splice(0, tasks.length, compareAll);
      wake();
    });
    signal.addEventListener('abort', () => wake(), { once: true });
    try {
      await durably(compareAll, { signal, report, countRefused });
      while (!signal.aborted) {
        const task = tasks.shift();
        if (task) await durably(task, { signal, report, countRefused });
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

const observation = (log: ServiceEventLog, database: Database): Task => ({
  what: `database ${database.project}/${database.name}`,
  run: () => log.observe(database),
});

const deletion = (log: ServiceEventLog, id: string): Task => ({ what: `the deletion of ${id}`, run: () => log.observeDeletion(id) });

/** Most changes are of sizes and lags: those need no look into the store. */
const isRecorded = (before: Database | undefined, after: Database) => !before || eventBetween(observationOf(before), after) !== undefined;

/** What is to be recorded so that the log tells what is there now. */
function differences(
  log: ServiceEventLog,
  recorded: Awaited<ReturnType<ServiceEventLog['observations']>>,
  present: Parts['present'],
): Task[] {
  const gone = new Map(recorded.map((last) => [last.databaseId, last]));
  const changed = [...present.known()].filter((database) => {
    const last = gone.get(database.id);
    gone.delete(database.id);
    return eventBetween(last, database) !== undefined;
  });
  return [...changed.map((database) => observation(log, database)), ...[...gone.keys()].map((id) => deletion(log, id))];
}

interface Reporting extends Pick<Parts, 'report' | 'countRefused'> {
  readonly signal: AbortSignal;
}

/** Until it works or is refused: a change is not given up because the store is away, and does not hold up others because it is wrong. */
async function durably({ what, run }: Task, { signal, report, countRefused }: Reporting): Promise<void> {
  const pauses = new Pauses(PAUSES);
  while (!signal.aborted) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'unavailable')) {
        countRefused();
        report(
          new Error(`The store refused a service event (${what}); it is left out, the next change of it is recorded.`, { cause: error }),
        );
        return;
      }
      report(new Error(`Service events wait for the store (${what}); it is tried again.`, { cause: error }));
      await pauses.wait(signal);
    }
  }
}
