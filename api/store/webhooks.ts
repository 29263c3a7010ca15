import { DomainError } from '../domain/errors.ts';
import type { Sql, Transaction } from '../domain/ports.ts';
import type { WebhookSpec } from '../domain/webhook.ts';
import type { Chosen, DeliveryQuery, Webhooks } from '../domain/webhook-ports.ts';
import { SERVICE_EVENT_COLUMNS, type ServiceEventRow, serviceEventOf } from './rows.ts';
import { NOTIFY_CHANGED, NOTIFY_QUEUED } from './webhook-queue.ts';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  attemptOf,
  DELIVERY_COLUMNS,
  type DeliveryRow,
  deliveryOf,
  WEBHOOK_COLUMNS,
  type WebhookRow,
  webhookOf,
} from './webhook-rows.ts';

/** Webhooks in PostgreSQL, with their deliveries. */
export function sqlWebhooks(sql: Sql): Webhooks {
  return {
    ...reading(sql),
    ...queueing,
    async add(tx, { project, spec, secret, publicKey }) {
      const [row] = await tx.query<WebhookRow>(
        `insert into webhooks (project, url, description, types, labels, format, signature, ordered, enabled, headers, secret, public_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${WEBHOOK_COLUMNS}`,
        [project, ...valuesOf(spec), secret, publicKey],
      );
      return webhookOf(found(row));
    },
    async update(tx, { id, revision }, spec) {
      const [row] = await tx.query<WebhookRow>(
        `update webhooks set url = $3, description = $4, types = $5, labels = $6, format = $7, signature = $8, ordered = $9, enabled = $10,
           headers = $11, revision = revision + 1, updated_at = clock_timestamp(),
           disabled_reason = case when $10 then null else disabled_reason end, failing_since = case when $10 and not enabled then null else failing_since end
         where id = $1 and revision = $2 returning ${WEBHOOK_COLUMNS}, ${NOTIFY_CHANGED}`,
        [id, revision, ...valuesOf(spec)],
      );
      if (!row) throw changedMeanwhile(id);
      return webhookOf(row);
    },
    async remove(tx, { id, revision }) {
      const gone = await tx.query(`delete from webhooks where id = $1 and revision = $2 returning ${NOTIFY_CHANGED}`, [id, revision]);
      if (gone.length === 0) throw changedMeanwhile(id);
    },
    async rotate(tx, id, { secret, publicKey, previousUntil }) {
      const [row] = await tx.query<WebhookRow>(
        `update webhooks set previous_secret = secret, previous_secret_until = $4, secret = $2, public_key = $3,
           revision = revision + 1, updated_at = clock_timestamp() where id = $1 returning ${WEBHOOK_COLUMNS}, ${NOTIFY_CHANGED}`,
        [id, secret, publicKey, previousUntil],
      );
      return webhookOf(found(row));
    },
  };
}

const queueing: Pick<Webhooks, 'queue' | 'resend' | 'skipWaiting'> = {
  async queue(tx, webhookId, { type, data }) {
    const [row] = await tx.query<DeliveryRow>(
      `with d as (insert into webhook_deliveries (webhook_id, type, data) values ($1, $2, $3) returning *)
       select ${DELIVERY_COLUMNS}, ${NOTIFY_QUEUED} from d left join service_events e on false`,
      [webhookId, type, JSON.stringify(data)],
    );
    return deliveryOf(found(row));
  },
  async resend(tx, webhookId, chosen) {
    const { where, values } = conditionsOf(webhookId, chosen);
    const sent = await tx.query(
      `with again as (update webhook_deliveries d set state = 'pending', tries = 0, due_at = clock_timestamp(), finished_at = null
         where ${where} returning 1) select ${NOTIFY_QUEUED} from again`,
      values,
    );
    return sent.length;
  },
  async skipWaiting(tx, webhookId) {
    const skipped = await tx.query(
      `update webhook_deliveries set state = 'skipped', finished_at = clock_timestamp() where webhook_id = $1 and state = 'pending' returning ${NOTIFY_CHANGED}`,
      [webhookId],
    );
    return skipped.length;
  },
};

