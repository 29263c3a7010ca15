import { z } from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import { DATABASE_STATES } from '../domain/database.ts';
import type { ServiceEvent } from '../domain/service-events.ts';
import { Name, Text } from './database.ts';
import { Limit, pageOf } from './paging.ts';
import { Change } from './plan.ts';

const NullableText = z.string().nullable();
/** Years that PostgreSQL knows as well, whatever the offset. */
export const Time = z.iso
  .datetime({ offset: true, error: 'A time in RFC 3339, for example 2026-01-31T12:00:00Z.' })
  .refine((text) => /^(19|20|21)/.test(text), 'A time between the years 1900 and 2199.')
  .transform((text) => new Date(text).toISOString());

const AuditEntryResource = z
  .strictObject({
    id: z.string(),
    at: z.string(),
    actor: z.string(),
    action: z.string(),
    project: NullableText,
    database: NullableText,
    outcome: z.enum(['success', 'refused', 'failed']),
    reason: NullableText.meta({ description: 'Why it was refused or failed.' }),
    changes: z.array(Change),
    requestId: z.string(),
    source: z.string().meta({ description: 'Address the request came from.' }),
  })
  .meta({ id: 'AuditEntry' });

export type AuditEntryView = z.infer<typeof AuditEntryResource>;

export const ServiceEventResource = z
  .strictObject({
    id: z.string().meta({ description: 'Global and growing; the id in the event stream.' }),
    seq: z.int().meta({ description: 'Counts per database, from 1, without gaps.' }),
    at: z.string(),
    type: z.string().meta({ example: 'database.failover.completed' }),
    project: z.string(),
    database: z.string(),
    databaseId: z.string(),
    from: z.enum(DATABASE_STATES).nullable(),
    to: z.enum(DATABASE_STATES).nullable(),
    reason: NullableText,
    message: z.string(),
  })
  .meta({ id: 'ServiceEvent' });

export type ServiceEventView = z.infer<typeof ServiceEventResource>;

export const AuditPage = pageOf(AuditEntryResource).meta({ id: 'AuditPage' });
export const ServiceEventPage = pageOf(ServiceEventResource).meta({ id: 'ServiceEventPage' });
export type AuditPageView = z.infer<typeof AuditPage>;
export type ServiceEventPageView = z.infer<typeof ServiceEventPage>;

const Filters = z.strictObject({
  limit: Limit,
  cursor: z.string().max(500).optional(),
  actor: Text.max(100).optional(),
  action: Text.max(100).optional().meta({ example: 'database.update' }),
  since: Time.optional().meta({ description: 'Not before this time.' }),
  until: Time.optional().meta({ description: 'Before this time.' }),
});

/** GET /api/audit/logs: over all databases the caller may see. */
export const ListAudit = Filters.extend({ project: Name.optional(), database: Name.optional() });
/** GET /api/databases/{name}/logs. */
export const ListDatabaseAudit = Filters.extend({ project: Name.default('default') });
/** GET /api/databases/{name}/service-logs. */
export const ListServiceEvents = z.strictObject({ limit: Limit, cursor: z.string().max(500).optional(), project: Name.default('default') });

/** GET /api/databases/{name}/events: oldest first, to fill a hole. */
export const ListEventsAfter = z.strictObject({
  limit: Limit,
  after: z
    .string('Give it once.')
    .regex(/^\d{1,9}$/, 'A `seq`: a whole number from 0.')
    .default('0')
    .transform(Number)
    .meta({ description: 'The last `seq` you have; 0 for none.' }),
  project: Name.default('default'),
});
export const EventsAfter = z.strictObject({ items: z.array(ServiceEventResource), more: z.boolean() }).meta({ id: 'EventsAfter' });

export const presentAuditEntry = (entry: AuditEntry): AuditEntryView => ({
  id: entry.id,
  at: entry.at,
  actor: entry.actor,
  action: entry.action,
  project: entry.project,
  database: entry.database,
  outcome: entry.outcome,
  reason: entry.reason,
  changes: entry.changes.map((change) => ({ ...change })),
  requestId: entry.requestId,
  source: entry.source,
});

export const presentServiceEvent = (event: ServiceEvent): ServiceEventView => ({
  id: event.id,
  seq: event.seq,
  at: event.at,
  type: event.type,
  project: event.project,
  database: event.name,
  databaseId: event.databaseId,
  from: event.from,
  to: event.to,
  reason: event.reason,
  message: event.message,
});
