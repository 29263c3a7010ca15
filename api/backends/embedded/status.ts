import type { Condition, Database, DatabaseState, DatabaseStatus, InstanceStatus } from '../../domain/database.ts';
import { WAY_OUT } from './disk-space.ts';
import { type DatabaseRecord, instanceName, type Observation, type ObservedInstance } from './model.ts';
import type { Step } from './step.ts';
import { installing, sentenceFor } from './step-sentences.ts';
import { closedReason, fullReason } from './storage-reasons.ts';

/** What a round of the loop knows when it reports the state of a database. */
export interface Round {
  readonly record: DatabaseRecord;
  readonly found: Observation;
  readonly step: Step;
  /** The last failure of a step, as a sentence; null when the last one went well. */
  readonly failure: string | null;
  /** RFC 3339, UTC. */
  readonly now: string;
}

const INITIAL: DatabaseStatus = {
  state: 'creating',
  reason: 'Its first server is being made.',
  since: '',
  readyInstances: 0,
  primary: null,
  usedBytes: null,
  serverVersion: null,
  instances: [],
  conditions: [],
  pendingRestart: [],
};

export const initialStatus = (now: string): DatabaseStatus => ({ ...INITIAL, since: now });

export function databaseOf(record: DatabaseRecord): Database {
  const host = '127.0.0.1';
  return {
    id: record.id,
    project: record.project,
    name: record.name,
    revision: String(record.revision),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    spec: record.spec,
    status: record.status,
    connection: {
      host,
      port: record.readWritePort,
      readOnlyHost: host,
      readOnlyPort: record.readOnlyPort,
      database: 'app',
      user: 'app',
      sslMode: 'verify-full',
    },
  };
}

/** Pure: how a database is, as far as this round knows. Never "available" while anything is missing or not yet in force. */
export function statusOf(round: Round): DatabaseStatus {
  const { record, found, now } = round;
  const last = record.status;
  const { state, reason } = judge(round);
  const primary = writablePrimary(round);
  return {
    state,
    reason,
    since: state === last.state ? last.since : now,
    readyInstances: found.instances.filter((instance) => isReady(instance, record)).length,
    primary: primary ? instanceName(record, primary.ordinal) : null,
    usedBytes: found.usedBytes ?? last.usedBytes,
    serverVersion: primary?.version ?? last.serverVersion,
    instances: found.instances.map((instance) => instanceStatus(instance, round)),
    conditions: conditionsOf(round, { state, reason }),
    pendingRestart: [...new Set(found.instances.flatMap(({ pendingRestart }) => pendingRestart))].toSorted(),
  };
}

/** One that is slow still is the primary: its sessions go on, and new ones are led to it. */
export const writablePrimary = ({ record, found }: Pick<Round, 'record' | 'found'>) =>
  found.instances.find(
    (instance) => record.initialised && instance.ordinal === record.primary && isServing(instance) && !instance.recovering,
  );

/** A version is known of one that has answered since we look at it. */
const isServing = ({ process, version }: ObservedInstance) => process === 'answering' || (process === 'slow' && version !== null);

const isReady = (instance: ObservedInstance, { primary }: DatabaseRecord) =>
  isServing(instance) && (instance.ordinal === primary ? !instance.recovering : instance.streaming);

interface Judgement {
  readonly state: DatabaseState;
  readonly reason: string | null;
}

function judge(round: Round): Judgement {
  const { record, failure, step } = round;
  if (record.deleting) return { state: 'deleting', reason: failure };
  if (step.do === 'give-up') return { state: 'failed', reason: step.why };
  if (round.found.diskFault !== null) return withoutRoom(round, round.found.diskFault);
  const primary = writablePrimary(round);
  if (!primary) return withoutPrimary(round);
  if (isCalm(record.status) && isNoNews(round, primary)) return record.status;
  return withPrimary(round, primary);
}

/** Whatever fails now fails for this reason. */
function withoutRoom({ record, found }: Round, fault: string): Judgement {
  const isDown = writablePrimary({ record, found }) === undefined;
  const down = isDown && record.initialised ? ' Its server cannot run without.' : '';
  return { state: record.initialised ? 'storage_full' : 'creating', reason: `${fault}${down} ${WAY_OUT}` };
}

/** Known when it is so, not when it has been decided: a full database is read-only once its primary says so. */
function isNoNews({ record, failure }: Round, primary: ObservedInstance): boolean {
  if (record.settledRevision < record.revision) return false; // what was asked for is news
  const isBriefly = primary.process === 'slow' && primary.quietMs < SLOW_MS;
  const isTurning = !primary.current;
  return isBriefly || (isTurning && failure === null);
}

