import { DomainError } from '../domain/errors.ts';
import type { Advance, Operation, OperationRequest } from '../domain/operation.ts';
import type { Operations, Sql, Transaction } from '../domain/ports.ts';
import { sqlServiceEventLog } from './service-event-log.ts';
import type { SqlStore } from './sql-store.ts';

interface Row {
  readonly id: string;
  readonly database_id: string;
  readonly project: string;
  readonly name: string;
  readonly kind: Operation['kind'];
  readonly state: Operation['state'];
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly message: string | null;
}

const operationOf = (row: Row): Operation => ({
  ...{ id: row.id, databaseId: row.database_id, project: row.project, name: row.name, kind: row.kind, state: row.state },
  ...{ requestedBy: row.requested_by, requestedAt: row.requested_at.toISOString(), message: row.message },
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
});

/** Operations by their ids, oldest first. */
export async function operationsById(sql: Sql, ids: readonly string[]): Promise<readonly Operation[]> {
  return (await sql.query<Row>('select * from operations where id = any($1) order by id', [ids])).map(operationOf);
}

/** Operations in PostgreSQL. Every change of one is written together with its service event, and notified. */
export function sqlOperations(store: SqlStore): Operations {
  return {
    add,
    async find({ project, name }, id) {
      const rows = await store.query<Row>('select * from operations where project = $1 and name = $2 and id = $3', [project, name, id]);
      return rows.map(operationOf)[0];
    },
    async list({ project, name, before, limit }) {
      const rows = await store.query<Row>(
        'select * from operations where project = $1 and name = $2 and id < $3 order by id desc limit $4',
        [project, name, before ?? '9223372036854775807', limit],
      );
      return rows.map(operationOf);
    },
    async unfinished() {
      const rows = await store.query<Row>(`select * from operations where state in ('requested', 'running') order by id`);
      return rows.map(operationOf);
    },
    advance: (operation, advance) => store.transaction((tx) => advanceIn(tx, operation, advance)),
  };
}

const UNIQUE_VIOLATION = '23505';

async function add(tx: Transaction, { databaseId, project, name, kind, requestedBy }: OperationRequest): Promise<Operation> {
  const values = [databaseId, project, name, kind, requestedBy];
  const [row] = await tx
    .query<Row>(
      `with added as (insert into operations (database_id, project, name, kind, requested_by) values ($1, $2, $3, $4, $5) returning *)
       select added.*, pg_notify('operations', id::text) from added`,
      values,
    )
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? alreadyRunning(name) : error;
    });
  if (!row) throw new Error('The operation was not written.');
  return operationOf(row);
}

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && error.code === UNIQUE_VIOLATION) || isUniqueViolation(error.cause));

const alreadyRunning = (name: string) =>
  new DomainError(
    'conflict',
    `An operation on "${name}" is under way. See GET /api/databases/${name}/operations, and wait until it has ended.`,
  );

/** Writes nothing when another replica was quicker. */
async function advanceIn(tx: Transaction, { id, databaseId, kind, state }: Operation, advance: Advance): Promise<void> {
  const isOver = advance.state === 'completed' || advance.state === 'failed';
  const rows = await tx.query(
    `with advanced as (
       update operations set state = $3, message = $4, started_at = coalesce(started_at, clock_timestamp()),
         finished_at = case when $5 then clock_timestamp() end
       where id = $1 and state = $2 returning id)
     select pg_notify('operations', id::text) from advanced`,
    [id, state, advance.state, advance.message, isOver],
  );
  if (rows.length === 0 || advance.state === state) return;
  const type = `database.${kind}.${advance.state === 'running' ? 'started' : advance.state}` as const;
  if (advance.state !== 'requested') await sqlServiceEventLog(tx).record(databaseId, { type: type as never, message: advance.message });
}
