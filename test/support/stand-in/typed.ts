import { z } from 'zod';

/**
 * A kind of Kubernetes as Terraform's type system sees it, from the API server's own OpenAPI document: what Terraform compares
 * before and after an apply.
 */
export type Typed =
  | { readonly is: 'object'; readonly fields: Readonly<Record<string, Typed>> }
  | { readonly is: 'map'; readonly of: Typed }
  | { readonly is: 'list'; readonly of: Typed }
  | { readonly is: 'string' }
  | { readonly is: 'number' }
  | { readonly is: 'bool' };

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.string().optional(),
  'x-kubernetes-int-or-string': z.boolean().optional(),
  get allOf() {
    return z.array(Schema).optional();
  },
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
  get items() {
    return Schema.optional();
  },
});
type Schema = z.output<typeof Schema>;
const Document = z.object({ components: z.object({ schemas: z.record(z.string(), Schema) }) });

/** @throws Error when the document does not describe the kind */
export function typeOfKind(document: unknown, kind: { readonly group: string; readonly version: string; readonly kind: string }): Typed {
  const { schemas } = Document.parse(document).components;
  const described = Object.values(schemas).find((schema) =>
    z
      .array(z.looseObject({ group: z.string(), version: z.string(), kind: z.string() }))
      .safeParse(schema['x-kubernetes-group-version-kind'])
      .data?.some((one) => one.group === kind.group && one.version === kind.version && one.kind === kind.kind),
  );
  const typed = described && typeOf(described, schemas);
  if (!typed) throw new Error(`The API server describes no ${kind.group}/${kind.version} ${kind.kind}.`);
  return typed;
}

/** Undefined for what has no type of its own, which is left out. */
function typeOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): Typed | undefined {
  const target = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (target) {
    const next = schemas[target.split('/').at(-1) ?? ''];
    return next && typeOf(next, schemas);
  }
  if (schema['x-kubernetes-int-or-string'] || schema.type === 'string') return { is: 'string' };
  if (schema.type === 'integer' || schema.type === 'number') return { is: 'number' };
  if (schema.type === 'boolean') return { is: 'bool' };
  if (schema.type === 'array') return collection('list', schema.items, schemas);
  if (schema.properties) return { is: 'object', fields: fieldsOf(schema.properties, schemas) };
  if (typeof schema.additionalProperties === 'object') return collection('map', schema.additionalProperties, schemas);
  return undefined;
}

function collection(is: 'map' | 'list', schema: Schema | undefined, schemas: Readonly<Record<string, Schema>>): Typed | undefined {
  const of = schema && typeOf(schema, schemas);
  return of && { is, of };
}

function fieldsOf(properties: Readonly<Record<string, Schema>>, schemas: Readonly<Record<string, Schema>>) {
  const typed = Object.entries(properties).map(([name, schema]) => [name, typeOf(schema, schemas)] as const);
  return Object.fromEntries(typed.filter((entry): entry is readonly [string, Typed] => entry[1] !== undefined));
}

/** As Terraform writes types on the wire. */
export function wireType(typed: Typed): unknown {
  if (typed.is === 'map' || typed.is === 'list') return [typed.is, wireType(typed.of)];
  if (typed.is !== 'object') return typed.is;
  return ['object', Object.fromEntries(Object.entries(typed.fields).map(([name, field]) => [name, wireType(field)]))];
}

/**
 * A value in the form of its type.
 *
 * @param absent what stands for a field that the value does not have; asked with the path of the field
 */
export function conform(typed: Typed, value: unknown, absent: (path: readonly string[]) => unknown, path: readonly string[] = []): unknown {
  if (value === undefined || value === null) return absent(path);
  const inside = (of: Typed, one: unknown, name: string) => conform(of, one, absent, [...path, name]);
  if (typed.is === 'list')
    return z
      .array(z.unknown())
      .parse(value)
      .map((one, index) => inside(typed.of, one, String(index)));
  if (typed.is === 'string') return String(value);
  if (typed.is === 'number' || typed.is === 'bool') return value;
  const record = z.record(z.string(), z.unknown()).parse(value);
  if (typed.is === 'object')
    return Object.fromEntries(Object.entries(typed.fields).map(([name, field]) => [name, inside(field, record[name], name)]));
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, inside(typed.of, one, name)]));
}
