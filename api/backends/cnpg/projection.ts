import { ANNOTATIONS, LABELS, namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { Condition, Connection, Database, DatabaseStatus, InstanceStatus } from '../../domain/database.ts';
import { specOfCluster } from './spec-of-cluster.ts';
import { type Verdict, verdictOf } from './status.ts';

/** What is kept of a Cluster: a fiftieth of the object. */
export interface Projection {
  readonly database: Database;
  readonly resourceVersion: string;
  /** Whether the API may write it; what a repository describes, only that repository changes. */
  readonly managed: boolean;
  /** While a change may not show yet: until when (milliseconds), and what is true then if nothing else is heard. */
  readonly settling: { readonly until: number; readonly then: Database } | undefined;
}

/**
 * CloudNativePG says no generation it has looked at: a Cluster that was just changed still reports itself healthy. So
 * long after a write that is not believed. A restart shows within 0.5 s (measured, idle), a reload never does.
 */
const SETTLE_MS = 3_000;

/** Undefined for a Cluster that claims to be of a project whose namespace it is not in. */
export function projectionOf(cluster: Cluster, now: number): Projection | undefined {
  const { labels = {}, annotations = {}, namespace, name = '', uid = '', resourceVersion = '' } = cluster.metadata;
  const project = labels[LABELS.project];
  if (project === undefined || namespace !== namespaceOf(project)) return undefined;
  const createdAt = instant(cluster.metadata.creationTimestamp);
  const updatedAt = readable(annotations[ANNOTATIONS.updatedAt]);
  const writtenAt = [updatedAt, readable(annotations[ANNOTATIONS.restartedAt])]
    .filter((time) => time !== undefined)
    .toSorted()
    .at(-1);
  const verdict = verdictOf(cluster);
  const database: Database = {
    ...{ project, name, id: uid, createdAt },
    revision: revisionOf(cluster),
    updatedAt: updatedAt ?? createdAt,
    spec: specOfCluster(cluster),
    status: statusOf(cluster, verdict, changedAt(cluster, writtenAt)),
    connection: connectionOf(cluster),
  };
  // by the clock of whichever replica wrote it, which may be ahead of ours
  const until = writtenAt === undefined ? 0 : Math.min(Date.parse(writtenAt), now) + SETTLE_MS;
  const common = { resourceVersion, managed: labels[LABELS.managedBy] === 'postgres-paas' };
  if (verdict.state !== 'available' || until <= now) return { ...common, database, settling: undefined };
  const then = { ...database, status: { ...database.status, since: new Date(until).toISOString() } };
  return { ...common, database: { ...database, status: { ...database.status, ...CHANGING } }, settling: { until, then } };
}

const CHANGING: Verdict = { state: 'updating', reason: 'The change is being carried out.' };

/** Grows with every accepted write, by us (the count) or by somebody else (the generation). */
export const revisionOf = ({ metadata }: Pick<Cluster, 'metadata'>) => String((metadata.generation ?? 0) + writesOf(metadata));

/** How often the API has written it. */
export const writesOf = ({ annotations }: Cluster['metadata']) => Number(annotations?.[ANNOTATIONS.writes]) || 0;

/** Annotations can be edited by hand: what is no time is none. */
const readable = (time = '') => (Number.isNaN(Date.parse(time)) ? undefined : instant(time));

const instant = (time: string | undefined) => new Date(time ?? 0).toISOString();

/** When the object last changed in a way that can change its state; the same for every replica that looks. */
function changedAt({ metadata }: Cluster, updatedAt: string | undefined): string {
  const times = (metadata.managedFields ?? []).filter(({ subresource }) => subresource === 'status').map(({ time }) => instant(time));
  return [...times, updatedAt ?? '', instant(metadata.deletionTimestamp ?? metadata.creationTimestamp)].toSorted().at(-1) ?? '';
}

function statusOf({ status = {} }: Cluster, { state, reason }: Verdict, since: string): DatabaseStatus {
  const primary = status.currentPrimary || null;
  return {
    ...{ state, reason, since, primary },
    readyInstances: status.readyInstances ?? 0,
    usedBytes: null, // the Cluster does not say; see measurements.ts
    serverVersion: /:(\d+\.\d+)/.exec(status.pgDataImageInfo?.image ?? status.image ?? '')?.[1] ?? null,
    instances: (status.instanceNames ?? []).map((name) => instanceOf(name, primary, status.instancesStatus ?? {})),
    conditions: (status.conditions ?? []).filter(({ type }) => TOLD.has(type)).map(conditionOf),
    pendingRestart: [], // CloudNativePG restarts what needs it by itself
  };
}

/** Of the conditions, those a tenant can make something of. */
const TOLD = new Set(['Ready', 'ContinuousArchiving', 'LastBackupSucceeded', 'SyncReplicationTopologySatisfied', 'cnpg.io/hibernation']);

const STATES = { healthy: 'running', replicating: 'starting', failed: 'failed' } as const;

function instanceOf(name: string, primary: string | null, byState: Readonly<Record<string, readonly string[]>>): InstanceStatus {
  const state = (['healthy', 'replicating', 'failed'] as const).find((key) => byState[key]?.includes(name));
  return {
    name,
    role: name === primary ? 'primary' : 'replica',
    state: state ? STATES[state] : 'stopped',
    lagBytes: name === primary ? 0 : null,
  };
}

const conditionOf = ({ type, status, reason, message, lastTransitionTime }: Condition): Condition => ({
  ...{ type: kept(type), status, reason: kept(reason), message: kept(message), lastTransitionTime: instant(lastTransitionTime) },
});

const KEPT_ONCE = new Map<string, string>();
const KEPT_AT_MOST = 1_000;

/** What thousands of Clusters say in the same words is kept in memory once. */
function kept(text: string): string {
  const known = KEPT_ONCE.get(text);
  if (known === undefined && KEPT_ONCE.size < KEPT_AT_MOST) KEPT_ONCE.set(text, text);
  return known ?? text;
}

function connectionOf({ metadata, spec }: Cluster): Connection {
  const { name, namespace, annotations = {} } = metadata;
  const inside = (service: string) => [[name, service].join('-'), namespace, 'svc.cluster.local'].join('.');
  const [host, port] = split(annotations[ANNOTATIONS.endpoint]) ?? [inside('rw'), 5432];
  // "-ro" leads to replicas only: for a database that has none it leads nowhere, so there it is any instance
  const [readOnlyHost, readOnlyPort] = split(annotations[ANNOTATIONS.readOnlyEndpoint]) ?? [inside(spec.instances > 1 ? 'ro' : 'r'), 5432];
  return { host, port, readOnlyHost, readOnlyPort, database: 'app', user: 'app', sslMode: 'verify-full' };
}

function split(endpoint: string | undefined): [host: string, port: number] | undefined {
  if (endpoint === undefined) return undefined;
  const [host = '', port = '5432'] = endpoint.split(':');
  return [host, Number(port)];
}
