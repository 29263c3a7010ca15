import type { DatabaseRef, DatabaseSpec, DatabaseStatus } from '../../domain/database.ts';
import { describeRef, storedSpec } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Sql } from '../../domain/ports.ts';
import type { DatabaseRecord, SyncGuarantee } from './model.ts';
import { initialStatus } from './status.ts';

interface Row {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  /** As whichever release stored it. */
  readonly spec: unknown;
  readonly revision: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly deleting: boolean;
  readonly settled_revision: string;
  readonly password_generation: number;
  readonly password_in_force: number;
  readonly primary_ordinal: number;
  readonly next_ordinal: number;
  readonly initialised: boolean;
  readonly sync_members: readonly number[];
  readonly sync_proven: boolean;
  readonly restart_pending: readonly number[];
  readonly read_write_port: number;
  readonly read_only_port: number;
  readonly status: Partial<DatabaseStatus>;
  readonly instances: readonly { readonly ordinal: number; readonly port: number }[];
}

const SELECT = `
  SELECT d.*, (SELECT coalesce(json_agg(json_build_object('ordinal', ordinal, 'port', port) ORDER BY ordinal), '[]')
               FROM embedded_instances WHERE database_id = d.id) AS instances
  FROM embedded_databases d`;

const UNIQUE_VIOLATION = '23505';

export type NewDatabase = Pick<DatabaseRecord, 'id' | 'project' | 'name' | 'spec' | 'readWritePort' | 'readOnlyPort' | 'status'> & {
  readonly instancePort: number;
};

export const allRecords = async (sql: Sql) => (await sql.query<Row>(SELECT)).map(recordOf);

async function recordById(sql: Sql, id: string): Promise<DatabaseRecord> {
  const [row] = await sql.query<Row>(`${SELECT} WHERE d.id = $1`, [id]);
  if (!row) throw new Error(`The record of database ${id} is gone.`);
  return recordOf(row);
}

