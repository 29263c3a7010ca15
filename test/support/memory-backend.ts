import { EventEmitter, on } from 'node:events';
import { DatabaseCatalogue } from '../../api/backends/shared/catalogue.ts';
import type { Database, DatabaseRef, DatabaseSpec, DatabaseStatus } from '../../api/domain/database.ts';
import { describeRef, FLAVOURS } from '../../api/domain/database.ts';
import { DomainError, type Fault } from '../../api/domain/errors.ts';
import type { DatabaseBackend, Transaction, WatchEvent } from '../../api/domain/ports.ts';

import { MemoryLogs } from './memory-logs.ts';

export const MEMORY_PASSWORD = 'canary-4f1c-never-to-be-seen';

/** The backend port without databases behind it: for tests of what lies before the port. `settle` plays what a real one would observe. */
export class MemoryBackend implements DatabaseBackend {
  readonly name = 'embedded';
  readonly logs = new MemoryLogs();
  readonly limits = { versions: [16, 17, 18], majorUpgrade: false, flavours: FLAVOURS };
  readonly #catalogue = new DatabaseCatalogue();
  readonly #changes = new EventEmitter();
  readonly #latest = new Map<string, string>();
  #count = 0;
  #answering = Promise.resolve();
  /** Creates that have come this far. */
  asked = 0;
  /** As if what lies behind had not been heard of for so long. */
  silentSeconds: number | undefined;

  /** Projects that were asked for. */
  readonly ensured = new Set<string>();

  async ensureProject(project: string): Promise<void> {
    this.ensured.add(project);
  }

  async create(tx: Transaction, ref: DatabaseRef, spec: DatabaseSpec): Promise<Database> {
    this.asked++;
    if (!this.ensured.has(ref.project)) throw new Error(`Nobody made sure that the project "${ref.project}" is there.`);
    await this.#answering;
    if (this.#catalogue.find(ref)) throw new DomainError('name_taken', `There is a ${describeRef(ref)} already. Choose another name.`);
    const database = databaseOf(ref, spec, ++this.#count);
    tx.afterCommit(() => this.#put(database));
    return database;
  }

  /** What is under way and stands against every change. */
  underWay: readonly Fault[] = [];

  async changeFaults() {
    return this.underWay;
  }

  async update(tx: Transaction, current: Database, spec: DatabaseSpec): Promise<Database> {
    const now = new Date().toISOString();
    return this.#replace(tx, current, { ...current, spec, revision: String(Number(current.revision) + 1), updatedAt: now });
  }

  /** Until {@link settle} says that it is available. */
  async restart(tx: Transaction, current: Database): Promise<Database> {
    const revision = String(Number(current.revision) + 1);
    return this.#replace(tx, current, { ...current, revision, status: { ...current.status, state: 'updating', reason: 'It restarts.' } });
  }

  async restartPending(database: Database): Promise<boolean> {
    return this.find(database)?.status.state !== 'available';
  }

  async remove(tx: Transaction, current: Database): Promise<Database> {
    return this.#replace(tx, current, {
      ...current,
      revision: String(Number(current.revision) + 1),
      status: { ...current.status, state: 'deleting' },
    });
  }

  /** Writers of one database wait for each other, as they would for its row. */
  async #replace(tx: Transaction, current: Database, next: Database): Promise<Database> {
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [current.id]);
    const latest = this.#latest.get(current.id) ?? current.revision;
    if (latest !== current.revision) throw new DomainError('revision_conflict', 'Changed in the meantime. Read it again.');
    this.#latest.set(current.id, next.revision);
    tx.afterCommit(() => this.#put(next));
    return next;
  }

  async resetCredentials(tx: Transaction, current: Database): Promise<Database> {
    return this.#replace(tx, current, { ...current, revision: String(Number(current.revision) + 1) });
  }

  find(ref: DatabaseRef): Database | undefined {
    return this.#catalogue.find(ref);
  }

  page(query: Parameters<DatabaseBackend['page']>[0]) {
    return this.#catalogue.page(query);
  }

  projects() {
    return this.#catalogue.projects;
  }

  async credentials() {
    return { user: 'app', password: MEMORY_PASSWORD, caCertificate: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n' };
  }

  async *watch(signal: AbortSignal): AsyncIterable<WatchEvent> {
    const changes = on(this.#changes, 'change', { signal });
    for (const database of [...this.#catalogue.all()]) yield { kind: 'changed', database };
    yield { kind: 'synced' };
    try {
      for await (const [event] of changes) yield event as WatchEvent;
    } catch {
      // the signal ends it
    }
  }

  ageSeconds(): number | undefined {
    return this.silentSeconds;
  }

  fault(): string | null {
    return null;
  }

  /** As if what lies behind did not answer creates, until the function it gives is called. */
  hang(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answering = promise;
    return resolve;
  }

  /** As if the backend had observed this. */
  settle(ref: DatabaseRef, status: Partial<DatabaseStatus>): void {
    const database = this.#catalogue.find(ref);
    if (database) this.#put({ ...database, status: { ...database.status, since: new Date().toISOString(), ...status } });
  }

  /** As if a deletion had come to its end. */
  vanish(ref: DatabaseRef): void {
    const database = this.#catalogue.find(ref);
    if (!database) return;
    this.#catalogue.remove(database.id);
    this.#changes.emit('change', { kind: 'deleted', database });
  }

  /** Many at once, without a request for each. */
  fill(databases: Iterable<Database>): void {
    for (const database of databases) this.#put(database);
  }

  #put(database: Database): void {
    this.#catalogue.put(database);
    this.#changes.emit('change', { kind: 'changed', database });
  }
}

/** A database as a backend would describe it right after it was asked for. */
export function databaseOf({ project, name }: DatabaseRef, spec: DatabaseSpec, number: number): Database {
  const at = new Date().toISOString();
  return {
    project,
    name,
    id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    revision: '1',
    createdAt: at,
    updatedAt: at,
    spec,
    status: {
      state: 'creating',
      reason: null,
      since: at,
      readyInstances: 0,
      primary: null,
      usedBytes: null,
      serverVersion: null,
      instances: [],
      conditions: [],
      pendingRestart: [],
    },
    connection: {
      host: '127.0.0.1',
      port: 20_001,
      readOnlyHost: '127.0.0.1',
      readOnlyPort: 20_002,
      database: 'app',
      user: 'app',
      sslMode: 'verify-full',
    },
  };
}
