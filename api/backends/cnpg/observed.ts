import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { Database, DatabaseState, InstanceStatus } from '../../domain/database.ts';
import type { WatchEvent } from '../../domain/ports.ts';
import { DatabaseCatalogue } from '../shared/catalogue.ts';
import { ChangeFeed } from '../shared/change-feed.ts';
import type { Diagnosis } from './diagnosis.ts';
import { InspectionOrder } from './inspection-order.ts';
import { keyOf, type Measurement, type Measurements, shown } from './measurements.ts';
import { type Projection, projectionOf } from './projection.ts';

/** All that is known of the databases, in memory: what the watch reports, and what inspection and Prometheus add to it. */
export class ObservedDatabases {
  readonly catalogue = new DatabaseCatalogue();
  readonly #projections = new Map<string, Projection>();
  readonly #diagnoses = new Map<string, Diagnosis>();
  #measurements: Measurements = new Map();
  readonly #hidden = new Set<string>();
  /** The version at which each was gone, of those that went last. */
  readonly #gone = new Map<string, string>();
  readonly #feed = new ChangeFeed();
  readonly #inspections = new InspectionOrder();
  #synced = false;

  /** Whether all there is has been taken once. */
  get synced(): boolean {
    return this.#synced;
  }

  /** All there is has been taken. */
  becomeSynced(): void {
    if (!this.#synced) this.#feed.publish({ kind: 'synced' });
    this.#synced = true;
  }

  /** See {@link DatabaseBackend.watch}. */
  watch(signal: AbortSignal): AsyncGenerator<WatchEvent> {
    return this.#feed.follow(() => this.#present(), signal);
  }

  /** Takes what was read or written, unless something newer is known. Returns what readers see then. */
  take(cluster: Cluster): Database | undefined {
    const projection = projectionOf(cluster, Date.now());
    const id = cluster.metadata.uid ?? '';
    if (!projection || this.#hidden.has(id)) return undefined;
    if (this.#isOutdated(id, projection)) return this.catalogue.findById(id) ?? projection.database;
    this.#projections.set(id, projection);
    if (!needsCause(projection)) this.#diagnoses.delete(id);
    this.#show(id);
    return this.catalogue.findById(id);
  }

  /** Never to be shown again, also while it is still there. */
  hide(id: string): void {
    this.drop(id);
    this.#hidden.add(id);
  }

  /** @param version from which on it would be there again; undefined for whatever is read of it later */
  drop(id: string, version?: string): void {
    if (version !== undefined) this.#rememberGone(id, version);
    this.#hidden.delete(id);
    this.#projections.delete(id);
    this.#diagnoses.delete(id);
    this.#inspections.forget(id);
    const last = this.catalogue.remove(id);
    if (last) this.#feed.publish({ kind: 'deleted', database: last });
  }

  isManaged(id: string): boolean {
    return this.#projections.get(id)?.managed ?? false;
  }

  /** Up to `count` of those whose state asks for a cause, the longest not inspected first. */
  troubled(count: number): Database[] {
    return this.#inspections.next([...this.#projections.values()].filter(needsCause), count);
  }

  /** Those that we may write and whose disk is full. */
  full(): Database[] {
    const full = [...this.#projections.values()].filter(({ managed, database }) => managed && database.status.state === 'storage_full');
    return full.map(({ database }) => database);
  }

  /** What inspection found out; a change that has had its time counts as carried out when nothing speaks against it. */
  explain(id: string, diagnosis: Diagnosis | undefined): void {
    const projection = this.#projections.get(id);
    if (!projection || !needsCause(projection)) return; // gone or well by now
    if (diagnosis) this.#diagnoses.set(id, diagnosis);
    else this.#diagnoses.delete(id);
    if (!diagnosis) this.#settle(id, projection);
    this.#show(id);
  }

  /** What was measured of all databases; of those that are missing nothing is known. Requests are served in between. */
  async measured(measurements: Measurements): Promise<void> {
    this.#measurements = measurements;
    let shows = 0;
    for (const database of [...this.catalogue.all()]) {
      if (withMeasurement(database, measurements.get(keyOf(database)), database) === database) continue;
      this.#show(database.id);
      if (++shows % SHOWN_AT_ONCE === 0) await setImmediate();
    }
  }

  *#present(): Generator<WatchEvent> {
    for (const database of [...this.catalogue.all()]) yield { kind: 'changed', database };
    if (this.#synced) yield { kind: 'synced' };
  }

  /** An answer may be slower than the watch, which knows a later version, or that it is gone. */
  #isOutdated(id: string, { resourceVersion }: Projection): boolean {
    const known = this.#projections.get(id);
    if (known) return isNewer(known.resourceVersion, resourceVersion);
    return !isNewer(resourceVersion, this.#gone.get(id) ?? '');
  }

  #settle(id: string, projection: Projection): void {
    const { settling } = projection;
    if (settling && settling.until <= Date.now())
      this.#projections.set(id, { ...projection, database: settling.then, settling: undefined });
  }

  /** What a reader sees: the projection, with the cause if one is known, and `since` kept while the state stays. */
  #show(id: string): void {
    const projection = this.#projections.get(id);
    if (!projection) return;
    const before = this.catalogue.findById(id);
    const explained = withDiagnosis(inProgress(projection.database, before), this.#diagnoses.get(id));
    const after = withMeasurement(keepSince(explained, before), this.#measurements.get(keyOf(explained)), before);
    if (before && isDeepStrictEqual(before, after)) return;
    this.catalogue.put(after);
    this.#feed.publish({ kind: 'changed', database: after });
  }

  #rememberGone(id: string, version: string): void {
    this.#gone.set(id, version);
    const [eldest] = this.#gone.keys();
    if (this.#gone.size > REMEMBERED && eldest !== undefined) this.#gone.delete(eldest);
  }
}

/** New figures that are shown before others get the processor: 2 ms. */
const SHOWN_AT_ONCE = 20;

/** Answers still under way when so many more have gone have met their deadline long before. */
const REMEMBERED = 1_000;

const NEEDS_CAUSE: ReadonlySet<DatabaseState> = new Set([
  'creating',
  'restoring',
  'updating',
  'upgrading',
  'degraded',
  'failing_over',
  'failed',
  'unknown',
]);

const needsCause = ({ database }: Projection) => NEEDS_CAUSE.has(database.status.state);

/** Until it was available once, a database that lacks instances is being made; after a change or hibernation, being changed. */
function inProgress(database: Database, before: Database | undefined): Database {
  const [was, is] = [before?.status.state, database.status.state];
  if (was === 'creating' && (is === 'updating' || is === 'degraded')) return withState(database, 'creating');
  if (is !== 'degraded') return database;
  if (was === 'upgrading') return withState(database, 'upgrading');
  return was === 'updating' || was === 'hibernated' ? withState(database, 'updating') : database;
}

const withState = (database: Database, state: DatabaseState): Database => ({ ...database, status: { ...database.status, state } });

function withDiagnosis(database: Database, diagnosis: Diagnosis | undefined): Database {
  if (!diagnosis) return database;
  const state = diagnosis.blocking ? blockedState(database.status.state) : database.status.state;
  return { ...database, status: { ...database.status, state, reason: diagnosis.reason } };
}

/** A database that does not serve and waits for something that will not come has failed; one that works keeps working, less well. */
function blockedState(state: DatabaseState): DatabaseState {
  if (state === 'creating' || state === 'restoring' || state === 'upgrading') return 'failed';
  return state === 'updating' ? 'degraded' : state;
}

/** The same object when that changes nothing: most of thousands are as they were 15 s ago. */
function withMeasurement(database: Database, measured: Measurement | undefined, before: Database | undefined): Database {
  const { status } = database;
  const lagOf = ({ name, role }: InstanceStatus) => {
    const known = before?.status.instances.find((one) => one.name === name)?.lagBytes;
    return role === 'primary' ? 0 : shown(known, measured?.lagBytes.get(name) ?? null);
  };
  const usedBytes = shown(before?.status.usedBytes, measured?.usedBytes ?? null);
  if (usedBytes === status.usedBytes && status.instances.every((one) => lagOf(one) === one.lagBytes)) return database;
  const instances = status.instances.map((one) => ({ ...one, lagBytes: lagOf(one) }));
  return { ...database, status: { ...status, instances, usedBytes } };
}

function keepSince(after: Database, before: Database | undefined): Database {
  if (!before || before.status.state !== after.status.state) return after;
  return { ...after, status: { ...after.status, since: before.status.since } };
}

/** Versions of one kind of object count up; since Kubernetes 1.35 clients may rely on it. */
const isNewer = (a: string, b: string) => (a.length === b.length ? a > b : a.length > b.length);
