import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The schema of a provider as `terraform providers schema -json` prints it, and as plugin protocol 6 wants it. */
export type Attribute = z.output<typeof Attribute>;
const Attribute = z.object({
  type: z.unknown().optional(),
  get nested_type() {
    return Nested.optional();
  },
  required: z.boolean().default(false),
  optional: z.boolean().default(false),
  computed: z.boolean().default(false),
  sensitive: z.boolean().default(false),
});
const Nested = z.object({
  get attributes() {
    return z.record(z.string(), Attribute);
  },
  nesting_mode: z.string(),
});
export type Block = z.output<typeof Block>;
const Block = z.object({
  attributes: z.record(z.string(), Attribute).default({}),
  get block_types() {
    return z.record(z.string(), BlockType).default({});
  },
});
const BlockType = z.object({
  nesting_mode: z.string(),
  get block() {
    return Block;
  },
  min_items: z.number().default(0),
  max_items: z.number().default(0),
});
const Schema = z.object({ version: z.number().default(0), block: Block });
const ProviderSchemas = z.object({
  provider_schemas: z.record(z.string(), z.object({ provider: Schema, resource_schemas: z.record(z.string(), Schema) })),
});

export interface ProviderSchema {
  readonly provider: z.output<typeof Schema>;
  readonly resource_schemas: Readonly<Record<string, z.output<typeof Schema>>>;
}

/** @throws when the file holds no schema, or more than one */
export function readSchema(file: string): ProviderSchema {
  const [schema, ...others] = Object.values(ProviderSchemas.parse(JSON.parse(readFileSync(file, 'utf8'))).provider_schemas);
  if (!schema || others.length > 0) throw new Error(`${file} must hold the schema of one provider.`);
  return schema;
}

const blockNesting: Readonly<Record<string, number>> = { single: 1, list: 2, set: 3, map: 4, group: 5 };

/** For the wire: lists instead of records, types as JSON in bytes, nesting modes as numbers. */
export function toWire({ version, block }: z.output<typeof Schema>): object {
  return { version, block: blockToWire(block) };
}

function blockToWire({ attributes, block_types }: Block): object {
  return {
    attributes: attributesToWire(attributes),
    block_types: Object.entries(block_types).map(([type_name, { nesting_mode, block, ...items }]) => ({
      type_name,
      ...items,
      nesting: blockNesting[nesting_mode],
      block: blockToWire(block),
    })),
  };
}

function attributesToWire(attributes: Readonly<Record<string, Attribute>>): object[] {
  return Object.entries(attributes).map(([name, { type, nested_type, ...flags }]) => ({
    name,
    ...flags,
    ...(nested_type
      ? { nested_type: { attributes: attributesToWire(nested_type.attributes), nesting: blockNesting[nested_type.nesting_mode] } }
      : { type: Buffer.from(JSON.stringify(type)) }),
  }));
}
