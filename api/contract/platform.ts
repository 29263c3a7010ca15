import { z } from 'zod';
import { SPEC_DEFAULTS } from '../domain/database.ts';
import { extensionsOf } from '../domain/extensions.ts';
import { PARAMETERS, rangeText } from '../domain/parameters.ts';
import type { SpecLimits } from '../domain/plan.ts';
import { specFields } from './database.ts';

const ParameterResource = z.strictObject({
  type: z.enum(['boolean', 'integer', 'real', 'memory', 'duration', 'enum']),
  min: z.number().optional().meta({ description: 'Bytes for memory, milliseconds for durations.' }),
  max: z.number().optional(),
  range: z.string().nullable().meta({ description: 'The range in words and in PostgreSQL’s units, such as `64kB to 4GB`.' }),
  values: z.array(z.string()).optional(),
  restart: z.boolean().meta({ description: 'A change takes a rolling restart.' }),
  description: z.string(),
});

const ExtensionResource = z.strictObject({
  name: z.string(),
  version: z.string().meta({ description: 'What `CREATE EXTENSION` installs.' }),
  description: z.string(),
  available: z.boolean().meta({ description: 'A tenant can create it, or it is there from the start.' }),
  reason: z.string().optional().meta({ description: 'Why a tenant cannot create it.' }),
});

/** What a form needs to know to offer a choice: all that a database can be asked to be. */
export const Options = z
  .strictObject({
    backend: z.enum(['embedded', 'cnpg']),
    versions: z.array(z.int()),
    versionsOnDemand: z.array(z.int()).meta({ description: 'Those of them that are installed when a database first asks for one.' }),
    majorUpgrade: z.boolean(),
    flavours: z.record(z.string(), z.strictObject({ cpu: z.number(), memoryMiB: z.number() })),
    parameters: z.record(z.string(), ParameterResource),
    extensions: z
      .record(z.string(), z.array(ExtensionResource))
      .meta({ description: 'The extensions of each version in `versions`, by name.' }),
    defaults: z.strictObject(specFields).meta({ description: 'What a new database is, but for what is asked for.' }),
  })
  .meta({ id: 'Options' });

export type OptionsView = z.infer<typeof Options>;

export function presentOptions(
  backend: 'embedded' | 'cnpg',
  { versions, versionsOnDemand = [], majorUpgrade, flavours }: SpecLimits,
): OptionsView {
  const { parameters: _, labels: __, ...defaults } = SPEC_DEFAULTS;
  const parameters = Object.entries(PARAMETERS).map(([name, parameter]) => {
    const { notBelowPrimary: _, values, ...shown } = parameter;
    return [name, { ...shown, ...(values && { values: [...values] }), range: rangeText(parameter) }] as const;
  });
  return {
    backend,
    versions: [...versions],
    versionsOnDemand: [...versionsOnDemand],
    majorUpgrade,
    flavours: { ...flavours },
    parameters: Object.fromEntries(parameters),
    extensions: Object.fromEntries(versions.map((version) => [String(version), [...extensionsOf(version)]])),
    defaults,
  };
}

export const Health = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'stopping']),
    checks: z.record(z.string(), z.string()).meta({ description: '`ok`, or a sentence.' }),
  })
  .meta({ id: 'Health' });

export type HealthView = z.infer<typeof Health>;
