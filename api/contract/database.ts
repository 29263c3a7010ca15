import { z } from 'zod';
import { DATABASE_STATES, type Database, type DatabaseRef, type DatabaseSpec, SPEC_DEFAULTS } from '../domain/database.ts';
import { parameterFault } from '../domain/parameters.ts';

const NAME_RULE = /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/;

export const Name = z
  .string()
  .regex(NAME_RULE, 'Lower-case letters, digits and hyphens; begins with a letter, ends with a letter or digit; at most 40 characters.')
  .meta({ example: 'orders' });

/** PostgreSQL cannot keep a text with the character NUL, or with half of a character. */
export const Text = z
  .string()
  .refine((text) => !text.includes('\0'), 'The character NUL is not allowed.')
  .refine((text) => text.isWellFormed(), 'The text has half of a character (a lone surrogate).');

const LabelKey = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$/, 'A label key: lower-case letters, digits, "-", "_", "."; at most 63 characters.');
const LabelValue = z
  .string()
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, 'A label value: letters, digits, "-", "_", "."; at most 63 characters.');

const ParameterValue = z
  .union([z.string().max(100), z.number(), z.boolean()], 'A text, a number, true or false.')
  .transform((value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)));

/** Every field of the spec that is one value; a new one is added here, and is in every request and answer then. */
export const specFields = {
  version: z.int().min(14).max(18).meta({ description: 'PostgreSQL major version; `GET /api/options` lists those that can be had.' }),
  instances: z.int().min(1).max(5).meta({ description: 'One primary, the others its replicas.' }),
  flavour: z
    .enum(['small', 'medium', 'large'])
    .meta({ description: 'CPU and memory of each instance; `GET /api/options` tells how much.' }),
  storageGiB: z
    .int('A whole number of GiB.')
    .min(1, 'At least 1 GiB.')
    .max(16_384, 'At most 16384 GiB.')
    .meta({ description: 'GiB of all that it puts on the disk: data, WAL, temporary files, logs. Grows only.' }),
  synchronous: z.boolean().meta({ description: 'A commit waits for one replica; needs 2 instances or more.' }),
  deletionProtection: z.boolean().meta({ description: 'While true, DELETE is refused.' }),
  description: Text.refine((text) => [...text].length <= 500, 'At most 500 characters.').meta({
    description: 'What it is for, in your words; a PATCH with an empty text takes it away.',
    maxLength: 500,
  }),
} satisfies Readonly<Record<Exclude<keyof DatabaseSpec, 'parameters' | 'labels'>, z.ZodType>>;

type SpecFields = typeof specFields;

/** Each field with what POST fills in for it. */
const withDefaults = Object.fromEntries(
  Object.entries<z.ZodType>(specFields).map(([field, schema]) => [field, schema.default(SPEC_DEFAULTS[field as keyof SpecFields])]),
) as { [Field in keyof SpecFields]: z.ZodDefault<SpecFields[Field]> }; // as built in the line above

const Parameters = z.record(z.string().max(63), ParameterValue).meta({
  description: 'PostgreSQL settings of the allow-list; `GET /api/options` describes each.',
  example: { work_mem: '8MB' },
});
export const Labels = z.record(LabelKey, LabelValue).refine((labels) => Object.keys(labels).length <= 20, 'At most 20 labels.');

/** The faults of parameters, reported with those of the shape. */
function checkParameters(context: z.core.ParsePayload<Record<string, string | null>>): void {
  for (const [name, value] of Object.entries(context.value)) {
    const message = value === null ? undefined : parameterFault(name, value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value, path: [name] });
  }
}

/** POST /api/databases. Unknown fields are refused: a typo must not become a default. */
export const CreateDatabase = z
  .strictObject({
    name: Name,
    project: Name.default('default'),
    ...withDefaults,
    parameters: Parameters.check(checkParameters).default({}),
    labels: Labels.default({}),
  })
  .meta({ id: 'CreateDatabase' });

/** As POST takes them, but for what keeps its value when it is left out. */
const desiredFields = {
  ...withDefaults,
  version: specFields.version.optional().meta({ description: 'Left out: as it is, or the newest for a new one. An upgrade is asked for.' }),
  storageGiB: specFields.storageGiB.optional().meta({ description: 'GiB. Left out: as it is, since it cannot shrink; 10 for a new one.' }),
  parameters: Parameters.check(checkParameters).default({}),
  labels: Labels.default({}),
};

