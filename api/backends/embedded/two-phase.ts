import type { DatabaseSpec } from '../../domain/database.ts';
import type { Fault } from '../../domain/errors.ts';
import type { DatabaseContext } from './context.ts';
import { type Floor, loweredBelow, wantedOf } from './instance-settings.ts';

/** Transactions that are prepared on a server. Before it takes connections again they must all have their places and locks. */
export interface TwoPhase {
  readonly transactions: number;
  readonly locks: number;
  /** Of the oldest. */
  readonly names: readonly string[];
}

const NAMED = 3;

/** The locks of a prepared transaction belong to no process; predicate locks have a table of their own. */
const TWO_PHASE = `
  SELECT count(*)::int AS transactions, coalesce((array_agg(gid ORDER BY prepared))[1:${NAMED}], '{}') AS names,
    (SELECT count(*)::int FROM pg_locks WHERE pid IS NULL AND mode <> 'SIReadLock') AS locks
  FROM pg_prepared_xacts`;

/** Why the primary keeps the settings that it has, although lower ones are asked for; null when it need not. */
export async function heldBackOf(context: DatabaseContext): Promise<string | null> {
  return (await faultOf(context, context.floor, context.record.spec))?.message ?? null;
}

/** What is under way and would keep the servers from starting with another spec. Empty also when they cannot be asked. */
export async function twoPhaseFaults(context: DatabaseContext, spec: DatabaseSpec): Promise<readonly Fault[]> {
  const now = Object.fromEntries(Object.keys(context.floor).map((name) => [name, wantedOf(name, context.record.spec)]));
  const fault = await faultOf(context, now, spec).catch(() => undefined);
  return fault ? [fault] : [];
}

async function faultOf(context: DatabaseContext, from: Floor, to: DatabaseSpec): Promise<Fault | undefined> {
  const lowered = loweredBelow(from, to);
  if (lowered.length === 0) return undefined;
  const [found] = await context.instance(context.record.primary).query<TwoPhase>(TWO_PHASE);
  return found && twoPhaseFault(found, lowered, to);
}

/** Pure. `lowered` are the settings that would become lower. */
export function twoPhaseFault(found: TwoPhase, lowered: readonly string[], to: Pick<DatabaseSpec, 'parameters'>): Fault | undefined {
  if (found.transactions === 0) return undefined;
  const wanted = (name: string) => Number(wantedOf(name, to));
  const who = `${found.transactions === 1 ? '1 transaction is' : `${found.transactions} transactions are`} prepared (${nameThem(found)})`;
  const remedy = 'PostgreSQL would not start. End them first: COMMIT PREPARED or ROLLBACK PREPARED.';
  const places = wanted('max_prepared_transactions');
  if (found.transactions > places)
    return { path: '/parameters/max_prepared_transactions', message: `${who} and there would be room for ${places}: ${remedy}` };
  const room = wanted('max_locks_per_transaction') * (wanted('max_connections') + wanted('max_worker_processes') + places);
  if (found.locks <= room) return undefined;
  const message = `${who} and hold ${found.locks} locks, of which there would be room for ${room} (${lowered.join(', ')}): ${remedy}`;
  return { path: '/parameters', message };
}

function nameThem({ names, transactions }: TwoPhase): string {
  const shown = names.map((name) => JSON.stringify(name)).join(', ');
  return transactions > names.length ? `${shown} and ${transactions - names.length} more` : shown;
}
