import type { DatabaseContext } from '../context.ts';
import { replicaName } from '../instance-settings.ts';
import type { Session } from '../postgres/session.ts';
import { waitFor } from '../postgres/wait.ts';
import { reconfigure } from './configure.ts';

/** Has the primary keep WAL for exactly the replicas there are. */
export async function makeSlots(context: DatabaseContext, signal: AbortSignal): Promise<void> {
  const { record } = context;
  const wanted = record.instances.filter(({ ordinal }) => ordinal !== record.primary).map(({ ordinal }) => replicaName(ordinal));
  const session = await context.instance(record.primary).connect(signal);
  const surplus = `slot_type = 'physical' AND slot_name ~ '^replica_[0-9]+$' AND (slot_name <> ALL ($1) OR wal_status = 'lost')`;
  try {
    await session.query(`SELECT pg_terminate_backend(active_pid, 1000) FROM pg_replication_slots WHERE active AND ${surplus}`, [wanted]);
    await session.query(`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE ${surplus}`, [wanted]);
    const { rows } = await session.query<{ name: string }>(
      'SELECT name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = name)',
      [wanted],
    );
    for (const { name } of rows) await createSlot(session, name);
  } finally {
    await session.end();
  }
}

/** SQLSTATE duplicate_object. */
const EXISTS = '42710';

/** Has the primary keep WAL for a replica from now on. A copy and the loop may both want it at the same moment: who comes second finds it new. */
export async function createSlot(session: Session, name: string): Promise<void> {
  await session.query('SELECT pg_create_physical_replication_slot($1, true)', [name]).catch((error: { code?: string }) => {
    if (error.code !== EXISTS) throw error;
  });
}

/**
 * Changes what commits wait for. Until the change is in force and what was acknowledged before is safe under the new rule,
 * nothing is proven, and a lost primary would be started again instead of replaced. Safe means: one of the new members has
 * all of it, or, when commits are to wait for nobody any more, every replica that follows.
 */
export async function synchronise(context: DatabaseContext, members: readonly number[], signal: AbortSignal): Promise<void> {
  const { record } = context;
  const either = [...new Set([...record.sync.members, ...members])];
  await context.decide(signal, ({ synchronised }) => synchronised({ members: either, proven: false }));
  await reconfigure(context, record.primary, { signal, syncMembers: members });
  await untilSafe(context, members, signal);
  await context.decide(signal, ({ synchronised }) => synchronised({ members, proven: members.length > 0 }));
}

async function untilSafe(context: DatabaseContext, members: readonly number[], signal: AbortSignal): Promise<void> {
  const names = members.map(replicaName);
  const session = await context.instance(context.record.primary).connect(signal);
  try {
    await waitFor(() => isInForce(session, names), { timeoutMs: 5000, what: 'the servers to agree on what commits wait for', signal });
    // not the insert position: on an idle server that may lie beyond anything that will ever be sent
    const { rows } = await session.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn() AS lsn');
    const haveAll = () => haveReceived(session, names, rows[0]?.lsn);
    await waitFor(haveAll, { timeoutMs: 5000, what: 'the replicas to have every commit', signal });
  } finally {
    await session.end();
  }
}

/** Whether one of the named replicas, or without names every replica, has all WAL up to there on its disk. */
async function haveReceived(session: Session, names: readonly string[], lsn: string | undefined): Promise<boolean> {
  const { rows } = await session.query<{ has: boolean; named: boolean }>(
    `SELECT flush_lsn >= $2::pg_lsn AS has, application_name = ANY ($1) AS named
     FROM pg_stat_replication WHERE application_name ~ '^replica_[0-9]+$'`,
    [names, lsn],
  );
  return names.length > 0 ? rows.some(({ has, named }) => has && named) : rows.every(({ has }) => has);
}

/** Every connection to a replica acts on the new rule: its priority is 0 exactly if nobody waits for it. */
async function isInForce(session: Session, names: readonly string[]): Promise<boolean> {
  const { rows } = await session.query<{ agrees: boolean }>(
    `SELECT coalesce(bool_and((sync_priority > 0) = (application_name = ANY ($1))), cardinality($1::text[]) = 0) AS agrees
     FROM pg_stat_replication WHERE application_name ~ '^replica_[0-9]+$'`,
    [names],
  );
  return rows[0]?.agrees === true;
}