/** PUT: the whole spec as it is to be. Unknown fields are refused. */
export const PutDatabase = z.strictObject(desiredFields).meta({ id: 'PutDatabase' });

/** One of many that are to be so. */
export const DesiredDatabase = z
  .strictObject({ name: Name, project: Name.default('default'), ...desiredFields })
  .meta({ id: 'DesiredDatabase' });

/** PATCH: a JSON merge patch (RFC 7396) of the spec; null takes a parameter or label away. */
export const PatchDatabase = z
  .strictObject({
    ...specFields,
    parameters: z.record(z.string().max(63), ParameterValue.nullable()).check(checkParameters),
    labels: z.record(LabelKey, LabelValue.nullable()),
  })
  .partial()
  .meta({ id: 'PatchDatabase' });

const NullableText = z.string().nullable();

const Condition = z.strictObject({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
  lastTransitionTime: z.string(),
});

const Instance = z.strictObject({
  name: z.string(),
  role: z.enum(['primary', 'replica']),
  state: z.enum(['starting', 'running', 'stopped', 'failed']),
  lagBytes: z.number().nullable().meta({ description: 'What a replica has not replayed yet; null when it is not known.' }),
});

/** A database as clients see it: the spec flat, so that a PATCH looks like what it changes. Never a password. */
export const DatabaseResource = z
  .strictObject({
    name: Name,
    project: Name,
    ...specFields,
    parameters: z.record(z.string(), z.string()),
    labels: z.record(z.string(), z.string()),
    id: z.string(),
    revision: z.string().meta({ description: 'Changes with every accepted write; the ETag.' }),
    createdAt: z.string(),
    updatedAt: z.string(),
    status: z.strictObject({
      state: z.enum(DATABASE_STATES),
      reason: NullableText.meta({ description: 'A sentence for a person, with what to do; null when all is well.' }),
      since: z.string(),
      readyInstances: z.int(),
      primary: NullableText,
      usedBytes: z.number().nullable().meta({ description: 'Of the storage of each instance; null when it is not known.' }),
      serverVersion: NullableText,
      instances: z.array(Instance),
      conditions: z.array(Condition),
      pendingRestart: z.array(z.string()),
    }),
    connection: z.strictObject({
      host: z.string(),
      port: z.int(),
      readOnlyHost: z.string(),
      readOnlyPort: z.int(),
      database: z.string(),
      user: z.string(),
      sslMode: z.literal('verify-full'),
    }),
  })
  .meta({ id: 'Database' });

export type DatabaseView = z.infer<typeof DatabaseResource>;

export const OfProject = z.strictObject({ project: Name.default('default') });
export const DryRun = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')
  .meta({ description: 'Answer with the plan, change nothing.' });

export function toDomain({ name, project, ...spec }: z.infer<typeof CreateDatabase>): [DatabaseRef, DatabaseSpec] {
  return [{ name, project }, spec];
}

/** The spec after a merge patch; the patch is validated before. */
export function applyPatch(spec: DatabaseSpec, patch: z.infer<typeof PatchDatabase>): DatabaseSpec {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ...spec, ...given, parameters: mergeMap(spec.parameters, patch.parameters), labels: mergeMap(spec.labels, patch.labels) };
}

function mergeMap(map: Readonly<Record<string, string>>, patch: Readonly<Record<string, string | null>> = {}): Record<string, string> {
  const merged = Object.entries({ ...map, ...patch }).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries(merged);
}

export function presentDatabase({ spec, ...rest }: Database): DatabaseView {
  const { name, project, id, revision, createdAt, updatedAt, status, connection } = rest;
  const { instances, conditions, pendingRestart } = status;
  return {
    name,
    project,
    ...spec,
    parameters: { ...spec.parameters },
    labels: { ...spec.labels },
    id,
    revision,
    createdAt,
    updatedAt,
    status: { ...status, instances: [...instances], conditions: [...conditions], pendingRestart: [...pendingRestart] },
    connection,
  };
}

const ready = new WeakMap<Database, string>();

/** The JSON of a database, made once for each change of it: a Database never changes in place, so the object is the key. */
export function databaseJson(database: Database): string {
  const known = ready.get(database);
  if (known !== undefined) return known;
  const json = JSON.stringify(presentDatabase(database));
  ready.set(database, json);
  return json;
}
