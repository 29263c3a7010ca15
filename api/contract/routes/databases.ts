import { z } from 'zod';
import { CredentialsResource } from '../credentials.ts';
import { CreateDatabase, DatabaseResource, DryRun, Name, OfProject, PatchDatabase } from '../database.ts';
import { DatabasePage, ListDatabases } from '../database-list.ts';
import { PlanResource } from '../plan.ts';
import { problems } from '../problem.ts';
import { read, readOne, write } from '../refusals.ts';
import { IdempotencyKey, IfMatch } from '../request-headers.ts';
import { route } from '../route.ts';

const ByName = z.strictObject({ name: Name });
const Changing = OfProject.extend({ dryRun: DryRun });
const Age = z.object({
  Age: z.string().optional().meta({ description: 'Only while Kubernetes cannot be asked: how old this is, in seconds.' }),
});
const Accepted = z.object({ ETag: z.string(), Location: z.string() });

const databases = { auth: 'jwt', tag: 'Databases' } as const;

/** Databases: made, read, changed and deleted. */
export const databaseRoutes = {
  createDatabase: route({
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
  listDatabases: route({
    ...databases,
    id: 'listDatabases',
    method: 'get',
    path: '/api/databases',
    summary: 'List databases',
    conditional: true,
    query: ListDatabases,
    responses: { 200: { description: 'One page', schema: DatabasePage, headers: Age }, ...read },
  }),
  getDatabase: route({
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
  updateDatabase: route({
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
  deleteDatabase: route({
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
  readCredentials: route({
    ...databases,
    id: 'readCredentials',
    method: 'get',
    path: '/api/databases/{name}/credentials',
    summary: 'User, password and certificate',
    description: 'The only answer that holds the password. Never cached; each reading is in the audit log.',
    params: ByName,
    query: OfProject,
    responses: { 200: { description: 'Login data', schema: CredentialsResource }, ...readOne },
  }),
  readCertificate: route({
    ...databases,
    id: 'readCertificate',
    method: 'get',
    path: '/api/databases/{name}/certificate',
    summary: 'The certificate to check the server with',
    description: 'Public: no password is read, and nothing is recorded. Save it and name it as `sslrootcert`.',
    params: ByName,
    query: OfProject,
    responses: { 200: { description: 'PEM', schema: z.string(), mediaType: 'application/x-pem-file' }, ...readOne },
  }),
  resetCredentials: route({
    ...databases,
    id: 'resetCredentials',
    method: 'post',
    path: '/api/databases/{name}/credentials/reset',
    summary: 'A new password',
    description:
      'The role of the database gets a new password; read it from `GET …/credentials`. On a laptop also what keeps the role out is taken back: limits on connections of 0, NOLOGIN, VALID UNTIL, revoked CONNECT. Sessions that are open go on. Asking again before it is done changes nothing.',
    params: ByName,
    query: OfProject,
    headers: IdempotencyKey,
    responses: {
      202: { description: 'It is being done', schema: DatabaseResource, headers: Accepted },
      ...problems(
        ...(['malformed', 'not_authenticated', 'not_found', 'conflict', 'invalid'] as const),
        ...(['idempotency_mismatch', 'idempotency_in_progress', 'unavailable', 'internal'] as const),
      ),
    },
  }),
} as const;
