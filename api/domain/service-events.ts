import type { Database, DatabaseRef, DatabaseState } from './database.ts';
import type { OperationKind } from './operation.ts';

/** A change of a database's state, as it was observed and recorded. */
export interface ServiceEvent extends DatabaseRef {
  /** Global and growing (decimal text); the id in the event stream. */
  readonly id: string;
  /** Counts per database, from 1, without gaps. */
  readonly seq: number;
  readonly databaseId: string;
  readonly at: string;
  readonly type: ServiceEventType;
  readonly from: DatabaseState | null;
  readonly to: DatabaseState | null;
  readonly reason: string | null;
  /** One sentence for a person. */
  readonly message: string;
}

export type ServiceEventType =
  | `database.${DatabaseState}`
  | 'database.created'
  | 'database.updated'
  | 'database.recovered'
  | 'database.failover.started'
  | 'database.failover.completed'
  | 'database.primary.changed'
  | `database.${OperationKind}.${'started' | 'completed' | 'failed'}`
  | 'database.deleted';

/** What was last recorded about a database; survives restarts, so that nothing that happens meanwhile is lost. */
export interface Observation extends DatabaseRef {
  readonly databaseId: string;
  readonly state: DatabaseState;
  readonly since: string;
  readonly primary: string | null;
  /** What the database is labelled with: webhooks choose by them. */
  readonly labels: Readonly<Record<string, string>>;
}

export type ServiceEventDraft = Pick<ServiceEvent, 'type' | 'from' | 'to' | 'reason' | 'message'>;

export const observationOf = ({ id, project, name, status, spec }: Database): Observation => ({
  databaseId: id,
  project,
  name,
  state: status.state,
  since: status.since,
  primary: status.primary,
  labels: spec.labels,
});

/** The event between what was recorded last and what is seen now; undefined when nothing a tenant cares about has changed. */
export function eventBetween(last: Observation | undefined, now: Database): ServiceEventDraft | undefined {
  const { state, reason, primary } = now.status;
  if (last?.state !== state) {
    const type = typeOf(last?.state, state);
    return { type, from: last?.state ?? null, to: state, reason, message: messageOf(type, last, now) };
  }
  if (last.primary && primary && last.primary !== primary) {
    const message = `${primary} is the primary now; before it was ${last.primary}.`;
    return { type: 'database.primary.changed', from: state, to: state, reason, message };
  }
  return undefined;
}

/** The event for a database that was recorded once and is gone. */
export const deletionOf = (last: Observation): ServiceEventDraft => ({
  type: 'database.deleted',
  from: last.state,
  to: null,
  reason: null,
  message: `${last.name} is deleted, with its data.`,
});

function typeOf(from: DatabaseState | undefined, to: DatabaseState): ServiceEventType {
  if (to === 'failing_over') return 'database.failover.started';
  if (from === 'failing_over' && to !== 'deleting') return 'database.failover.completed';
  if (to !== 'available') return `database.${to}`;
  if (from === undefined || from === 'creating') return 'database.created';
  if (from === 'updating' || from === 'upgrading') return 'database.updated';
  return 'database.recovered';
}

function messageOf(type: ServiceEventType, last: Observation | undefined, { name, status }: Database): string {
  if (type === 'database.failover.completed') return failoverMessage(last, status.primary ?? name, status.since);
  if (status.reason) return status.reason;
  if (type === 'database.created') return `${name} is ready for connections.`;
  if (type === 'database.updated') return `${name} runs as it was asked to.`;
  if (type === 'database.recovered') return `${name} is available again.`;
  if (type === 'database.failover.started') return `The primary of ${name} is gone; a replica takes over.`;
  return `${name} is ${status.state.replaceAll('_', ' ')}.`;
}

function failoverMessage(last: Observation | undefined, primary: string, since: string): string {
  const seconds = last ? (Date.parse(since) - Date.parse(last.since)) / 1000 : 0;
  return `${primary} is the primary now; ${seconds.toFixed(1)} s without writes.`;
}
