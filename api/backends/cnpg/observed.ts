import { isDeepStrictEqual } from 'node:util';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { DatabaseCatalogue } from '../../domain/catalogue.ts';
import type { Database, DatabaseState } from '../../domain/database.ts';
import { changes } from './changes.ts';
import type { Diagnosis } from './diagnosis.ts';
import { type Projection, projectionOf } from './projection.ts';
import { turns } from './turns.ts';

export type Observed = ReturnType<typeof observedDatabases>;

/** All that is known of the databases, in memory: what the watch tells, and what inspection adds to it. */
export function observedDatabases() {
  const catalogue = new DatabaseCatalogue();
  const projections = new Map<string, Projection>();
  const diagnoses = new Map<string, Diagnosis>();
  const condemned = new Set<string>();
  /** The version at which each was gone, of those that went last. */
  const gone = new Map<string, string>();
  const events = changes();
  const inspection = turns();

  /** What a reader sees: the projection, with the cause if one is known, and `since` kept while the state stays. */
  function show(id: string): void {
    const projection = projections.get(id);
    if (!projection) return;
    const before = catalogue.findById(id);
    const after = keepSince(explained(inCourse(projection.database, before), diagnoses.get(id)), before);
    if (before && isDeepStrictEqual(before, after)) return;
    catalogue.put(after);
    events.publish({ kind: 'changed', database: after });
  }

  function bury(id: string, version: string): void {
    gone.set(id, version);
    const [eldest] = gone.keys();
    if (gone.size > REMEMBERED && eldest !== undefined) gone.delete(eldest);
  }

  return {
    catalogue,
    listen: events.listen,
    publish: events.publish,

    /** Takes what was read or written, unless something newer is known. Returns what readers see then. */
    take(cluster: Cluster): Database | undefined {
      const projection = projectionOf(cluster, Date.now());
      const id = cluster.metadata.uid ?? '';
      if (!projection || condemned.has(id)) return undefined;
      const known = projections.get(id);
      if (known && isNewer(known.resourceVersion, projection.resourceVersion)) return catalogue.findById(id);
      if (!isNewer(projection.resourceVersion, gone.get(id) ?? '')) return projection.database; // an answer that was slower than the watch
      projections.set(id, projection);
      if (!NEEDS_A_CAUSE.has(projection.database.status.state)) diagnoses.delete(id);
      show(id);
      return catalogue.findById(id);
    },

    /** Never to be shown again, also while it is still there. */
    condemn(id: string): void {
      this.drop(id);
      condemned.add(id);
    },

    /** @param version from which on it would be there again; undefined for whatever is told of it */
    drop(id: string, version?: string): void {
      if (version !== undefined) bury(id, version);
      condemned.delete(id);
      projections.delete(id);
      diagnoses.delete(id);
      inspection.forget(id);
      const last = catalogue.remove(id);
      if (last) events.publish({ kind: 'deleted', database: last });
    },

    isManaged: (id: string) => projections.get(id)?.managed ?? false,

    /** Of those whose state asks why, up to `count` whose turn it is. */
    troubled: (count: number): Database[] =>
      inspection.next(
        [...projections.values()].filter(({ database }) => NEEDS_A_CAUSE.has(database.status.state)),
        count,
      ),

    /** Those that we may write and whose disk is full. */
    full: (): Database[] =>
      [...projections.values()].flatMap(({ managed, database }) => (managed && database.status.state === 'storage_full' ? [database] : [])),

    /** What inspection found out; a change that has had its time counts as carried out when nothing speaks against it. */
    explain(id: string, diagnosis: Diagnosis | undefined): void {
      const projection = projections.get(id);
      if (!projection || !NEEDS_A_CAUSE.has(projection.database.status.state)) return; // gone or well by now
      if (diagnosis) diagnoses.set(id, diagnosis);
      else diagnoses.delete(id);
      const settled = !diagnosis && projection.settling && projection.settling.until <= Date.now();
      if (settled && projection.settling) projections.set(id, { ...projection, database: projection.settling.then, settling: undefined });
      show(id);
    },
  };
}

/** Answers under way when so many more have gone are given up long before. */
const REMEMBERED = 1_000;

const NEEDS_A_CAUSE: ReadonlySet<DatabaseState> = new Set([
  'creating',
  'restoring',
  'updating',
  'upgrading',
  'degraded',
  'failing_over',
  'failed',
  'unknown',
]);

/** Until it was available once, a database that lacks instances is being made; after a change or a sleep, being changed. */
function inCourse(database: Database, before: Database | undefined): Database {
  const [was, is] = [before?.status.state, database.status.state];
  if (was === 'creating' && (is === 'updating' || is === 'degraded')) return withState(database, 'creating');
  if (is !== 'degraded') return database;
  if (was === 'upgrading') return withState(database, 'upgrading');
  return was === 'updating' || was === 'hibernated' ? withState(database, 'updating') : database;
}

const withState = (database: Database, state: DatabaseState): Database => ({ ...database, status: { ...database.status, state } });

function explained(database: Database, diagnosis: Diagnosis | undefined): Database {
  if (!diagnosis) return database;
  const state = diagnosis.blocking ? blockedState(database.status.state) : database.status.state;
  return { ...database, status: { ...database.status, state, reason: diagnosis.reason } };
}

/** A database that does not serve and waits for something that will not come has failed; one that works keeps working, less well. */
function blockedState(state: DatabaseState): DatabaseState {
  if (state === 'creating' || state === 'restoring' || state === 'upgrading') return 'failed';
  return state === 'updating' ? 'degraded' : state;
}

function keepSince(after: Database, before: Database | undefined): Database {
  if (!before || before.status.state !== after.status.state) return after;
  return { ...after, status: { ...after.status, since: before.status.since } };
}

/** Versions of one kind of object count up; since Kubernetes 1.35 clients may rely on it. */
const isNewer = (a: string, b: string) => (a.length === b.length ? a > b : a.length > b.length);
