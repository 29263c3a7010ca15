import { z } from 'zod';
import { DryRun, Name, OfProject } from '../database.ts';
import { ListOperations, OperationId, OperationPage, OperationResource } from '../operation.ts';
import { PlanResource } from '../plan.ts';
import { problems } from '../problem.ts';
import { readOne } from '../refusals.ts';
import { IdempotencyKey } from '../request-headers.ts';
import { route } from '../route.ts';

const ByName = z.strictObject({ name: Name });
const operations = { auth: 'jwt', tag: 'Operations' } as const;

/** Work on a database that has a beginning, an end and an outcome. */
export const operationRoutes = {
  restartDatabase: route({
    ...operations,
    id: 'restartDatabase',
    method: 'post',
    path: '/api/databases/{name}/restart',
    summary: 'Restart the servers of a database, replicas first',
    description:
      'Rolling: each replica, then the primary, whose connections end. One operation at a time: while one is under way another is refused with 409. Follow it by `GET /api/events` or at its Location.',
    params: ByName,
    query: OfProject.extend({ dryRun: DryRun }),
    headers: IdempotencyKey,
    responses: {
      200: { description: 'With `dryRun`: what would happen', schema: PlanResource },
      202: { description: 'It has been asked for', schema: OperationResource, headers: z.object({ Location: z.string() }) },
      ...problems(
        ...(['malformed', 'not_authenticated', 'not_found', 'conflict', 'invalid'] as const),
        ...(['idempotency_mismatch', 'idempotency_in_progress', 'unavailable', 'internal'] as const),
      ),
    },
  }),
  listOperations: route({
    ...operations,
    id: 'listOperations',
    method: 'get',
    path: '/api/databases/{name}/operations',
    summary: 'Operations on a database, newest first',
    description: 'They remain after the database is deleted.',
    params: ByName,
    query: ListOperations,
    responses: { 200: { description: 'One page', schema: OperationPage }, ...readOne },
  }),
  getOperation: route({
    ...operations,
    id: 'getOperation',
    method: 'get',
    path: '/api/databases/{name}/operations/{id}',
    summary: 'One operation: how far it is, or how it ended',
    params: ByName.extend({ id: OperationId }),
    query: OfProject,
    responses: { 200: { description: 'The operation', schema: OperationResource }, ...readOne },
  }),
} as const;
