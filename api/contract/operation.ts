import { z } from 'zod';
import { OPERATION_STATES, type Operation } from '../domain/operation.ts';
import { Name } from './database.ts';
import { Limit, pageOf } from './paging.ts';

const NullableText = z.string().nullable();

export const OperationResource = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['restart']),
    project: z.string(),
    database: z.string(),
    databaseId: z.string(),
    state: z.enum(OPERATION_STATES),
    requestedBy: z.string(),
    requestedAt: z.string(),
    startedAt: NullableText,
    finishedAt: NullableText,
    message: NullableText.meta({ description: 'What it is doing, or how it ended; a sentence.' }),
  })
  .meta({ id: 'Operation' });

export type OperationView = z.infer<typeof OperationResource>;

export const OperationPage = pageOf(OperationResource).meta({ id: 'OperationPage' });
export type OperationPageView = z.infer<typeof OperationPage>;

export const ListOperations = z.strictObject({ limit: Limit, cursor: z.string().max(500).optional(), project: Name.default('default') });

export const OperationId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'The id of an operation: a whole number.')
  .meta({ example: '1' });

export const presentOperation = ({ name, ...same }: Operation): OperationView => ({
  ...{ id: same.id, kind: same.kind, project: same.project, database: name, databaseId: same.databaseId, state: same.state },
  ...{ requestedBy: same.requestedBy, requestedAt: same.requestedAt, startedAt: same.startedAt, finishedAt: same.finishedAt },
  message: same.message,
});
