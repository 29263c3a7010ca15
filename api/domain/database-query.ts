import type { Database, DatabaseState } from './database.ts';

/** Which page of which databases. Filters are joined by "and". */
export interface DatabaseQuery {
  /** Projects to look in; undefined for all. */
  readonly projects: readonly string[] | undefined;
  readonly states: readonly DatabaseState[];
  readonly labels: readonly (readonly [key: string, value: string])[];
  /** Part of a name. */
  readonly text: string;
  readonly sort: DatabaseSort;
  readonly limit: number;
  /** Where the page before ended; see {@link Page.next}. */
  readonly after: Position | undefined;
}

export type SortField = 'name' | 'createdAt' | 'status';
export type DatabaseSort = { readonly field: SortField; readonly descending: boolean };

/** The place of a database in an order: its sort value, then its id, which makes it unique. */
export interface Position {
  readonly value: string;
  readonly id: string;
}

export interface Page {
  readonly items: readonly Database[];
  /** undefined on the last page. */
  readonly next: Position | undefined;
}
