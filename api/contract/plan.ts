import { z } from 'zod';
import type { Plan } from '../domain/plan.ts';

export const Change = z.strictObject({ path: z.string(), from: z.unknown().optional(), to: z.unknown().optional() }).meta({ id: 'Change' });

export const planFields = {
  changes: z.array(Change),
  steps: z.array(z.string()).meta({ description: 'Sentences, in the order in which things will happen.' }),
  restart: z.boolean().meta({ description: 'Servers restart one after the other, replicas first.' }),
  growOnly: z.boolean().meta({ description: 'Something here cannot be undone: storage grows only.' }),
  interruptionSeconds: z.number().meta({ description: 'Seconds without writes to expect.' }),
};

export const PlanResource = z.strictObject({ dryRun: z.literal(true), ...planFields }).meta({ id: 'Plan' });

export type PlanView = z.infer<typeof PlanResource>;

export const presentPlan = (plan: Plan): PlanView => ({ dryRun: true, ...plan, changes: [...plan.changes], steps: [...plan.steps] });