/** @throws DomainError `name_taken` */
export async function insertRecord(sql: Sql, made: NewDatabase): Promise<DatabaseRecord> {
  try {
    await sql.query(
      `INSERT INTO embedded_databases (id, project, name, spec, read_write_port, read_only_port, status) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [made.id, made.project, made.name, json(made.spec), made.readWritePort, made.readOnlyPort, json(made.status)],
    );
  } catch (error) {
    throw isNameTaken(error) ? nameTaken(made) : error;
  }
  await sql.query('INSERT INTO embedded_instances VALUES ($1, 1, $2)', [made.id, made.instancePort]);
  return recordById(sql, made.id);
}

const json = (value: unknown) => JSON.stringify(value);

const isNameTaken = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  error.code === UNIQUE_VIOLATION &&
  'constraint' in error &&
  error.constraint === 'embedded_databases_name';

const nameTaken = (ref: DatabaseRef) =>
  new DomainError('name_taken', `There is a ${describeRef(ref)} already, or one that is still being deleted. Choose another name.`);

/** @throws DomainError `revision_conflict` when another write came first, or it is being deleted */
export async function updateSpec(sql: Sql, current: { id: string; revision: string }, spec: DatabaseSpec): Promise<DatabaseRecord> {
  const rows = await sql.query(
    `UPDATE embedded_databases SET spec = $3, revision = revision + 1, updated_at = now()
     WHERE id = $1 AND revision = $2 AND NOT deleting RETURNING id`,
    [current.id, current.revision, json(spec)],
  );
  if (rows.length === 0) throw conflict();
  return recordById(sql, current.id);
}

/** Wants every instance restarted. @throws DomainError `revision_conflict` */
export async function markRestart(sql: Sql, current: { id: string; revision: string }): Promise<DatabaseRecord> {
  const rows = await sql.query(
    `UPDATE embedded_databases SET revision = revision + 1,
       restart_pending = ARRAY(SELECT ordinal FROM embedded_instances WHERE database_id = $1)
     WHERE id = $1 AND revision = $2 AND NOT deleting RETURNING id`,
    [current.id, current.revision],
  );
  if (rows.length === 0) throw conflict();
  return recordById(sql, current.id);
}

/** Whether instances are still to be restarted, or what was asked for is not yet seen in force; false for one that is gone. */
export async function isRestartPending(sql: Sql, id: string): Promise<boolean> {
  const [row] = await sql.query<{ pending: boolean }>(
    `SELECT settled_revision < revision OR EXISTS (
       SELECT FROM embedded_instances WHERE database_id = d.id AND ordinal = ANY (restart_pending)) AS pending
     FROM embedded_databases d WHERE id = $1`,
    [id],
  );
  return row?.pending ?? false;
}

/** Asking again changes nothing. @throws DomainError `revision_conflict` */
export async function markDeleting(sql: Sql, current: { id: string; revision: string }): Promise<DatabaseRecord> {
  const rows = await sql.query(
    `UPDATE embedded_databases SET revision = revision + (NOT deleting)::int, deleting = true,
       updated_at = CASE WHEN deleting THEN updated_at ELSE now() END
     WHERE id = $1 AND (deleting OR revision = $2) RETURNING id`,
    [current.id, current.revision],
  );
  if (rows.length === 0) throw conflict();
  return recordById(sql, current.id);
}

/** Asking again before it is done changes nothing. @throws DomainError `revision_conflict` */
export async function renewPassword(sql: Sql, current: { id: string }): Promise<DatabaseRecord> {
  const rows = await sql.query(
    `UPDATE embedded_databases SET revision = revision + (password_generation = password_in_force)::int, password_generation = password_in_force + 1
     WHERE id = $1 AND NOT deleting RETURNING id`,
    [current.id],
  );
  if (rows.length === 0) throw conflict();
  return recordById(sql, current.id);
}

/** Which password of the tenant's role the servers have, or are about to have. */
export async function passwordGenerationOf(sql: Sql, id: string): Promise<number> {
  const [row] = await sql.query<{ generation: number }>('SELECT password_generation AS generation FROM embedded_databases WHERE id = $1', [
    id,
  ]);
  return row?.generation ?? 1;
}

const conflict = () =>
  new DomainError('revision_conflict', 'The database was changed or deleted in the meantime. Read it again and repeat the change.');

/** What the reconcile loop of one database writes down; each call returns when it is durable. */
export function decisionsOn(sql: Sql, id: string) {
  const change = async (text: string, ...values: unknown[]) => {
    await sql.query(text, [id, ...values]);
    return recordById(sql, id);
  };
  const set = (assignments: string, ...values: unknown[]) =>
    change(`UPDATE embedded_databases SET ${assignments} WHERE id = $1`, ...values);
  return {
    restarted: (ordinal: number) => set('restart_pending = array_remove(restart_pending, $2)', ordinal),
    initialised: () => set('initialised = true'),
    /** The servers know a password of the tenant's role. */
    passwordSet: (generation: number) => set('password_in_force = $2', generation),
    settled: (revision: number) => set('settled_revision = $2', revision),
    /** Nothing is proven about the commits of a new primary's replicas. */
    elected: (ordinal: number) => set(`primary_ordinal = $2, sync_members = '{}', sync_proven = false`, ordinal),
    synchronised: ({ members, proven }: SyncGuarantee) => set('sync_members = $2, sync_proven = $3', members, proven),
    dropped: (ordinal: number) => change('DELETE FROM embedded_instances WHERE database_id = $1 AND ordinal = $2', ordinal),
    added: (port: number) =>
      change(
        `WITH numbered AS (UPDATE embedded_databases SET next_ordinal = next_ordinal + 1 WHERE id = $1 RETURNING next_ordinal - 1 AS ordinal)
         INSERT INTO embedded_instances SELECT $1, ordinal, $2 FROM numbered`,
        port,
      ),
    seen: (status: DatabaseStatus) => sql.query('UPDATE embedded_databases SET status = $2 WHERE id = $1', [id, json(status)]),
    forgotten: () => sql.query('DELETE FROM embedded_databases WHERE id = $1', [id]),
  };
}

export type Decisions = ReturnType<typeof decisionsOn>;

function recordOf(row: Row): DatabaseRecord {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    spec: storedSpec(row.spec),
    revision: Number(row.revision),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    deleting: row.deleting,
    settledRevision: Number(row.settled_revision),
    passwordGeneration: row.password_generation,
    passwordInForce: row.password_in_force,
    primary: row.primary_ordinal,
    nextOrdinal: row.next_ordinal,
    initialised: row.initialised,
    sync: { members: row.sync_members, proven: row.sync_proven },
    instances: row.instances,
    restartPending: row.restart_pending,
    readWritePort: row.read_write_port,
    readOnlyPort: row.read_only_port,
    status: { ...initialStatus(row.updated_at.toISOString()), ...row.status },
  };
}
