import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../domain/database.ts';
import type { ServerLogs } from '../../domain/ports.ts';
import { charactersOf, inOrder, type LogEntry, type LogQuery, lastOf, logFilter, MOST_CHARACTERS } from '../../domain/server-log.ts';
import { FolderChanges } from './folder-changes.ts';
import { limiter } from './limiter.ts';
import { instanceName } from './model.ts';
import { endOfLines, entriesBackwards, openLog } from './postgres/log-file.ts';
import { LogTail } from './postgres/log-tail.ts';
import { databaseFolder, type Site } from './site.ts';

/** Logs that are searched at once: a search may read all of two files of 8 MiB. */
const SEARCHED_AT_ONCE = 4;

/** A log of one server of a database. */
interface LogPlace {
  readonly path: string;
  readonly instance: string;
}

/** What servers of this machine have logged, read from their files: see postgres/server-log.ts. */
export class EmbeddedLogs implements ServerLogs {
  readonly #site: Pick<Site, 'folder'>;
  readonly #searching = limiter(SEARCHED_AT_ONCE);

  constructor(site: Pick<Site, 'folder'>) {
    this.#site = site;
  }

  async read(database: Database, query: LogQuery): Promise<readonly LogEntry[]> {
    const places = await this.#placesOf(database, query);
    return newestOf(await Promise.all(places.map((place) => this.#newest(place, query))), query);
  }

  /** Reads when a file has changed, and only what somebody takes. */
  async *follow(database: Database, query: LogQuery, signal: AbortSignal): AsyncGenerator<readonly LogEntry[]> {
    using changes = new FolderChanges(databaseFolder(this.#site, database.id), signal);
    const tails = new Map<string, LogTail>();
    const found: (readonly LogEntry[])[] = [];
    for (const place of await this.#placesOf(database, query)) {
      const tail = tailOf(tails, place);
      found.push(await this.#newest(place, query, await tail.skip()));
    }
    yield newestOf(found, query);
    const isWanted = logFilter(query);
    for await (const _ of changes) {
      for (const place of await this.#placesOf(database, query)) tailOf(tails, place);
      for await (const entries of blocksOf([...tails.values()])) {
        const wanted = entries.filter(isWanted);
        if (wanted.length > 0) yield wanted;
        if (signal.aborted) return;
      }
    }
  }

  /** Of the instances that have ever been started and are still there. */
  async #placesOf(database: Database, { instance: wanted }: LogQuery): Promise<LogPlace[]> {
    const folder = databaseFolder(this.#site, database.id);
    const names = await readdir(folder).catch(() => []);
    const places = names.flatMap((name) => {
      const ordinal = /^(\d+)\.log$/.exec(name)?.[1];
      return ordinal === undefined ? [] : [{ path: join(folder, name), instance: instanceName(database, Number(ordinal)) }];
    });
    return places.filter(({ instance }) => wanted === undefined || instance === wanted);
  }

  #newest(place: LogPlace, query: LogQuery, end?: number): Promise<readonly LogEntry[]> {
    return this.#searching(() => newestIn(place, query, end));
  }
}

function tailOf(tails: Map<string, LogTail>, { path, instance }: LogPlace): LogTail {
  const known = tails.get(path);
  if (known) return known;
  const made = new LogTail(path, instance);
  tails.set(path, made);
  return made;
}

/** Newest first. @param end where to begin in the log, in bytes; its end unless given */
async function newestIn(place: LogPlace, query: LogQuery, end?: number): Promise<readonly LogEntry[]> {
  const newest = new Newest(query);
  for await (const entries of allBackwards(place, end)) if (newest.isFullWith(entries)) break;
  return newest.entries;
}

/** Collects the entries that fit, from the newest on. */
class Newest {
  readonly entries: LogEntry[] = [];
  readonly #query: LogQuery;
  readonly #isWanted: (entry: LogEntry) => boolean;
  #characters = 0;

  constructor(query: LogQuery) {
    this.#query = query;
    this.#isWanted = logFilter(query);
  }

  /** Takes what fits of these. True when nothing older is wanted. */
  isFullWith(older: readonly LogEntry[]): boolean {
    const { since = '', limit } = this.#query;
    for (const entry of older) {
      if (entry.time < since) return true;
      if (!this.#isWanted(entry)) continue;
      this.#characters += charactersOf(entry);
      if (this.entries.push(entry) === limit || this.#characters > MOST_CHARACTERS) return true;
    }
    return false;
  }
}

/** The log, then what was kept of it before it began anew. */
async function* allBackwards({ path, instance }: LogPlace, end?: number): AsyncGenerator<readonly LogEntry[]> {
  const seen = new OldestSeen();
  for await (const entries of fileBackwards(path, instance, end)) {
    for (const entry of entries) seen.note(entry);
    yield entries;
  }
  for await (const entries of fileBackwards(`${path}.1`, instance)) yield entries.filter((entry) => seen.isBefore(entry));
}

async function* fileBackwards(path: string, instance: string, end?: number): AsyncGenerator<readonly LogEntry[]> {
  await using log = await openLog(path);
  if (log) yield* entriesBackwards(log, end ?? (await endOfLines(log)), instance);
}

/** Should the log begin anew while it is read, what was read of it already is in what is kept of it as well. */
class OldestSeen {
  /** Those of the earliest time. */
  #oldest: LogEntry[] = [];

  note(entry: LogEntry): void {
    const [{ time } = entry] = this.#oldest;
    if (entry.time > time) return;
    if (entry.time < time) this.#oldest = [];
    this.#oldest.push(entry);
  }

  isBefore(entry: LogEntry): boolean {
    const [first] = this.#oldest;
    if (!first || entry.time < first.time) return true;
    return entry.time === first.time && !this.#oldest.some((seen) => isDeepStrictEqual(seen, entry));
  }
}

const newestOf = (found: readonly (readonly LogEntry[])[], { limit }: LogQuery): readonly LogEntry[] =>
  lastOf(inOrder(found.flatMap((entries) => entries.toReversed())), limit);

/** What is new in all logs, a block of each at a time, in the order of time. */
async function* blocksOf(tails: readonly LogTail[]): AsyncGenerator<readonly LogEntry[]> {
  for (let left = tails; left.length > 0; ) {
    const blocks = await Promise.all(left.map((tail) => tail.next()));
    yield inOrder(blocks.flatMap(({ entries }) => entries));
    left = left.filter((_, index) => blocks[index]?.more);
  }
}
