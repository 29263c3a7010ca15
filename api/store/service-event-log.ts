import type { Database } from '../domain/database.ts';
import type { ServiceEventLog, Transaction } from '../domain/ports.ts';
import { deletionOf, eventBetween, type Observation, observationOf, type ServiceEventDraft } from '../domain/service-events.ts';
import type { SqlStore } from './sql-store.ts';

interface ObservationRow {
  readonly database_id: string;
  readonly project: string;
  readonly name: string;
  readonly state: Observation['state'];
  readonly since: Date;
  readonly primary_instance: string | null;
  readonly seq: number;
}

/** Service events in PostgreSQL. The observation's row is the lock and holds the count, so numbers have no gaps and nothing is told twice. */
export function sqlServiceEventLog(store: SqlStore): ServiceEventLog {
  return {
    observe: (database) => store.transaction((tx) => observe(tx, database)),
    observeDeletion: (databaseId) => store.transaction((tx) => observeDeletion(tx, databaseId)),
    async observations() {
      return (await store.query<ObservationRow>('select * from observations')).map(observationIn);
    },
  };
}

async function observe(tx: Transaction, database: Database): Promise<void> {
  const row = await lockObservation(tx, database.id);
  const draft = eventBetween(row && observationIn(row), database);
  if (!draft) return;
  const now = observationOf(database);
  const seq = (row?.seq ?? 0) + 1;
  await tx.query(
    `insert into observations (database_id, project, name, state, since, primary_instance, seq) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (database_id) do update set state = excluded.state, since = excluded.since,
       primary_instance = coalesce(excluded.primary_instance, observations.primary_instance), seq = excluded.seq`,
    [now.databaseId, now.project, now.name, now.state, now.since, now.primary, seq],
  );
  await insertEvent(tx, { ...now, seq }, draft);
}

async function observeDeletion(tx: Transaction, databaseId: string): Promise<void> {
  const row = await lockObservation(tx, databaseId);
  if (!row) return;
  await tx.query('delete from observations where database_id = $1', [databaseId]);
  await insertEvent(tx, { ...observationIn(row), seq: row.seq + 1 }, deletionOf(observationIn(row)));
}

async function lockObservation(tx: Transaction, databaseId: string): Promise<ObservationRow | undefined> {
  const [row] = await tx.query<ObservationRow>('select * from observations where database_id = $1 for update', [databaseId]);
  return row;
}

const observationIn = ({ database_id, project, name, state, since, primary_instance }: ObservationRow): Observation => ({
  databaseId: database_id,
  project,
  name,
  state,
  since: since.toISOString(),
  primary: primary_instance,
});

async function insertEvent(
  tx: Transaction,
  { databaseId, project, name, seq }: Observation & { seq: number },
  draft: ServiceEventDraft,
): Promise<void> {
  await tx.query(
    `with event as (
       insert into service_events (seq, database_id, project, name, type, from_state, to_state, reason, message)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id)
     select pg_notify('service_events', id::text) from event`,
    [seq, databaseId, project, name, draft.type, draft.from, draft.to, draft.reason, draft.message],
  );
}
