import { EventEmitter, on } from 'node:events';
import type { Database } from '../../api/domain/database.ts';
import { DomainError } from '../../api/domain/errors.ts';
import type { ServerLogs } from '../../api/domain/ports.ts';
import { inOrder, type LogEntry, type LogQuery, lastOf, logFilter } from '../../api/domain/server-log.ts';

/** What servers would have logged, in memory. `log` plays what one writes. */
export class MemoryLogs implements ServerLogs {
  readonly #entries: LogEntry[] = [];
  readonly #written = new EventEmitter().setMaxListeners(0);
  /** As if what lies behind could not be asked; a sentence. */
  fault: string | undefined;
  /** Readers that follow. */
  get following(): number {
    return this.#written.listenerCount('entry');
  }

  /** As if an instance of the database had logged this now. */
  log(instance: string, { time = new Date().toISOString(), level = 'log', message = 'x', ...more }: Partial<LogEntry> = {}): void {
    const entry = { ...{ time, instance, level, message }, ...more };
    this.#entries.push(entry);
    this.#written.emit('entry', entry);
  }

  async read(database: Database, query: LogQuery): Promise<readonly LogEntry[]> {
    if (this.fault !== undefined) throw new DomainError('unavailable', this.fault, { retryAfterSeconds: 2 });
    const isWanted = wantedOf(database, query);
    return lastOf(inOrder(this.#entries.filter(isWanted)), query.limit);
  }

  async *follow(database: Database, query: LogQuery, signal: AbortSignal): AsyncGenerator<readonly LogEntry[]> {
    const isWanted = wantedOf(database, query);
    const written = on(this.#written, 'entry', { signal });
    try {
      yield await this.read(database, query);
      for await (const [entry] of written) if (isWanted(entry)) yield [entry];
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await written.return?.();
    }
  }
}

function wantedOf({ name }: Database, query: LogQuery): (entry: LogEntry) => boolean {
  const fits = logFilter(query);
  return (entry) => entry.instance.startsWith(`${name}-`) && fits(entry);
}
