import type { Attempt, Delivery, Webhook } from '../domain/webhook.ts';
import { type ServiceEventRow, serviceEventOf } from './rows.ts';

export interface WebhookRow {
  readonly id: string;
  readonly project: string;
  readonly url: string;
  readonly description: string;
  readonly types: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly format: Webhook['format'];
  readonly signature: Webhook['signature'];
  readonly ordered: boolean;
  readonly enabled: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly public_key: string | null;
  readonly previous_secret_until: Date | null;
  readonly revision: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly verified_at: Date | null;
  readonly failing_since: Date | null;
  readonly disabled_reason: string | null;
  readonly waiting: number;
}

/** All but the secrets. */
export const WEBHOOK_COLUMNS = `id, project, url, description, types, labels, format, signature, ordered, enabled, headers, public_key,
  case when previous_secret_until > now() then previous_secret_until end as previous_secret_until,
  revision, created_at, updated_at, verified_at, failing_since, disabled_reason,
  (select count(*)::int from webhook_deliveries d where d.webhook_id = webhooks.id and d.state = 'pending') as waiting`;

const timeOf = (time: Date | null) => time?.toISOString() ?? null;

export const webhookOf = (row: WebhookRow): Webhook => ({
  ...{ id: row.id, project: row.project, url: row.url, description: row.description, types: row.types, labels: row.labels },
  ...{ format: row.format, signature: row.signature, ordered: row.ordered, enabled: row.enabled, headers: row.headers },
  ...{ publicKey: row.public_key, disabledReason: row.disabled_reason, waiting: row.waiting, revision: String(row.revision) },
  ...{ createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() },
  ...{ verifiedAt: timeOf(row.verified_at), failingSince: timeOf(row.failing_since) },
  previousSecretUntil: timeOf(row.previous_secret_until),
});

export interface DeliveryRow {
  readonly id: string;
  readonly webhook_id: string;
  readonly type: string;
  readonly previous_seq: number | null;
  readonly data: unknown;
  readonly state: Delivery['state'];
  readonly attempts: number;
  readonly created_at: Date;
  readonly due_at: Date;
  readonly finished_at: Date | null;
  readonly event_id: string | null;
  /** The event as JSON, whose time is a text; null for what is none. */
  readonly event: (Omit<ServiceEventRow, 'at' | 'id'> & { readonly at: string }) | null;
}

/** Of `webhook_deliveries d left join service_events e`. */
export const DELIVERY_COLUMNS = `d.id, d.webhook_id, d.type, d.previous_seq, d.data, d.state, d.attempts, d.created_at, d.due_at, d.finished_at,
  d.event_id, case when e.id is not null then json_build_object('seq', e.seq, 'database_id', e.database_id, 'project', e.project,
    'name', e.name, 'at', e.at, 'type', e.type, 'from_state', e.from_state, 'to_state', e.to_state, 'reason', e.reason, 'message', e.message) end as event`;

export const deliveryOf = (row: DeliveryRow): Delivery => ({
  ...{ id: row.id, webhookId: row.webhook_id, type: row.type, previousSeq: row.previous_seq },
  ...{ state: row.state, attempts: row.attempts, createdAt: row.created_at.toISOString(), dueAt: row.due_at.toISOString() },
  event: row.event && serviceEventOf({ ...row.event, id: row.event_id ?? '', at: new Date(row.event.at) }),
  finishedAt: timeOf(row.finished_at),
});

export interface AttemptRow extends Omit<Attempt, 'at'> {
  readonly at: Date;
}

export const ATTEMPT_COLUMNS = 'number, at, status, milliseconds, error, answer';

export const attemptOf = ({ at, ...same }: AttemptRow): Attempt => ({ ...same, at: at.toISOString() });
