import type { DueDelivery, Outcome, WebhookQueue } from '../domain/webhook-ports.ts';
import type { SqlStore } from './sql-store.ts';
import { DELIVERY_COLUMNS, type DeliveryRow, deliveryOf } from './webhook-rows.ts';

/** Tells every replica that there may be something to send; empty, since the one who sends looks itself. */
export const NOTIFY_QUEUED = `pg_notify('webhook_deliveries', '')`;

/** Tells every replica that a webhook is not as it was: what was read for it is read again. */
export const NOTIFY_CHANGED = `pg_notify('webhooks', '')`;

interface DueRow extends DeliveryRow {
  readonly tries: number;
  readonly w_project: string;
  readonly w_url: string;
  readonly w_format: DueDelivery['webhook']['format'];
  readonly w_signature: DueDelivery['webhook']['signature'];
  readonly w_headers: Readonly<Record<string, string>>;
  readonly w_failing_since: Date | null;
  readonly w_verified_at: Date | null;
  readonly secret: string;
  readonly previous_secret: string | null;
}

const DUE = `
  select ${DELIVERY_COLUMNS}, d.tries, w.project as w_project, w.url as w_url, w.format as w_format, w.signature as w_signature,
    w.headers as w_headers, w.failing_since as w_failing_since, w.verified_at as w_verified_at,
    w.secret, case when w.previous_secret_until > now() then w.previous_secret end as previous_secret
  from webhooks w
  cross join lateral (
    select * from webhook_deliveries q
    where q.webhook_id = w.id and q.state = 'pending' and q.due_at <= now() and q.id <> all($4::bigint[])
      and (not w.ordered or q.database_id is null or not exists (
        select from webhook_deliveries b
        where b.webhook_id = w.id and b.database_id = q.database_id and b.state = 'pending' and b.id < q.id))
    order by q.due_at, q.id limit case when w.id = any($5::bigint[]) then 1 when w.id = any($6::bigint[]) then $7::integer else $1::integer end) d
  left join service_events e on e.id = d.event_id
  where w.enabled and w.id <> all($3::bigint[])
  order by d.due_at, d.id limit $2`;

/** The queue of the webhooks in PostgreSQL. One process at a time may send from it. */
export function sqlWebhookQueue(store: SqlStore): WebhookQueue {
  return {
    async due({ perWebhook, perQuickWebhook, limit, except, held, slow, quick }) {
      return (await store.query<DueRow>(DUE, [perWebhook, limit, except, held, slow, quick, perQuickWebhook])).map(dueOf);
    },
    async nextDueInMs() {
      const [row] = await store.query<{ ms: number | null }>(
        `select extract(epoch from min(d.due_at) - clock_timestamp())::float8 * 1000 as ms
         from webhook_deliveries d join webhooks w on w.id = d.webhook_id where d.state = 'pending' and d.due_at > clock_timestamp() and w.enabled`,
      );
      return row?.ms ?? undefined;
    },
    async finish(outcomes) {
      await store.query(FINISH, [JSON.stringify(outcomes.map(storable))]);
    },
    async markFailing(id) {
      await store.query(FAILING, [id, 'webhook.failing', null]);
    },
    async markWell(id) {
      await store.query(WELL, [id]);
    },
    async disable(tx, id, reason) {
      const change = 'enabled = false, disabled_reason = $3, revision = revision + 1, updated_at = clock_timestamp()';
      await tx.query(newsAbout({ change, when: 'enabled' }), [id, 'webhook.disabled', reason]);
    },
  };
}

const dueOf = (row: DueRow): DueDelivery => ({
  delivery: deliveryOf(row),
  data: row.data,
  tries: row.tries,
  webhook: {
    ...{ id: row.webhook_id, project: row.w_project, url: row.w_url, format: row.w_format, signature: row.w_signature },
    ...{ headers: row.w_headers, failingSince: row.w_failing_since?.toISOString() ?? null },
    verifiedAt: row.w_verified_at?.toISOString() ?? null,
  },
  secrets: { current: row.secret, previous: row.previous_secret ?? undefined },
});

/** Whether a webhook `w` names the type that is `$2`. */
export const WANTS_TYPE = `exists (select from unnest(w.types) t where t = $2 or (t like '%*' and starts_with($2, left(t, -1))))`;

/** Changes a webhook ($1), if it is as `when` says, and queues the news ($2, reason $3) for the others of its project, if `told` holds then. */
const newsAbout = ({ change, when, told = 'true' }: { change: string; when: string; told?: string }) => `
  with changed as (update webhooks set ${change} where id = $1 and ${when} returning id, project, description, ${told} as told),
    queued as (
      insert into webhook_deliveries (webhook_id, type, data)
      select w.id, $2, jsonb_build_object('webhookId', changed.id::text, 'description', changed.description, 'reason', $3::text)
      from changed join webhooks w on w.project = changed.project and w.id <> changed.id where changed.told and ${WANTS_TYPE})
  select ${NOTIFY_QUEUED} from changed`;

/** Told once an hour: receivers that fail now and then would tell each other of it without end. */
const FAILING = newsAbout({
  change: `failing_since = now(), failing_told_at = case when failing_told_at > now() - interval '1 hour' then failing_told_at else now() end`,
  when: 'failing_since is null',
  told: 'failing_told_at = failing_since',
});

/**
 * What waits for another attempt is due at once, if nothing has succeeded for a while: a receiver that refuses one
 * delivery among others is not asked again after each. The attempt that comes early does not count, so that the
 * schedule is as long as it was.
 */
const WELL = `
  with failing as (select id, failing_since < clock_timestamp() - interval '10 seconds' as long from webhooks where id = $1 for update),
    well as (
      update webhooks w set failing_since = null, verified_at = coalesce(verified_at, clock_timestamp()) from failing where w.id = failing.id)
  update webhook_deliveries d set due_at = clock_timestamp(),
    tries = case when d.created_at > now() - interval '76 hours' then greatest(d.tries - 1, 0) else d.tries end
  from failing where failing.long and d.webhook_id = failing.id and d.state = 'pending' and d.due_at > clock_timestamp()`;

const FINISH = `
  with ended as (
      select * from jsonb_to_recordset($1::jsonb) as x(
        "deliveryId" bigint, state text, "dueInMs" float8, error text, status integer, milliseconds integer, answer text)),
    updated as (
      update webhook_deliveries d set state = ended.state, attempts = d.attempts + 1, tries = d.tries + 1,
        due_at = coalesce(clock_timestamp() + ended."dueInMs" * interval '1 millisecond', d.due_at),
        finished_at = case when ended.state <> 'pending' then clock_timestamp() end
      from ended where d.id = ended."deliveryId" and d.state = 'pending'
      returning d.id, d.attempts)
  insert into webhook_attempts (delivery_id, number, status, milliseconds, error, answer)
  select updated.id, updated.attempts, ended.status, ended.milliseconds, ended.error, ended.answer
  from updated join ended on ended."deliveryId" = updated.id`;

/** What receivers answer may be anything; PostgreSQL keeps no NUL and no half characters. */
const storable = (outcome: Outcome): Outcome => ({
  ...outcome,
  error: outcome.error && clean(outcome.error),
  answer: outcome.answer && clean(outcome.answer),
});

const clean = (text: string) => text.toWellFormed().replaceAll('\0', '\ufffd');
