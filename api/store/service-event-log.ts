import type { ServiceEventLog, Sql } from '../domain/ports.ts';
import { deletionOf, eventBetween, type Observation, observationOf, type ServiceEventDraft } from '../domain/service-events.ts';
import { NOTIFY_QUEUED, WANTS_TYPE } from './webhook-queue.ts';

interface ObservationRow {
  readonly database_id: string;
  readonly project: string;
  readonly name: string;
  readonly state: Observation['state'];
  readonly since: Date;
  readonly primary_instance: string | null;
  readonly seq: number;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Service events in PostgreSQL. An event is written together with the observation that it tells of, and only onto the
 * one it was drafted from: numbers have no gaps, and nothing is told twice whoever else writes.
 */
export function sqlServiceEventLog(sql: Sql): ServiceEventLog {
  async function lastOf(databaseId: string): Promise<ObservationRow | undefined> {
    const [row] = await sql.query<ObservationRow>('select * from observations where database_id = $1', [databaseId]);
    return row;
  }
  return {
    async observe(database) {
      for (;;) {
        const row = await lastOf(database.id);
        const draft = eventBetween(row && observationIn(row), database);
        if (!draft || (await writeEvent(sql, { seq: row?.seq ?? 0, now: observationOf(database), draft }))) return;
      }
    },
    async record(databaseId, event) {
      for (;;) {
        const row = await lastOf(databaseId);
        if (!row) return;
        const draft = { ...event, from: row.state, to: row.state, reason: null };
        if (await writeEvent(sql, { seq: row.seq, now: observationIn(row), draft })) return;
      }
    },
    async observeDeletion(databaseId) {
      for (;;) {
        const row = await lastOf(databaseId);
        if (!row || (await writeDeletion(sql, row))) return;
      }
    },
    async observations() {
      return (await sql.query<ObservationRow>('select * from observations')).map(observationIn);
    },
  };
}

/** The event, and its deliveries: whoever commits the one commits the others. Each delivery knows the one before it of the same database. */
const EVENT = `event as (
    insert into service_events (seq, database_id, project, name, labels, type, from_state, to_state, reason, message)
    select seq, database_id, project, name, labels, $2, $3, $4, $5, $6 from observed returning id),
  chain as (
    insert into webhook_chains as known (webhook_id, database_id, seq)
    select w.id, observed.database_id, observed.seq from observed join webhooks w on w.project = observed.project
    where observed.labels @> w.labels and ${WANTS_TYPE}
    on conflict (webhook_id, database_id) do update set previous_seq = known.seq, seq = excluded.seq
    returning webhook_id, database_id, seq, previous_seq),
  queued as (
    insert into webhook_deliveries (webhook_id, type, event_id, database_id, seq, previous_seq)
    select chain.webhook_id, $2, event.id, chain.database_id, chain.seq, chain.previous_seq from chain, event returning id)
  select pg_notify('service_events', event.id::text),
    case when exists (select from queued) then ${NOTIFY_QUEUED} end from event`;

interface EventToWrite {
  /** Of the observation that the draft is drawn from. */
  readonly seq: number;
  readonly now: Observation;
  readonly draft: ServiceEventDraft;
}

/** Writes nothing when another has followed that observation. */
async function writeEvent(sql: Sql, { seq, now, draft }: EventToWrite): Promise<boolean> {
  const written = await sql.query(
    `with observed as (
       insert into observations (database_id, project, name, state, since, primary_instance, seq, labels)
       values ($1, $7, $8, $9, $10, $11, $12, $13)
       on conflict (database_id) do update set state = excluded.state, since = excluded.since, labels = excluded.labels,
         primary_instance = coalesce(excluded.primary_instance, observations.primary_instance), seq = excluded.seq
       where observations.seq = excluded.seq - 1
       returning *), ${EVENT}`,
    [now.databaseId, ...valuesOf(draft), now.project, now.name, now.state, now.since, now.primary, seq + 1, JSON.stringify(now.labels)],
  );
  return written.length > 0;
}

async function writeDeletion(sql: Sql, row: ObservationRow): Promise<boolean> {
  const written = await sql.query(
    `with observed as (
       delete from observations where database_id = $1 and seq = $7 - 1 returning database_id, project, name, labels, $7::integer as seq), ${EVENT}`,
    [row.database_id, ...valuesOf(deletionOf(observationIn(row))), row.seq + 1],
  );
  return written.length > 0;
}

const valuesOf = ({ type, from, to, reason, message }: ServiceEventDraft) => [
  type,
  from,
  to,
  reason && storable(reason),
  storable(message),
];

const LONGEST_TEXT = 8_000;

/** Reasons may quote what servers and operators wrote: without NUL, which PostgreSQL cannot keep, and not at any length. */
const storable = (text: string) => text.slice(0, LONGEST_TEXT).toWellFormed().replaceAll('\0', '\ufffd');

const observationIn = ({ database_id, project, name, state, since, primary_instance, labels }: ObservationRow): Observation => ({
  databaseId: database_id,
  project,
  name,
  state,
  since: since.toISOString(),
  primary: primary_instance,
  labels,
});
