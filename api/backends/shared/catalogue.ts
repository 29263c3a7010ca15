import { DATABASE_STATES, type Database, type DatabaseRef } from '../../domain/database.ts';
import type { DatabaseQuery, Page, Position, SortField } from '../../domain/database-query.ts';

const VALUES: Readonly<Record<SortField, (database: Database) => string>> = {
  name: ({ name, project }) => `${name}\u0000${project}`,
  createdAt: ({ createdAt }) => createdAt,
  // One letter for each, so that positions compare as texts do.
  status: ({ status }) => String.fromCharCode(97 + DATABASE_STATES.indexOf(status.state)),
};

/**
 * All databases of a backend, in memory, ready to be found and paged: the answer to every read. Each order is kept
 * sorted by insertion, so a page of 10,000 databases costs a binary search and the rows it shows.
 */
export class DatabaseCatalogue {
  readonly #byRef = new Map<string, Database>();
  readonly #byId = new Map<string, Database>();
  readonly #perProject = new Map<string, number>();
  readonly #orders = new Map<SortField, SortedDatabases>(
    (Object.keys(VALUES) as SortField[]).map((field) => [field, new SortedDatabases(VALUES[field])]),
  );

  get size(): number {
    return this.#byId.size;
  }

  find(ref: DatabaseRef): Database | undefined {
    return this.#byRef.get(keyOf(ref));
  }

  findById(id: string): Database | undefined {
    return this.#byId.get(id);
  }

  /** Projects that have databases, with how many. */
  get projects(): ReadonlyMap<string, number> {
    return this.#perProject;
  }

  /** In no particular order. */
  all(): Iterable<Database> {
    return this.#byId.values();
  }

  put(database: Database): void {
    this.remove(database.id);
    this.#byRef.set(keyOf(database), database);
    this.#byId.set(database.id, database);
    this.#count(database.project, 1);
    for (const order of this.#orders.values()) order.insert(database);
  }

  /** Returns what was there. */
  remove(id: string): Database | undefined {
    const database = this.#byId.get(id);
    if (!database) return undefined;
    if (this.find(database) === database) this.#byRef.delete(keyOf(database)); // a successor may have its name by now
    this.#byId.delete(id);
    this.#count(database.project, -1);
    for (const order of this.#orders.values()) order.remove(database);
    return database;
  }

  page(query: DatabaseQuery): Page {
    const { field, descending } = query.sort;
    const items: Database[] = [];
    for (const database of this.#order(field).from(query.after, descending)) {
      if (!matches(database, query)) continue;
      if (items.length === query.limit) return { items, next: positionOf(items.at(-1), field) };
      items.push(database);
    }
    return { items, next: undefined };
  }

  #count(project: string, more: number): void {
    const count = (this.#perProject.get(project) ?? 0) + more;
    if (count === 0) this.#perProject.delete(project);
    else this.#perProject.set(project, count);
  }

  #order(field: SortField): SortedDatabases {
    const order = this.#orders.get(field);
    if (!order) throw new Error(`There is no order by ${field}.`);
    return order;
  }
}

const keyOf = ({ project, name }: DatabaseRef) => `${project}/${name}`;

const positionOf = (database: Database | undefined, field: SortField): Position | undefined =>
  database && { value: VALUES[field](database), id: database.id };

function matches(database: Database, { projects, states, labels, text }: DatabaseQuery): boolean {
  if (projects && !projects.includes(database.project)) return false;
  if (states.length > 0 && !states.includes(database.status.state)) return false;
  if (!database.name.includes(text)) return false;
  return labels.every(([key, value]) => Object.hasOwn(database.spec.labels, key) && database.spec.labels[key] === value);
}

class SortedDatabases {
  readonly #valueOf: (database: Database) => string;
  readonly #items: Database[] = [];

  constructor(read: (database: Database) => string) {
    this.#valueOf = read;
  }

  insert(database: Database): void {
    this.#items.splice(this.#indexOf(this.#positionOf(database)), 0, database);
  }

  remove(database: Database): void {
    const index = this.#indexOf(this.#positionOf(database));
    if (this.#items[index]?.id === database.id) this.#items.splice(index, 1);
  }

  *from(after: Position | undefined, descending: boolean): Generator<Database> {
    const step = descending ? -1 : 1;
    for (let index = this.#start(after, descending); index >= 0 && index < this.#items.length; index += step) {
      const item = this.#items[index];
      if (item) yield item;
    }
  }

  #start(after: Position | undefined, descending: boolean): number {
    if (!after) return descending ? this.#items.length - 1 : 0;
    const index = this.#indexOf(after);
    if (descending) return index - 1;
    return this.#items[index]?.id === after.id ? index + 1 : index;
  }

  #positionOf(database: Database): Position {
    return { value: this.#valueOf(database), id: database.id };
  }

  /** The first index whose item is at or behind `position`. */
  #indexOf(position: Position): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.#items[middle];
      if (item && isBefore(this.#positionOf(item), position)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isBefore = (a: Position, b: Position) => (a.value === b.value ? a.id < b.id : a.value < b.value);
