import type { AuditEntry } from '../domain/audit.ts';
import type { AuditQuery, History, ServiceEventQuery, Sql } from '../domain/ports.ts';
import type { ServiceEvent } from '../domain/service-events.ts';
import { AUDIT_COLUMNS, type AuditRow, auditEntryOf, SERVICE_EVENT_COLUMNS, type ServiceEventRow, serviceEventOf } from './rows.ts';

/** Audit entries and service events, read back from the control plane's PostgreSQL. */
export function sqlHistory(sql: Sql): History {
  return {
    auditEntries: (query) => auditEntries(sql, query),
    serviceEvents: (query) => serviceEvents(sql, query),
    async serviceEventsAfterSeq({ project, name, after, limit }) {
      const rows = await sql.query<ServiceEventRow>(
        `select ${SERVICE_EVENT_COLUMNS} from service_events
         where database_id = (select database_id from service_events where project = $1 and name = $2 order by id desc limit 1) and seq > $3
         order by seq limit $4`,
        [project, name, after, limit],
      );
      return rows.map(serviceEventOf);
    },
    async serviceEventsAfter(id, limit) {
      const rows = await sql.query<ServiceEventRow>(
        `select ${SERVICE_EVENT_COLUMNS} from service_events where id > $1 order by id limit $2`,
        [id, limit],
      );
      return rows.map(serviceEventOf);
    },
    newestServiceEventId: () => newestServiceEventId(sql),
    async oldestServiceEventId() {
      const [row] = await sql.query<{ id: string }>('select coalesce(min(id), 0)::text as id from service_events');
      return row?.id ?? '0';
    },
  };
}

export async function newestServiceEventId(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ id: string }>('select coalesce(max(id), 0)::text as id from service_events');
  return row?.id ?? '0';
}

async function auditEntries(sql: Sql, query: AuditQuery): Promise<readonly AuditEntry[]> {
  const filter = conditions([
    ['project = any($)', query.projects && [...query.projects]],
    ['database = $', query.database],
    ['actor = $', query.actor],
    ['action = $', query.action],
    ['at >= $', query.since],
    ['at < $', query.until],
    ['id < $', query.before],
  ]);
  const rows = await sql.query<AuditRow>(
    `select ${AUDIT_COLUMNS} from audit_entries ${filter.where} order by id desc limit ${query.limit}`,
    filter.values,
  );
  return rows.map(auditEntryOf);
}

async function serviceEvents(sql: Sql, { project, name, before, limit }: ServiceEventQuery): Promise<readonly ServiceEvent[]> {
  const filter = conditions([
    ['project = $', project],
    ['name = $', name],
    ['id < $', before],
  ]);
  const rows = await sql.query<ServiceEventRow>(
    `select ${SERVICE_EVENT_COLUMNS} from service_events ${filter.where} order by id desc limit ${limit}`,
    filter.values,
  );
  return rows.map(serviceEventOf);
}

/** Those conditions that have a value, joined; `$` becomes the number of its value. */
function conditions(all: readonly (readonly [condition: string, value: unknown])[]): { where: string; values: readonly unknown[] } {
  const given = all.filter(([, value]) => value !== undefined);
  const texts = given.map(([condition], index) => condition.replace('$', `$${index + 1}`));
  return { where: texts.length > 0 ? `where ${texts.join(' and ')}` : '', values: given.map(([, value]) => value) };
}
