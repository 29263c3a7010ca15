import type { DatabaseView } from './wire.ts';

/** Identifies a database. */
export interface DatabaseRef {
  readonly project: string;
  readonly name: string;
}

/** What a list shows; all parts are optional. */
export interface ListFilter {
  readonly project: string;
  readonly status: string;
  readonly q: string;
  readonly sort: string;
}

/** The events of the elements, by name, with what their `detail` holds. All bubble and cross shadow roots. */
export interface PgEvents {
  /** Somebody has logged in with `pg-login`. */
  'pg-logged-in': { readonly username: string };
  /** A database was chosen. Prevent it to keep the link from being followed. */
  'pg-open': DatabaseRef & { /** With the storage row opened for this size, in GiB. */ readonly growTo?: number | undefined };
  /** Somebody wants to create a database. */
  'pg-new': Record<string, never>;
  /** The filter of a list has changed. */
  'pg-filter': ListFilter;
  /** The creation of a database was accepted (202). */
  'pg-created': { readonly database: DatabaseView };
  /** The create form is to be closed, or the view of a database to be left. */
  'pg-close': Record<string, never>;
}

declare global {
  interface HTMLElementEventMap {
    'pg-logged-in': CustomEvent<PgEvents['pg-logged-in']>;
    'pg-open': CustomEvent<PgEvents['pg-open']>;
    'pg-new': CustomEvent<PgEvents['pg-new']>;
    'pg-filter': CustomEvent<PgEvents['pg-filter']>;
    'pg-created': CustomEvent<PgEvents['pg-created']>;
    'pg-close': CustomEvent<PgEvents['pg-close']>;
  }
}
