import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../domain/ports.ts';

/** How long the past is kept, in days; 0 for ever. */
export interface Retention {
  readonly auditDays: number;
  readonly eventDays: number;
}

interface Duty extends Retention {
  readonly sql: Sql;
  readonly report: (error: unknown) => void;
}

const EVERY_MS = 3600_000;
/** Deliveries of webhooks with their attempts, from when they were delivered or given up. */
const DELIVERY_DAYS = 30;
/** Rows of one statement: few enough that nobody waits for their locks, and that a replica keeps up. */
const BATCH = 5000;

/** Deletes what is older than it is to be kept, now and every hour, until the signal ends. A duty of the leader. */
export const retention =
  ({ report, ...duty }: Duty) =>
  async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await deleteExpired(duty, signal).catch(report);
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };

/** Returns how many rows went. Stops between two batches when the signal ends. */
export async function deleteExpired({ sql, auditDays, eventDays }: Omit<Duty, 'report'>, signal: AbortSignal): Promise<number> {
  let deleted = 0;
  for (const [table, time, days] of [
    ['audit_entries', 'at', auditDays],
    ['service_events', 'at', eventDays],
    ['webhook_deliveries', 'finished_at', DELIVERY_DAYS],
  ] as const) {
    for (let batch = days > 0 ? BATCH : 0; batch === BATCH && !signal.aborted; deleted += batch)
      batch = await deleteBatch(sql, { table, time, days });
  }
  return deleted;
}

interface Expiring {
  /** One of ours, never from outside; `time` is a column of it. */
  readonly table: 'audit_entries' | 'service_events' | 'webhook_deliveries';
  readonly time: 'at' | 'finished_at';
  readonly days: number;
}

/** The oldest first. */
async function deleteBatch(sql: Sql, { table, time, days }: Expiring): Promise<number> {
  const gone = await sql.query(
    `delete from ${table} where id in (select id from ${table} where ${time} < now() - make_interval(days => $1) order by id limit ${BATCH}) returning 1`,
    [days],
  );
  return gone.length;
}
