import type { DatabaseContext } from '../context.ts';
import { replicaName } from '../instance-settings.ts';
import { waitFor } from '../postgres/wait.ts';
import { reconfigure } from './configure.ts';

/** Has the primary keep WAL for exactly the replicas there are. */
export async function makeSlots(context: DatabaseContext): Promise<void> {
  const { record } = context;
  const wanted = record.instances.filter(({ ordinal }) => ordinal !== record.primary).map(({ ordinal }) => replicaName(ordinal));
  const primary = context.instance(record.primary);
  const surplus = `slot_type = 'physical' AND slot_name ~ '^replica_[0-9]+$' AND (slot_name <> ALL ($1) OR wal_status = 'lost')`;
  await primary.query(`SELECT pg_terminate_backend(active_pid, 1000) FROM pg_replication_slots WHERE active AND ${surplus}`, [wanted]);
  await primary.query(`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE ${surplus}`, [wanted]);
  await primary.query(
    `SELECT pg_create_physical_replication_slot(name, true) FROM unnest($1::text[]) AS name
     WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = name)`,
    [wanted],
  );
}

/**
 * Changes what commits wait for. Until the change is in force and one of the new members has all that was acknowledged
 * before, nothing is proven, and a lost primary would be started again instead of replaced.
 */
export async function synchronise(context: DatabaseContext, members: readonly number[]): Promise<void> {
  const { record, decisions } = context;
  const either = [...new Set([...record.sync.members, ...members])];
  context.record = await decisions.synchronised({ members: either, proven: false });
  await reconfigure(context, record.primary, members);
  if (members.length > 0) await untilProven(context, members.map(replicaName));
  context.record = await decisions.synchronised({ members, proven: members.length > 0 });
}

async function untilProven(context: DatabaseContext, names: readonly string[]): Promise<void> {
  const primary = context.instance(context.record.primary);
  await waitFor(() => isInForce(context, names), { timeoutMs: 5000, what: 'the servers to agree on what commits wait for' });
  // not the insert position: on an idle server that may lie beyond anything that will ever be sent
  const [now] = await primary.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn() AS lsn');
  const hasAll = async () => {
    const rows = await primary.query('SELECT FROM pg_stat_replication WHERE application_name = ANY ($1) AND flush_lsn >= $2::pg_lsn', [
      names,
      now?.lsn,
    ]);
    return rows.length > 0;
  };
  await waitFor(hasAll, { timeoutMs: 5000, what: 'a replica to have every commit' });
}

/** Every connection to a replica acts on the new rule: its priority is 0 exactly if nobody waits for it. */
async function isInForce(context: DatabaseContext, names: readonly string[]): Promise<boolean> {
  const [row] = await context.instance(context.record.primary).query<{ agrees: boolean }>(
    `SELECT coalesce(bool_and((sync_priority > 0) = (application_name = ANY ($1))), false) AS agrees
     FROM pg_stat_replication WHERE application_name ~ '^replica_[0-9]+$'`,
    [names],
  );
  return row?.agrees === true;
}
