import { type Database, type DatabaseRef, describeRef } from '../domain/database.ts';
import { DomainError, invalid } from '../domain/errors.ts';
import type { EventBus } from '../domain/events.ts';
import { may } from '../domain/policy.ts';
import type { DatabaseBackend } from '../domain/ports.ts';
import type { LogEntry, LogQuery } from '../domain/server-log.ts';
import type { Caller } from './databases.ts';

export type ServerLogService = ReturnType<typeof serverLogService>;

/** The logs of PostgreSQL servers, for whoever may read their database. Like service events, reading them is not audited. */
export function serverLogService(backend: DatabaseBackend, bus: EventBus) {
  /** @throws DomainError `not_found`, `invalid` for an instance of another database */
  function readable({ actor }: Caller, ref: DatabaseRef, { instance }: LogQuery): Database {
    const database = may(actor, 'database.read', ref.project) ? backend.find(ref) : undefined;
    if (!database) throw new DomainError('not_found', `There is no ${describeRef(ref)}.`);
    if (instance === undefined || new RegExp(`^${ref.name}-\\d+$`).test(instance)) return database;
    const names = database.status.instances.map(({ name }) => name).join(', ') || `${ref.name}-1`;
    throw invalid([{ path: 'instance', message: `"${instance}" is no instance of ${ref.name}. It has: ${names}.` }]);
  }

  return {
    /** The newest entries that fit, oldest first. @throws DomainError `not_found`, `invalid`, `unavailable` */
    read: async (caller: Caller, ref: DatabaseRef, query: LogQuery): Promise<readonly LogEntry[]> =>
      backend.logs.read(readable(caller, ref, query), query),

    /** As the port says, until `signal` ends it or the database is gone. @throws DomainError `not_found`, `invalid` */
    follow(caller: Caller, ref: DatabaseRef, { query, signal }: Following): AsyncIterable<readonly LogEntry[]> {
      const database = readable(caller, ref, query);
      return backend.logs.follow(database, query, AbortSignal.any([signal, endOf(database, signal)]));
    },
  };

  /** Aborted when the database is gone. */
  function endOf({ id }: Database, signal: AbortSignal): AbortSignal {
    const gone = new AbortController();
    const unsubscribe = bus.subscribe((event) => {
      if (event.kind === 'database_deleted' && event.last.id === id) gone.abort();
    });
    signal.addEventListener('abort', unsubscribe, { once: true });
    if (signal.aborted) unsubscribe();
    return gone.signal;
  }
}

interface Following {
  readonly query: LogQuery;
  readonly signal: AbortSignal;
}
