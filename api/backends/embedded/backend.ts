import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import {
  type Credentials,
  type Database,
  type DatabaseRef,
  type DatabaseSpec,
  type DatabaseState,
  type DatabaseStatus,
  FLAVOURS,
} from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import { planUpdate } from '../../domain/plan.ts';
import type { DatabaseBackend, Transaction, WatchEvent } from '../../domain/ports.ts';
import type { DatabaseCatalogue } from '../shared/catalogue.ts';
import type { ChangeFeed } from '../shared/change-feed.ts';
import { diskSpaceOf, freeOf, fullDisk, hasRoomFor, mebibytes, needOf } from './disk-space.ts';
import { TENANT } from './instance-settings.ts';
import { EmbeddedLogs } from './logs.ts';
import type { DatabaseRecord } from './model.ts';
import { insertRecord, isRestartPending, markDeleting, markRestart, passwordGenerationOf, renewPassword, updateSpec } from './records.ts';
import { type Site, tenantPassword } from './site.ts';
import { databaseOf, initialStatus } from './status.ts';
import { installing, NEW_PASSWORD } from './step-sentences.ts';

/** What the port is told in terms of. */
export interface BackendParts {
  readonly site: Site;
  readonly catalogue: DatabaseCatalogue;
  readonly feed: ChangeFeed;
  /** Works towards a record from now on. */
  want(record: DatabaseRecord): void;
  changeFaults: DatabaseBackend['changeFaults'];
  fault(): string | null;
}

/** The port over PostgreSQL processes of this machine. Writes go into the transaction; the loops learn of them when it is durable. */
export function embeddedBackend({ site, catalogue, feed, want, changeFaults, fault }: BackendParts): DatabaseBackend {
  const wantLater = (tx: Transaction, record: DatabaseRecord): Database => {
    tx.afterCommit(() => want(record));
    return databaseOf(record);
  };
  /** How it is by now: the caller's copy, or the store's, may be a moment old. */
  const latest = (known: Database) => catalogue.findById(known.id) ?? known;
  return {
    name: 'embedded',
    get limits() {
      return { versions: site.versions.all, versionsOnDemand: site.versions.onDemand, majorUpgrade: false, flavours: FLAVOURS };
    },
    logs: new EmbeddedLogs(site),
    ensureProject: async () => undefined, // a project is no more than the name that its databases carry
    async create(tx, ref, spec) {
      await mustHaveRoom(site, needOf(spec.instances, 0));
      return wantLater(tx, await insert(site, tx, { ref, spec }));
    },
    changeFaults,
    async update(tx, current, spec) {
      const more = Math.max(0, spec.instances - current.spec.instances);
      await mustHaveRoom(site, needOf(more, latest(current).status.usedBytes ?? 0));
      return wantLater(tx, updating(latest(current), await updateSpec(tx, current, spec)));
    },
    remove: async (tx, current) => wantLater(tx, deleting(latest(current), await markDeleting(tx, current))),
    async restart(tx, current) {
      await mustHaveRoom(site, 0);
      return wantLater(tx, restarting(latest(current), await markRestart(tx, current)));
    },
    restartPending: ({ id }) => isRestartPending(site.sql, id),
    resetCredentials: async (tx, current) => wantLater(tx, renewing(latest(current), await renewPassword(tx, current))),
    find: (ref) => catalogue.find(ref),
    page: (query) => catalogue.page(query),
    projects: () => catalogue.projects,
    credentials: (database) => credentialsOf(site, database),
    watch: (signal) => feed.follow(() => eventsOfAll(catalogue), signal),
    fault,
    ageSeconds: () => undefined, // it asks nobody else
  };
}

/**
 * Refuses what could not be carried out, rather than to begin it. Deleting is always possible: it makes room.
 * @throws DomainError `unavailable`
 */
async function mustHaveRoom({ folder }: Site, bytes: number): Promise<void> {
  const databases = join(folder.path, 'databases');
  const space = await diskSpaceOf(databases);
  const short = `The disk of ${databases} has too little room: about ${mebibytes(bytes)} MiB are needed to begin with, ${freeOf(space)}. Make room on it.`;
  const fault = bytes > 0 && !hasRoomFor(space, bytes) ? short : (fullDisk(databases) ?? fullDisk(join(folder.path, 'state')));
  if (fault !== null) throw new DomainError('unavailable', fault, { retryAfterSeconds: 30 });
}

/** What somebody who begins to watch is told first: all there is. */
function* eventsOfAll(catalogue: DatabaseCatalogue): Generator<WatchEvent> {
  for (const database of [...catalogue.all()]) yield { kind: 'changed', database };
  yield { kind: 'synced' };
}

async function insert(site: Site, tx: Transaction, { ref, spec }: { ref: DatabaseRef; spec: DatabaseSpec }): Promise<DatabaseRecord> {
  const [readWritePort, readOnlyPort, instancePort] = [await site.ports.take(), await site.ports.take(), await site.ports.take()];
  const made = {
    ...ref,
    id: uuidV7(),
    spec,
    readWritePort,
    readOnlyPort,
    instancePort,
    status: firstStatus(site, spec),
  };
  try {
    return await insertRecord(tx, made);
  } catch (error) {
    for (const port of [readWritePort, readOnlyPort, instancePort]) site.ports.giveBack(port);
    throw error;
  }
}

function firstStatus(site: Site, { version }: DatabaseSpec): DatabaseStatus {
  const status = initialStatus(new Date().toISOString());
  return site.versions.find(version) ? status : { ...status, reason: installing(version) };
}

/** "Available" ends with the answer to the request, not a moment later. */
function updating(before: Database, record: DatabaseRecord): DatabaseRecord {
  const isEffective = planUpdate(before.spec, record.spec).steps.length > 0;
  if (!isCalm(before) || !isEffective) return { ...record, status: before.status };
  return withState(record, before, { state: 'updating', reason: 'New settings are being applied.' });
}

const restarting = (before: Database, record: DatabaseRecord): DatabaseRecord =>
  isCalm(before)
    ? withState(record, before, { state: 'updating', reason: 'Its servers restart one after the other.' })
    : { ...record, status: before.status };

const isCalm = ({ status: { state } }: Database) => ['available', 'degraded', 'storage_full'].includes(state);

const renewing = (before: Database, record: DatabaseRecord): DatabaseRecord =>
  withState(record, before, { state: 'updating', reason: NEW_PASSWORD });

function deleting(before: Database, record: DatabaseRecord): DatabaseRecord {
  if (before.status.state === 'deleting') return { ...record, status: before.status };
  return withState(record, before, { state: 'deleting', reason: null });
}

const withState = (record: DatabaseRecord, { status }: Database, to: { state: DatabaseState; reason: string | null }): DatabaseRecord => ({
  ...record,
  status: { ...status, ...to, since: new Date().toISOString() },
});

const credentialsOf = async (site: Site, { id }: Database): Promise<Credentials> => ({
  user: TENANT,
  password: tenantPassword(site, id, await passwordGenerationOf(site.sql, id)),
  caCertificate: site.certificates.caCertificate,
});
