import { z } from 'zod';
import type { Applied, AppliedItem } from '../domain/desired.ts';
import { DatabaseResource, DesiredDatabase, Labels, Name, presentDatabase } from './database.ts';
import { planFields, presentPlan } from './plan.ts';
import { PROBLEMS } from './problem.ts';

const Plan = z.strictObject(planFields).meta({ id: 'AppliedPlan', description: 'What was done, or would be.' });

/** PUT /api/databases/{name}. */
export const AppliedResource = z
  .strictObject({ outcome: z.enum(['created', 'changed', 'unchanged']), plan: Plan, database: DatabaseResource })
  .meta({ id: 'Applied' });

/** POST /api/apply. */
export const ApplyMany = z
  .strictObject({
    databases: z
      .array(DesiredDatabase)
      .max(100, 'At most 100 at once.')
      .refine((all) => new Set(all.map(({ project, name }) => `${project}/${name}`)).size === all.length, 'A database is named twice.'),
    prune: z
      .strictObject({
        project: Name.default('default'),
        labels: Labels.refine((labels) => Object.keys(labels).length > 0, 'At least one label: without any, all would go.'),
      })
      .optional()
      .meta({ description: 'Databases of the project that have these labels and are not in the list are deleted; protected ones never.' }),
  })
  .meta({ id: 'ApplyMany' });

const Item = z.strictObject({
  project: z.string(),
  name: z.string(),
  outcome: z
    .enum(['created', 'changed', 'unchanged', 'deleted', 'kept', 'refused'])
    .meta({ description: '`kept`: to be deleted, but protected. `refused`: see `problem`; the others are not held up by it.' }),
  plan: Plan.nullable(),
  problem: z
    .strictObject({
      code: z.string(),
      status: z.int(),
      detail: z.string(),
      errors: z.array(z.strictObject({ path: z.string(), message: z.string() })),
    })
    .nullable(),
});
export const AppliedMany = z.strictObject({ dryRun: z.boolean(), items: z.array(Item) }).meta({ id: 'AppliedMany' });

const presentSteps = (plan: Applied['plan']) => {
  const { dryRun: _, ...same } = presentPlan(plan);
  return same;
};

export const presentApplied = ({ outcome, plan, database }: Applied) => ({
  outcome,
  plan: presentSteps(plan),
  database: presentDatabase(database),
});

export const presentItem = (item: AppliedItem): z.infer<typeof Item> => ({
  ...item.ref,
  outcome: item.outcome,
  plan: 'plan' in item ? presentSteps(item.plan) : null,
  problem: 'error' in item ? presentRefusal(item.error) : null,
});

const presentRefusal = ({ code, message, faults }: Extract<AppliedItem, { outcome: 'refused' }>['error']) => ({
  code,
  status: PROBLEMS[code][0],
  detail: message,
  errors: faults.map(({ path, message: fault }) => ({ path, message: fault })),
});
