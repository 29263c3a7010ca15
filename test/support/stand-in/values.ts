import { decode, Encoder, ExtData, ExtensionCodec } from '@msgpack/msgpack';
import type { Attribute, Block } from './schema.ts';

/** Terraform's values on the wire: MessagePack, with extension 0 for "known after apply". */
const codec = new ExtensionCodec();
/** "Known after apply". */
export const unknown = new ExtData(0, new Uint8Array([0]));
const encoder = new Encoder({ extensionCodec: codec, ignoreUndefined: false });

export type Value = Readonly<Record<string, unknown>>;

export function fromWire(bytes: Uint8Array): Value | null {
  const value = decode(bytes, { extensionCodec: codec });
  return isRecord(value) ? value : null;
}

export const toWireValue = (value: Value | null) => ({ msgpack: Buffer.from(encoder.encode(value)) });

/** What the provider would plan: of a new resource, everything it computes and was not given is not known yet. */
export function plan(block: Block, prior: Value | null, proposed: Value): Value {
  if (prior) return proposed;
  return walk(block, proposed, (attribute, value) => (value === null && attribute.computed ? unknown : value));
}

/**
 * What the provider would answer after applying: every unknown becomes `answers[attribute]`, else something that can be told
 * from the attribute's name.
 */
export function settle(block: Block, planned: Value, answers: Value): Value {
  return walk(block, planned, (attribute, value, name) => (value instanceof ExtData ? (answers[name] ?? example(attribute, name)) : value));
}

type Change = (attribute: Attribute, value: unknown, name: string) => unknown;

function walk({ attributes, block_types }: Pick<Block, 'attributes'> & Partial<Block>, value: Value, change: Change): Value {
  const changed = Object.entries(attributes).map(([name, attribute]) => {
    const own = value[name] ?? null;
    const nested = attribute.nested_type;
    return [
      name,
      nested && own !== null && !(own instanceof ExtData) ? each(own, (item) => walk(nested, item, change)) : change(attribute, own, name),
    ];
  });
  const blocks = Object.entries(block_types ?? {}).map(([name, { block }]) => [
    name,
    each(value[name] ?? null, (item) => walk(block, item, change)),
  ]);
  return Object.fromEntries([...changed, ...blocks]);
}

/** Applies to the one object of a single block, or to each of a list. */
function each(value: unknown, change: (item: Value) => Value): unknown {
  if (Array.isArray(value)) return value.map((item) => (isRecord(item) ? change(item) : item));
  return isRecord(value) ? change(value) : value;
}

function example({ type, nested_type }: Attribute, name: string): unknown {
  if (nested_type) return null;
  if (type === 'string') return `stand-in-${name}`;
  if (type === 'number') return 1;
  if (type === 'bool') return true;
  if (type === 'dynamic') return null;
  return Array.isArray(type) && type[0] === 'map' ? {} : [];
}

const isRecord = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExtData) && !(value instanceof Uint8Array);
