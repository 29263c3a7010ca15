import { z } from 'zod';
import { CredentialsResource } from './credentials.ts';
import { CreateDatabase, DatabaseResource, DryRun, Name, OfProject, PatchDatabase } from './database.ts';
import { DatabasePage, ListDatabases } from './database-list.ts';
import { AuditPage, ListAudit, ListDatabaseAudit, ListServiceEvents, ServiceEventPage } from './history.ts';
import { operation } from './operation.ts';
import { PlanResource } from './plan.ts';
import { Options } from './platform.ts';
import { platformOperations } from './platform-operations.ts';
import { problems } from './problem.ts';
import { ProjectList } from './project.ts';
import { Login, Me, Session } from './session.ts';

const ByName = z.strictObject({ name: Name });
const Changing = OfProject.extend({ dryRun: DryRun });
const IfMatch = z.object({
  'if-match': z
    .string()
    .regex(
      /^(\*|(W\/)?"[^"]{0,100}"([ \t]*,[ \t]*(W\/)?"[^"]{0,100}")*)$/,
      'ETags in double quotes, as the database was answered with, or *.',
    )
    .max(1000)
    .optional()
    .meta({
      description:
        'ETags you have seen, or *; 412 when the spec has changed since. What comes before the dot counts (the revision), so that a change of the status refuses nothing. A weak one never matches.',
      example: '"17.0f3a91c2d4e5b607"',
    }),
});
const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'Up to 128 printable ASCII characters.')
    .optional()
    .meta({ description: 'The same key and body give the same answer for a day, however often they are sent.' }),
});
const Age = z.object({
  Age: z.string().optional().meta({ description: 'Only while Kubernetes cannot be asked: how old this is, in seconds.' }),
});
const Accepted = z.object({ ETag: z.string(), Location: z.string() });

const read = problems('malformed', 'not_authenticated', 'invalid', 'unavailable', 'internal');
const readOne = problems('malformed', 'not_authenticated', 'not_found', 'invalid', 'unavailable', 'internal');
const write = (...more: Parameters<typeof problems>) =>
  problems('malformed', 'not_authenticated', 'too_large', 'unsupported_media_type', 'invalid', 'unavailable', 'internal', ...more);

const databases = { auth: 'jwt', tag: 'Databases' } as const;
const sessions = { tag: 'Sessions' } as const;

