import type { EventBus } from '../domain/events.ts';
import type { Sql } from '../domain/ports.ts';
import { newestServiceEventId } from './history.ts';
import type { Listener } from './notifications.ts';
import type { SqlRevocations } from './revocations.ts';
import { AUDIT_COLUMNS, type AuditRow, auditEntryOf, SERVICE_EVENT_COLUMNS, type ServiceEventRow, serviceEventOf } from './rows.ts';

/**
 * Turns what any replica has committed into events on this replica's bus. Service events have one writer, so all above
 * the last id seen is new and a lost notification costs nothing. Audit entries have many writers, who commit out of
 * order: they are read by the ids that the notifications name.
 */
export function storeFeed(sql: Sql, bus: EventBus, revocations: SqlRevocations): Listener {
  const readServiceEvents = oneAtATime(serviceEventReader(sql, bus));
  const named = new Set<string>();
  const readAuditEntries = oneAtATime(async () => {
    const ids = [...named];
    named.clear();
    const rows = await sql.query<AuditRow>(`select ${AUDIT_COLUMNS} from audit_entries where id = any($1) order by id`, [ids]);
    for (const row of rows) bus.publish({ kind: 'audit_recorded', entry: auditEntryOf(row) });
  });
  return {
    notified(channel, id) {
      if (channel === 'service_events') return readServiceEvents();
      if (channel === 'revoked_tokens') return revocations.reload();
      named.add(id);
      readAuditEntries();
    },
    connected() {
      readServiceEvents();
      revocations.reload();
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

/** A call while it works makes it work once more. A failed turn is made up by the next call. */
function oneAtATime(work: () => Promise<void>): () => void {
  let [busy, again] = [false, false];
  async function run(): Promise<void> {
    do {
      again = false;
      await work();
    } while (again);
  }
  return () => {
    again = true;
    if (busy) return;
    busy = true;
    run()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  };
}