function withPrimary(round: Round, primary: ObservedInstance): Judgement {
  const { record, found, failure, step } = round;
  const reason = failure ?? found.endpointFault ?? sentenceFor(step, record) ?? lockOutReason(found);
  const isInForce = step.do === 'nothing' && found.instances.every(({ pendingRestart }) => pendingRestart.length === 0);
  const isChanging = record.settledRevision < record.revision && !isInForce;
  if (isChanging && record.settledRevision === 0) return { state: 'creating', reason };
  if (found.closed) return { state: 'storage_full', reason: closedReason(record, found.closed.until) };
  if (found.full && primary.current) return { state: 'storage_full', reason: fullReason(record) };
  if (isChanging) return { state: 'updating', reason };
  return isHealthy(round) ? { state: 'available', reason: null } : { state: 'degraded', reason };
}

/** A server under load that misses a look or two is no news. */
const SLOW_MS = 10_000;

const isCalm = ({ state }: DatabaseStatus) => state === 'available' || state === 'storage_full' || state === 'degraded';

const isHealthy = ({ record, found, step }: Round) =>
  found.endpointFault === null &&
  found.lockOuts.length === 0 &&
  sentenceFor(step, record) === null &&
  found.instances.length === record.spec.instances &&
  found.instances.every((instance) => isReady(instance, record));

function withoutPrimary(round: Round): Judgement {
  const { record, failure, step } = round;
  const name = instanceName(record, record.primary);
  if (!record.initialised) return { state: 'creating', reason: failure ?? sentenceFor(step, record) };
  if (isPlannedRestart(round))
    return { state: 'updating', reason: `${name} is being restarted, so that its new settings come into force.` };
  const replaced = step.do === 'elect' || step.do === 'promote' || (record.status.state === 'failing_over' && step.do !== 'start');
  if (replaced) return { state: 'failing_over', reason: failure ?? `The primary of ${record.name} is gone; a replica takes over.` };
  if (step.do === 'install') return { state: 'degraded', reason: failure ?? installing(record.spec.version) };
  return { state: 'degraded', reason: failure ?? `${name} takes no writes right now; it is being started again.` };
}

/** A restart that a change brings: as long as it goes as planned nothing is wrong. */
function isPlannedRestart({ record, found, step, failure }: Round): boolean {
  const primary = found.instances.find(({ ordinal }) => ordinal === record.primary);
  if (!primary || primary.process === 'hung' || primary.quietMs > RESTART_MS || failure !== null) return false;
  const isBegun = step.do === 'restart' && step.instance === record.primary;
  const isEnding = (step.do === 'wait' || step.do === 'start') && primary.files === 'primary' && primary.process !== 'slow';
  return isBegun || (isEnding && record.status.state === 'updating' && record.status.reason?.includes('is being restarted') === true);
}

const RESTART_MS = 10_000;

/** Why the tenant cannot come in, and the way out; null when they can. */
const lockOutReason = ({ lockOuts }: Observation): string | null =>
  lockOuts.length === 0 ? null : `${lockOuts.join(' ')} POST …/credentials/reset gives a new password and lets "app" in again.`;

function instanceStatus(instance: ObservedInstance, { record, found }: Round): InstanceStatus {
  const isPrimary = instance.ordinal === record.primary;
  const primary = found.instances.find(({ ordinal }) => ordinal === record.primary);
  const known = instance.process === 'answering' && primary?.process === 'answering';
  return {
    name: instanceName(record, instance.ordinal),
    role: isPrimary ? 'primary' : 'replica',
    state: runState(instance, record),
    lagBytes: isPrimary ? 0 : known ? Math.max(0, primary.position - instance.replayed) : null,
  };
}

function runState(instance: ObservedInstance, record: DatabaseRecord): InstanceStatus['state'] {
  if (isReady(instance, record)) return 'running';
  if (instance.process === 'hung' || instance.failedStarts > 0) return 'failed';
  return instance.process === 'none' || instance.process === 'stopping' ? 'stopped' : 'starting';
}

function conditionsOf(round: Round, { state, reason }: Judgement): Condition[] {
  const writable = writablePrimary(round) !== undefined;
  const { full, diskFault, lockOuts } = round.found;
  return [
    condition(round, { type: 'Ready', isTrue: state === 'available', message: reason ?? 'All is as wanted.' }),
    condition(round, {
      type: 'Writable',
      isTrue: writable && !full && diskFault === null,
      message: diskFault ?? (!writable ? 'There is no primary right now.' : full ? fullReason(round.record) : 'The primary takes writes.'),
    }),
    condition(round, {
      type: 'DiskSpace',
      isTrue: diskFault === null,
      message: diskFault === null ? 'There is room on the disk.' : `${diskFault} ${WAY_OUT}`,
    }),
    condition(round, {
      type: 'TenantAccess',
      isTrue: lockOuts.length === 0,
      message: lockOutReason(round.found) ?? 'Nothing is known that keeps the role "app" out.',
    }),
  ];
}

function condition({ record, now }: Round, { type, isTrue, message }: { type: string; isTrue: boolean; message: string }): Condition {
  const status = isTrue ? 'True' : 'False';
  const last = record.status.conditions.find((known) => known.type === type);
  const reason = isTrue ? type : `Not${type}`;
  return { type, status, reason, message, lastTransitionTime: last?.status === status ? last.lastTransitionTime : now };
}
