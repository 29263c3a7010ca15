import { z } from 'zod';
import { AppliedMany, AppliedResource, ApplyMany } from '../apply.ts';
import { DryRun, Name, OfProject, PutDatabase } from '../database.ts';
import { PlanResource } from '../plan.ts';
import { write } from '../refusals.ts';
import { IfMatch } from '../request-headers.ts';
import { route } from '../route.ts';

const databases = { auth: 'jwt', tag: 'Databases' } as const;

/** Databases as they are to be, for programs that say so again and again: CI jobs, operators, a Terraform provider. */
export const declarationRoutes = {
  putDatabase: route({
    ...databases,
    id: 'putDatabase',
    method: 'put',
    path: '/api/databases/{name}',
    summary: 'Make or change a database until it is exactly so',
    description:
      'The whole spec: what is left out has its default, but version and storage stay as they are. Saying it again changes nothing (200). The answer has the plan that is carried out.',
    params: z.strictObject({ name: Name }),
    query: OfProject.extend({ dryRun: DryRun }),
    headers: IfMatch,
    body: PutDatabase,
    responses: {
      200: {
        description: 'It is so already; with `dryRun`: what would happen',
        schema: z.union([AppliedResource, PlanResource]),
        headers: z.object({ ETag: z.string().optional(), Location: z.string().optional() }),
      },
      202: {
        description: 'It is being made, or changed',
        schema: AppliedResource,
        headers: z.object({ ETag: z.string(), Location: z.string() }),
      },
      ...write('not_allowed', 'conflict', 'revision_conflict'),
    },
  }),
  applyMany: route({
    ...databases,
    id: 'applyMany',
    method: 'post',
    path: '/api/apply',
    summary: 'The same for many databases at once, and delete those that are listed no more',
    description:
      'Each by itself: what became of it is in its item, and one that is refused does not hold up the others. Safe to repeat. With `dryRun` nothing is done.',
    query: z.strictObject({ dryRun: DryRun }),
    body: ApplyMany,
    responses: { 200: { description: 'What became of each', schema: AppliedMany }, ...write() },
  }),
} as const;
