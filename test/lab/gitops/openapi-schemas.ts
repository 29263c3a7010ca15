/** The API server's own description of every kind as files for kubeconform: strict, each complete in itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** Where kubeconform finds them. */
export const SCHEMA_LOCATION = (folder: string) => join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');

/** @param openapi answer of `/openapi/v2`  @returns how many kinds there are */
export function writeSchemas(openapi: string, folder: string): number {
  const definitions: Record<string, Schema> = JSON.parse(openapi).definitions;
  mkdirSync(folder, { recursive: true });
  let kinds = 0;
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      const suffix = group ? `${group.split('.')[0]}-${version}` : version;
      writeFileSync(join(folder, `${kind.toLowerCase()}-${suffix}.json`), JSON.stringify(complete(schema, definitions, [name])));
      kinds++;
    }
  }
  return kinds;
}

const UNION = { oneOf: [{ type: 'string' }, { type: 'number' }] };

/** With what it refers to in place. A kind that holds itself is open below that. */
function complete(schema: Schema, definitions: Readonly<Record<string, Schema>>, above: readonly string[]): object {
  const name = schema.$ref?.split('/').at(-1) ?? '';
  if (/\.(IntOrString|Quantity)$/.test(name) || schema['x-kubernetes-int-or-string']) return UNION;
  const target = definitions[name];
  if (target)
    return above.includes(name) || /\.(JSON|RawExtension|FieldsV1)$/.test(name) ? {} : complete(target, definitions, [...above, name]);
  const inner = (one: Schema) => complete(one, definitions, above);
  const { type, required, items, properties, additionalProperties: further } = schema;
  return {
    ...(type && { type }),
    ...(required && { required }),
    ...(items && { items: inner(items) }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, inner(one)])) }),
    ...(further !== undefined && { additionalProperties: typeof further === 'object' ? inner(further) : further }),
    ...(properties && further === undefined && !schema['x-kubernetes-preserve-unknown-fields'] && { additionalProperties: false }),
  };
}
