import { z } from 'zod';
import { Name } from '../database.ts';
import { AuditPage, EventsAfter, ListAudit, ListDatabaseAudit, ListEventsAfter, ListServiceEvents, ServiceEventPage } from '../history.ts';
import { read, readOne } from '../refusals.ts';
import { route } from '../route.ts';

const ByName = z.strictObject({ name: Name });

const databases = { auth: 'jwt', tag: 'Databases' } as const;

/** Who did what, and what happened. */
export const historyRoutes = {
  listDatabaseAudit: route({
    ...databases,
    id: 'listDatabaseAudit',
    method: 'get',
    path: '/api/databases/{name}/logs',
    summary: 'Who did what with a database',
    description: 'Newest first. Remains after the database is deleted.',
    params: ByName,
    query: ListDatabaseAudit,
    responses: { 200: { description: 'One page', schema: AuditPage }, ...readOne },
  }),
  listServiceEvents: route({
    ...databases,
    id: 'listServiceEvents',
    method: 'get',
    path: '/api/databases/{name}/service-logs',
    summary: 'What happened to a database',
    description: 'State changes, newest first. Remains after the database is deleted.',
    params: ByName,
    query: ListServiceEvents,
    responses: { 200: { description: 'One page', schema: ServiceEventPage }, ...readOne },
  }),
  listEventsAfter: route({
    ...databases,
    id: 'listEventsAfter',
    method: 'get',
    path: '/api/databases/{name}/events',
    summary: 'Events of a database after a number, oldest first',
    description:
      'For whoever has a gap: `seq` counts per database from 1. Of several databases that had the name one after the other, the newest.',
    params: ByName,
    query: ListEventsAfter,
    responses: { 200: { description: 'The next events', schema: EventsAfter }, ...readOne },
  }),
  listAudit: route({
    auth: 'jwt',
    tag: 'Audit',
    id: 'listAudit',
    method: 'get',
    path: '/api/audit/logs',
    summary: 'Who did what',
    query: ListAudit,
    responses: { 200: { description: 'One page, newest first', schema: AuditPage }, ...read },
  }),
} as const;
