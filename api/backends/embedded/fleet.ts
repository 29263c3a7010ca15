import type { Database, DatabaseSpec } from '../../domain/database.ts';
import type { Fault } from '../../domain/errors.ts';
import type { DatabaseCatalogue } from '../shared/catalogue.ts';
import { ChangeFeed } from '../shared/change-feed.ts';
import { limiter } from './limiter.ts';
import type { DatabaseRecord } from './model.ts';
import { DatabaseLoop } from './reconciler.ts';
import { allRecords } from './records.ts';
import type { Site } from './site.ts';
import { databaseOf } from './status.ts';

const REFRESH_MS = 5000;
const STOPS_AT_ONCE = 8;

/** All loops of this machine, and the memory that reads are answered from. */
export class Fleet {
  readonly catalogue: DatabaseCatalogue;
  readonly feed = new ChangeFeed();
  /** Why the records cannot be read or written right now; null when they can. */
  fault: string | null = null;
  readonly #site: Site;
  readonly #loops = new Map<string, DatabaseLoop>();
  /** A look at the records may be older than the end of a database. */
  readonly #gone = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(site: Site, catalogue: DatabaseCatalogue) {
    this.#site = site;
    this.catalogue = catalogue;
  }

  /** Returns when it has been seen how every database is. */
  async start(): Promise<void> {
    const records = await allRecords(this.#site.sql);
    for (const record of records) this.#notePorts(record);
    for (const record of records) this.want(record);
    await Promise.all([...this.#loops.values()].map((loop) => loop.looked));
    this.#timer = setInterval(() => this.#refreshSoon(), REFRESH_MS);
  }

  /** Works towards a record from now on, and shows it to everybody at once. */
  want(record: DatabaseRecord): void {
    this.#show(databaseOf(record));
    const loop = this.#loops.get(record.id);
    if (loop) loop.want(record);
    else this.#begin(record);
  }

  #begin(record: DatabaseRecord): void {
    const listener = { changed: (database: Database) => this.#show(database), deleted: (database: Database) => this.#remove(database) };
    this.#loops.set(record.id, new DatabaseLoop(this.#site, record, listener));
  }

  /** What is under way in the servers of a database and stands against a spec. */
  async changeFaults(id: string, spec: DatabaseSpec): Promise<readonly Fault[]> {
    return (await this.#loops.get(id)?.changeFaults(spec)) ?? [];
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#refreshing;
    const limited = limiter(STOPS_AT_ONCE);
    await Promise.all([...this.#loops.values()].map((loop) => limited(() => loop.stop())));
  }

  #refreshSoon(): void {
    this.#refreshing = this.#refreshing.then(() => this.#refresh());
  }

  /** Heals what a lost connection may have hidden: a commit that went through although its answer did not. */
  async #refresh(): Promise<void> {
    try {
      for (const record of await allRecords(this.#site.sql)) if (this.#isNews(record)) this.want({ ...record });
      this.fault = null;
    } catch (error) {
      this.fault = `The records of the databases cannot be read: ${error instanceof Error ? error.message : error}`;
    }
  }

  #isNews({ id, revision }: DatabaseRecord): boolean {
    const known = this.catalogue.findById(id);
    return known ? Number(known.revision) < revision : !this.#loops.has(id) && !this.#gone.has(id);
  }

  #notePorts({ readWritePort, readOnlyPort, instances }: DatabaseRecord): void {
    for (const port of [readWritePort, readOnlyPort, ...instances.map((instance) => instance.port)]) this.#site.ports.note(port);
  }

  #show(database: Database): void {
    this.catalogue.put(database);
    this.feed.publish({ kind: 'changed', database });
  }

  #remove(database: Database): void {
    this.#loops.delete(database.id);
    this.#gone.add(database.id);
    this.catalogue.remove(database.id);
    for (const port of [database.connection.port, database.connection.readOnlyPort]) this.#site.ports.giveBack(port);
    this.feed.publish({ kind: 'deleted', database });
  }
}
