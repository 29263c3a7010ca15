import type { AuditEntry, AuditIntent, AuditOutcome, Change } from '../domain/audit.ts';
import { DomainError } from '../domain/errors.ts';
import type { Idempotency, Journal, Sql, Transaction, Work } from '../domain/ports.ts';
import { AUDIT_COLUMNS, type AuditRow, auditEntryOf } from './rows.ts';
import type { SqlStore, StoreTransaction } from './sql-store.ts';

/** Told of each entry once it is durable. */
type Announce = (entry: AuditEntry) => void;

export interface JournalParts {
  /** Where actions run, for as long as they take. */
  readonly actions: SqlStore;
  /** Where it is told how those ended that came to nothing. */
  readonly ends: Sql;
  readonly announce: Announce;
  readonly report: (error: unknown) => void;
}

/** The journal in PostgreSQL: intent, audit entry and idempotency record in one transaction. */
export function sqlJournal({ actions, ends, announce, report }: JournalParts): Journal {
  return {
    async record<Result>(intent: AuditIntent, action: (work: Work) => Promise<Result>, idempotency?: Idempotency): Promise<Result> {
      try {
        return await actions.transaction((tx) => succeed(tx, { intent, action, idempotency, announce }));
      } catch (error) {
        await recordEnd(ends, intent, error).then(announce, report);
        throw error;
      }
    },
  };
}

interface Mutation<Result> {
  readonly intent: AuditIntent;
  readonly action: (work: Work) => Promise<Result>;
  readonly idempotency: Idempotency | undefined;
  readonly announce: Announce;
}

async function succeed<Result>(tx: StoreTransaction, { intent, action, idempotency, announce }: Mutation<Result>): Promise<Result> {
  const earlier = idempotency && (await claim<Result>(tx, intent.actor, idempotency));
  if (earlier) return earlier.result;
  let changes: readonly Change[] = [];
  const result = await action({
    query: (text, values) => tx.query(text, values),
    afterCommit: (then) => tx.afterCommit(then),
    afterRollback: (then) => tx.afterRollback(then),
    note: (noted) => {
      changes = noted;
    },
  });
  if (idempotency) await remember(tx, { actor: intent.actor, idempotency, result });
  const last: Sql = { query: (text, values = []) => tx.queryAndCommit(text, values) };
  const entry = await insertEntry(last, intent, { outcome: 'success', reason: null, changes });
  tx.afterCommit(() => announce(entry));
  return result;
}

/** The refusal or failure, on its own, since the transaction that it ended is undone. */
function recordEnd(sql: Sql, intent: AuditIntent, error: unknown): Promise<AuditEntry> {
  const refused = error instanceof DomainError && error.code !== 'unavailable';
  const reason = error instanceof DomainError ? error.recordedReason : 'An internal fault; the log of the platform tells more.';
  return insertEntry(sql, intent, { outcome: refused ? 'refused' : 'failed', reason, changes: [] });
}

async function insertEntry(
  sql: Sql,
  intent: AuditIntent,
  end: { outcome: AuditOutcome; reason: string | null; changes: readonly Change[] },
): Promise<AuditEntry> {
  const { actor, action, project, database, requestId, source } = intent;
  const [row] = await sql.query<AuditRow>(
    `with entry as (
       insert into audit_entries (actor, action, project, database, outcome, reason, changes, request_id, source)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${AUDIT_COLUMNS})
     select entry.*, pg_notify('audit_entries', entry.id::text) from entry`,
    [actor, action, project, database, end.outcome, end.reason, JSON.stringify(end.changes), requestId, source],
  );
  if (!row) throw new Error('The audit entry was not written.');
  return auditEntryOf(row);
}

/** Takes the key for this transaction. A twin in flight holds a lock, so that it is seen before it commits. */
async function claim<Result>(tx: Transaction, actor: string, { key, fingerprint }: Idempotency): Promise<{ result: Result } | undefined> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken', [
    `${actor}\n${key}`,
  ]);
  if (!lock?.taken) {
    throw new DomainError(
      'idempotency_in_progress',
      'A request with this Idempotency-Key is being served right now. Wait for its answer, or try again.',
      {
        retryAfterSeconds: 1,
      },
    );
  }
  const [known] = await tx.query<{ fingerprint: string; result: Result }>(
    'select fingerprint, result from idempotency_keys where actor = $1 and key = $2',
    [actor, key],
  );
  if (!known) return undefined;
  if (known.fingerprint === fingerprint) return { result: known.result };
  throw new DomainError(
    'idempotency_mismatch',
    `The Idempotency-Key "${key}" was used for another request before. Take a new key for a new request.`,
  );
}

async function remember(
  tx: Transaction,
  { actor, idempotency, result }: { actor: string; idempotency: Idempotency; result: unknown },
): Promise<void> {
  await tx.query('insert into idempotency_keys (actor, key, fingerprint, result) values ($1, $2, $3, $4)', [
    actor,
    idempotency.key,
    idempotency.fingerprint,
    JSON.stringify(result),
  ]);
  await tx.query("delete from idempotency_keys where created_at < now() - interval '1 day'");
}