type Reading = Pick<Webhooks, 'find' | 'list' | 'count' | 'deliveries' | 'delivery' | 'attempts' | 'countChosen' | 'recentEvents'>;

const NEWEST = '9223372036854775807';

function reading(sql: Sql): Reading {
  return {
    async find(id) {
      const [row] = await sql.query<WebhookRow>(`select ${WEBHOOK_COLUMNS} from webhooks where id = $1`, [id]);
      return row && webhookOf(row);
    },
    async list({ projects, before, limit }) {
      const rows = await sql.query<WebhookRow>(
        `select ${WEBHOOK_COLUMNS} from webhooks where ($1::text[] is null or project = any($1)) and id < $2 order by id desc limit $3`,
        [projects ?? null, before ?? NEWEST, limit],
      );
      return rows.map(webhookOf);
    },
    async count(tx: Transaction, project) {
      const [row] = await tx.query<{ count: number }>('select count(*)::int as count from webhooks where project = $1', [project]);
      return row?.count ?? 0;
    },
    async deliveries({ webhookId, state, before, limit }: DeliveryQuery) {
      const rows = await sql.query<DeliveryRow>(
        `select ${DELIVERY_COLUMNS} from webhook_deliveries d left join service_events e on e.id = d.event_id
         where d.webhook_id = $1 and ($2::text is null or d.state = $2) and d.id < $3 order by d.id desc limit $4`,
        [webhookId, state ?? null, before ?? NEWEST, limit],
      );
      return rows.map(deliveryOf);
    },
    async delivery(webhookId, id) {
      const [row] = await sql.query<DeliveryRow>(
        `select ${DELIVERY_COLUMNS} from webhook_deliveries d left join service_events e on e.id = d.event_id where d.webhook_id = $1 and d.id = $2`,
        [webhookId, id],
      );
      return row && { ...deliveryOf(row), data: row.data };
    },
    async attempts(deliveryId) {
      const rows = await sql.query<AttemptRow>(`select ${ATTEMPT_COLUMNS} from webhook_attempts where delivery_id = $1 order by number`, [
        deliveryId,
      ]);
      return rows.map(attemptOf);
    },
    async countChosen(webhookId, chosen) {
      const { where, values } = conditionsOf(webhookId, chosen);
      const [row] = await sql.query<{ count: number }>(`select count(*)::int as count from webhook_deliveries d where ${where}`, values);
      return row?.count ?? 0;
    },
    async recentEvents(project, limit) {
      const rows = await sql.query<ServiceEventRow & { labels: Readonly<Record<string, string>> }>(
        `select ${SERVICE_EVENT_COLUMNS}, labels from service_events where project = $1 order by id desc limit $2`,
        [project, limit],
      );
      return rows.map((row) => ({ ...serviceEventOf(row), labels: row.labels }));
    },
  };
}

const valuesOf = (spec: WebhookSpec) => [
  ...[spec.url, spec.description, spec.types, JSON.stringify(spec.labels), spec.format, spec.signature],
  ...[spec.ordered, spec.enabled, JSON.stringify(spec.headers)],
];

/** Every condition that is given, over `webhook_deliveries d`. */
function conditionsOf(webhookId: string, { id, state, since, until, database, fromSeq }: Chosen) {
  const all = [
    ['d.webhook_id = $', webhookId],
    ['d.id = $', id],
    ['d.state = $', state],
    ['d.created_at >= $', since],
    ['d.created_at < $', until],
    ['d.event_id in (select id from service_events where name = $)', database],
    ['d.seq >= $', fromSeq],
  ] as const;
  const given = all.filter(([, value]) => value !== undefined);
  const texts = given.map(([text], index) => text.replace('$', `$${index + 1}`));
  return { where: texts.join(' and '), values: given.map(([, value]) => value) };
}

function found<Row>(row: Row | undefined): Row {
  if (!row) throw new DomainError('not_found', 'There is no such webhook.');
  return row;
}

const changedMeanwhile = (id: string) =>
  new DomainError('revision_conflict', `Webhook ${id} has changed meanwhile. Read it again and repeat your change.`);