/** Every route there is. */
export const operations = {
  createDatabase: operation({
    ...databases,
    id: 'createDatabase',
    method: 'post',
    path: '/api/databases',
    summary: 'Create a database',
    description: 'Answers at once, with the database in `creating`; follow it by `GET /api/events` or by reading it again.',
    query: z.strictObject({ dryRun: DryRun }),
    headers: IdempotencyKey,
    body: CreateDatabase,
    responses: {
      200: { description: 'With `dryRun`: what would happen', schema: PlanResource },
      202: { description: 'It is being made', schema: DatabaseResource, headers: Accepted },
      ...write('name_taken', 'not_allowed', 'idempotency_mismatch', 'idempotency_in_progress'),
    },
  }),
  listDatabases: operation({
    ...databases,
    id: 'listDatabases',
    method: 'get',
    path: '/api/databases',
    summary: 'List databases',
    conditional: true,
    query: ListDatabases,
    responses: { 200: { description: 'One page', schema: DatabasePage, headers: Age }, ...read },
  }),
  getDatabase: operation({
    ...databases,
    id: 'getDatabase',
    method: 'get',
    path: '/api/databases/{name}',
    summary: 'One database, with where to connect',
    conditional: true,
    params: ByName,
    query: OfProject,
    responses: { 200: { description: 'The database', schema: DatabaseResource, headers: Age }, ...readOne },
  }),
  updateDatabase: operation({
    ...databases,
    id: 'updateDatabase',
    method: 'patch',
    path: '/api/databases/{name}',
    summary: 'Change a database',
    description: 'A JSON merge patch of the spec: fields that are left out stay, null takes a parameter or label away.',
    params: ByName,
    query: Changing,
    headers: IfMatch,
    body: PatchDatabase,
    bodyTypes: ['application/merge-patch+json', 'application/json'],
    responses: {
      200: { description: 'With `dryRun`: what would happen', schema: PlanResource },
      202: { description: 'It is being done', schema: DatabaseResource, headers: Accepted },
      ...write('not_found', 'conflict', 'revision_conflict'),
    },
  }),
  deleteDatabase: operation({
    ...databases,
    id: 'deleteDatabase',
    method: 'delete',
    path: '/api/databases/{name}',
    summary: 'Delete a database, with its data',
    description: 'As often as you like: 202 while it goes, 204 when there is no such database.',
    params: ByName,
    query: Changing,
    headers: IfMatch,
    responses: {
      200: { description: 'With `dryRun`: what would happen', schema: PlanResource },
      202: { description: 'It goes', schema: DatabaseResource, headers: Accepted },
      204: { description: 'There is no such database' },
      ...problems('malformed', 'not_authenticated', 'protected', 'revision_conflict', 'invalid', 'unavailable', 'internal'),
    },
  }),
  readCredentials: operation({
    ...databases,
    id: 'readCredentials',
    method: 'get',
    path: '/api/databases/{name}/credentials',
    summary: 'User, password and certificate',
    description: 'The only answer that holds the password. Never cached; each reading is in the audit log.',
    params: ByName,
    query: OfProject,
    responses: { 200: { description: 'The way in', schema: CredentialsResource }, ...readOne },
  }),
  listDatabaseAudit: operation({
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
  listServiceEvents: operation({
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
  listProjects: operation({
    auth: 'jwt',
    tag: 'Projects',
    id: 'listProjects',
    method: 'get',
    path: '/api/projects',
    summary: 'Projects in which you may see databases',
    description: 'By name. An admin sees every project that has a database, and `default`; a member sees theirs.',
    responses: { 200: { description: 'All of them', schema: ProjectList }, ...read },
  }),
  listAudit: operation({
    auth: 'jwt',
    tag: 'Audit',
    id: 'listAudit',
    method: 'get',
    path: '/api/audit/logs',
    summary: 'Who did what',
    query: ListAudit,
    responses: { 200: { description: 'One page, newest first', schema: AuditPage }, ...read },
  }),
  streamEvents: operation({
    auth: 'jwt',
    tag: 'Audit',
    id: 'streamEvents',
    method: 'get',
    path: '/api/events',
    summary: 'Live changes, as server-sent events',
    description:
      'Messages: `ready` when the stream has begun (read your lists after it), `database` (as GET answers it), `database_deleted` (`{id, project, name}`), `service_event` and `audit` (as in the logs). Service events carry an id: with `Last-Event-ID` those missed come first, and `ready` says `resumed: true` and carries the id so far. With an id the platform never gave out, `ready` says `resumed: false`: what was missed is in the service logs, and the stream goes on from the id it names. A comment line comes every 15 s.',
    query: z.strictObject({ project: Name.optional() }),
    headers: z.object({
      'last-event-id': z
        .string()
        .regex(/^\d{1,18}$/, 'The id of a service event, as the stream gave it.')
        .optional(),
    }),
    responses: { 200: { description: 'A stream that does not end', schema: z.string(), mediaType: 'text/event-stream' }, ...read },
  }),
  login: operation({
    ...sessions,
    auth: 'none',
    id: 'login',
    method: 'post',
    path: '/api/auth/login',
    summary: 'Log in',
    description: 'The token goes into `Authorization: Bearer …`. A page of the same site gets an HttpOnly cookie as well.',
    body: Login,
    responses: { 200: { description: 'A token', schema: Session }, ...write('too_many_requests') },
  }),
  me: operation({
    ...sessions,
    auth: 'jwt',
    id: 'me',
    method: 'get',
    path: '/api/auth/me',
    summary: 'Who am I and what may I do',
    responses: { 200: { description: 'You', schema: Me }, ...read },
  }),
  logout: operation({
    ...sessions,
    auth: 'jwt',
    id: 'logout',
    method: 'post',
    path: '/api/auth/logout',
    summary: 'End this token',
    responses: { 204: { description: 'It is worthless from now on' }, ...read },
  }),
  getOptions: operation({
    auth: 'jwt',
    tag: 'Platform',
    id: 'getOptions',
    method: 'get',
    path: '/api/options',
    summary: 'What a database can be: versions, flavours, parameters, defaults',
    conditional: true,
    responses: { 200: { description: 'The choices', schema: Options }, ...read },
  }),
  ...platformOperations,
} as const;
