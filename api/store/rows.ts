import type { AuditAction, AuditEntry, AuditOutcome, Change } from '../domain/audit.ts';
import type { DatabaseState } from '../domain/database.ts';
import type { ServiceEvent, ServiceEventType } from '../domain/service-events.ts';

/** Rows as PostgreSQL gives them (bigint as text, timestamptz as Date), and what they are in the domain. */
export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: AuditAction;
  readonly project: string | null;
  readonly database: string | null;
  readonly outcome: AuditOutcome;
  readonly reason: string | null;
  readonly changes: readonly Change[];
  readonly request_id: string;
  readonly source: string;
}

export const AUDIT_COLUMNS = 'id, at, actor, action, project, database, outcome, reason, changes, request_id, source';

export const auditEntryOf = ({ at, request_id, ...same }: AuditRow): AuditEntry => ({
  id: same.id,
  at: at.toISOString(),
  actor: same.actor,
  action: same.action,
  project: same.project,
  database: same.database,
  outcome: same.outcome,
  reason: same.reason,
  changes: same.changes,
  requestId: request_id,
  source: same.source,
});

export interface ServiceEventRow {
  readonly id: string;
  readonly seq: number;
  readonly database_id: string;
  readonly project: string;
  readonly name: string;
  readonly at: Date;
  readonly type: ServiceEventType;
  readonly from_state: DatabaseState | null;
  readonly to_state: DatabaseState | null;
  readonly reason: string | null;
  readonly message: string;
}

export const SERVICE_EVENT_COLUMNS = 'id, seq, database_id, project, name, at, type, from_state, to_state, reason, message';

export const serviceEventOf = ({ database_id, at, from_state, to_state, ...same }: ServiceEventRow): ServiceEvent => ({
  id: same.id,
  seq: same.seq,
  databaseId: database_id,
  project: same.project,
  name: same.name,
  at: at.toISOString(),
  type: same.type,
  from: from_state,
  to: to_state,
  reason: same.reason,
  message: same.message,
});
