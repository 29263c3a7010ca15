import { type Database, type DatabaseRef, type DatabaseSpec, SPEC_DEFAULTS } from './database.ts';
import type { DomainError } from './errors.ts';
import type { Plan } from './plan.ts';

/** What keeps its value when it is left out: an upgrade has to be asked for, and storage grows only. */
type Kept = 'version' | 'storageGiB';

/** A spec as somebody wants it to be. Every field that is left out has its default, but those of {@link Kept}. */
export type DesiredSpec = Omit<DatabaseSpec, Kept> & { readonly [Field in Kept]?: DatabaseSpec[Field] | undefined };

/** The spec that a database is to have. @param current what it has; undefined for one that is to be made */
export const specFrom = (desired: DesiredSpec, current: DatabaseSpec = SPEC_DEFAULTS): DatabaseSpec => ({
  ...desired,
  version: desired.version ?? current.version,
  storageGiB: desired.storageGiB ?? current.storageGiB,
});

export interface Desired {
  readonly ref: DatabaseRef;
  readonly spec: DesiredSpec;
}

export interface Planned {
  readonly outcome: 'created' | 'changed' | 'unchanged';
  readonly plan: Plan;
}

export interface Applied extends Planned {
  readonly database: Database;
}

/** What became of one of many. */
export type AppliedItem = { readonly ref: DatabaseRef } & (
  | Planned
  | { readonly outcome: 'deleted'; readonly plan: Plan }
  /** Not in the list any more, but protected against deletion. */
  | { readonly outcome: 'kept' }
  | { readonly outcome: 'refused'; readonly error: DomainError }
);

/** Databases of a project with all of these labels that are not in the list are deleted. */
export interface Prune {
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
}
