/** Where a database is made when nothing else is said. It is always there. */
export const DEFAULT_PROJECT = 'default';

/** What databases belong to: names are unique in it, members work in it. */
export interface Project {
  readonly name: string;
  /** How many databases it has. */
  readonly databases: number;
}
