import type { EventBus } from '../domain/events.ts';
import type { Sql } from '../domain/ports.ts';
import { Pauses } from '../retry/back-off.ts';
import { newestServiceEventId } from './history.ts';
import type { Listener } from './notifications.ts';
import { operationsById } from './operations.ts';
import type { SqlRevocations } from './revocations.ts';
import { AUDIT_COLUMNS, type AuditRow, auditEntryOf, SERVICE_EVENT_COLUMNS, type ServiceEventRow, serviceEventOf } from './rows.ts';

interface Retrying {
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
}

interface FeedParts extends Retrying {
  readonly sql: Sql;
  readonly bus: EventBus;
  readonly revocations: SqlRevocations;
}

/**
 * Turns what any replica has committed into events on this replica's bus. Service events have one writer, so all above
 * the last id seen is new and a lost notification costs nothing. Audit entries have many writers, who commit out of
 * order: they are read by the ids that the notifications name.
 */
export function storeFeed({ sql, bus, revocations, ...retrying }: FeedParts): Listener {
  const readServiceEvents = oneAtATime(serviceEventReader(sql, bus), retrying);
  const named = new Set<string>();
  const readAuditEntries = oneAtATime(async () => {
    const ids = [...named];
    const rows = await sql.query<AuditRow>(`select ${AUDIT_COLUMNS} from audit_entries where id = any($1) order by id`, [ids]);
    for (const id of ids) named.delete(id);
    for (const row of rows) bus.publish({ kind: 'audit_recorded', entry: auditEntryOf(row) });
  }, retrying);
  const changed = new Set<string>();
  const readOperations = oneAtATime(async () => {
    const ids = [...changed];
    const rows = await operationsById(sql, ids);
    for (const id of ids) changed.delete(id);
    for (const operation of rows) bus.publish({ kind: 'operation_changed', operation });
  }, retrying);
  return {
    notified(channel, id) {
      if (channel === 'service_events') return readServiceEvents();
      if (channel === 'revoked_tokens') return revocations.reload();
      if (channel === 'webhook_deliveries') return bus.publish({ kind: 'webhook_delivery_queued' });
      if (channel === 'webhooks') return bus.publish({ kind: 'webhook_changed' });
      if (channel === 'operations') {
        changed.add(id);
        return readOperations();
      }
      named.add(id);
      readAuditEntries();
    },
    connected() {
      readServiceEvents();
      revocations.reload();
      bus.publish({ kind: 'webhook_changed' });
    },
  };
}

function serviceEventReader(sql: Sql, bus: EventBus): () => Promise<void> {
  let last: string | undefined;
  return async () => {
    last ??= await newestServiceEventId(sql);
    const rows = await sql.query<ServiceEventRow>(`select ${SERVICE_EVENT_COLUMNS} from service_events where id > $1 order by id`, [last]);
    for (const row of rows) bus.publish({ kind: 'service_event_recorded', event: serviceEventOf(row) });
    last = rows.at(-1)?.id ?? last;
  };
}

/** A call while it works makes it work once more. What fails is reported and tried again. */
function oneAtATime(work: () => Promise<void>, { report, signal }: Retrying): () => void {
  let [busy, again] = [false, false];
  const pauses = new Pauses();
  async function attempt(): Promise<void> {
    again = false;
    try {
      await work();
      pauses.reset();
    } catch (error) {
      if (signal.aborted) return;
      report(new Error('What was recorded cannot be read for the live streams; it is tried again.', { cause: error }));
      again = true;
      await pauses.wait(signal);
    }
  }
  return async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again && !signal.aborted) await attempt();
    busy = false;
  };
}
