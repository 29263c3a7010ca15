import { SEVERITIES } from '../parts/state-severity.ts';
import type { ListFilter } from '../platform/events.ts';
import type { DatabaseView } from '../platform/wire.ts';

/** Rows read at once. */
export const PAGE = 100;

const byName = ({ name, project }: DatabaseView) => `${name}\u0000${project}`;
const VALUES: Readonly<Record<string, (database: DatabaseView) => string>> = {
  createdAt: ({ createdAt }) => createdAt,
  status: ({ status }) => String.fromCharCode(97 + Object.keys(SEVERITIES).indexOf(status.state)),
};

/**
 * The rows of a list in the API's order. An update changes a row in place; additions and removals wait while `held`, so that
 * nothing moves under the pointer.
 */
export class DatabaseRows {
  /** Where the API's list goes on; null at its end, undefined before it was read. */
  cursor: string | null | undefined;
  filter: ListFilter = { project: '', status: '', q: '', sort: 'name' };
  #rows: DatabaseView[] = [];
  #indexes = new Map<string, number>();
  #held = false;
  readonly #waiting = new Map<string, DatabaseView | undefined>();

  get length(): number {
    return this.#rows.length;
  }

  /** Additions and removals that wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  slice(from: number, to: number): readonly DatabaseView[] {
    return this.#rows.slice(from, to);
  }

  replaceAll(rows: readonly DatabaseView[], filter: ListFilter, cursor: string | null): void {
    this.#rows = [...rows];
    this.filter = filter;
    this.cursor = cursor;
    this.#waiting.clear();
    this.#reindex();
  }

  append(rows: readonly DatabaseView[], cursor: string | null): void {
    this.#rows.push(...rows.filter(({ id }) => !this.#indexes.has(id)));
    this.cursor = cursor;
    this.#reindex();
  }

  /** Adds or updates a database. */
  put(database: DatabaseView): void {
    const index = this.#indexes.get(database.id);
    if (index !== undefined) this.#rows[index] = database;
    else if (!this.#matches(database)) return;
    else if (this.#held) this.#waiting.set(database.id, database);
    else this.#insert(database);
  }

  remove(id: string): void {
    if (!this.#indexes.has(id)) this.#waiting.delete(id);
    else if (this.#held) this.#waiting.set(id, undefined);
    else this.#delete(id);
  }

  /** While held, rows are neither added nor removed; that is done on release. */
  hold(held: boolean): void {
    this.#held = held;
    if (held) return;
    for (const [id, database] of this.#waiting) database ? this.#insert(database) : this.#delete(id);
    this.#waiting.clear();
  }

  /** A new row behind the last loaded one is left out: it is read with a later page. */
  #insert(database: DatabaseView): void {
    const found = this.#rows.findIndex((row) => this.#isBefore(database, row));
    if (found === -1 && this.cursor) return;
    this.#rows.splice(found === -1 ? this.#rows.length : found, 0, database);
    this.#reindex();
  }

  #delete(id: string): void {
    this.#rows = this.#rows.filter((row) => row.id !== id);
    this.#reindex();
  }

  #isBefore(a: DatabaseView, b: DatabaseView): boolean {
    const { sort } = this.filter;
    const sortValue = VALUES[sort.replace('-', '')] ?? byName;
    const [left, right] = [sortValue(a), sortValue(b)];
    return sort.startsWith('-') ? left > right : left < right;
  }

  #matches({ name, project, labels, status }: DatabaseView): boolean {
    const { filter } = this;
    if (filter.project && filter.project !== project) return false;
    if (filter.status && !filter.status.split(',').includes(status.state)) return false;
    const label = labelOf(filter.q);
    return label ? labels[label[0]] === label[1] : name.includes(filter.q);
  }

  #reindex(): void {
    this.#indexes = new Map(this.#rows.map(({ id }, index) => [id, index]));
  }
}

/** A search for `key:value` means a label. */
function labelOf(search: string): readonly [key: string, value: string] | undefined {
  const colon = search.indexOf(':');
  return colon < 1 ? undefined : [search.slice(0, colon).trim(), search.slice(colon + 1).trim()];
}

/** The query of GET /api/databases for a page of a filter. */
export function queryOf({ project, status, q, sort }: ListFilter, cursor: string | null): URLSearchParams {
  const label = labelOf(q);
  const fields = { project, status, label: label?.join(':') ?? '', q: label ? '' : q.trim(), sort, limit: `${PAGE}`, cursor: cursor ?? '' };
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ''));
}
