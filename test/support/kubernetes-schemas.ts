import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import type { KubernetesObject } from '../../constructs/manifests/objects.ts';
import { SCHEMAS_FILE } from '../../scripts/schemas.ts';

type Node = { [key: string]: unknown };

/** Patterns are those of Go, which writes "whatever the case" into the pattern itself: `^(?i)(abort|warn)?$`. */
const goPattern = Object.assign(
  (pattern: string, flags: string) => new RegExp(pattern.replace('(?i)', ''), pattern.includes('(?i)') ? `${flags}i` : flags),
  { code: 'new RegExp' },
);

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, code: { regExp: goPattern } });
ajv.addSchema({ $id: 'kubernetes', components: { schemas: closed(JSON.parse(readFileSync(SCHEMAS_FILE, 'utf8'))) } });
const validators = new Map<string, ValidateFunction>();

/** What is wrong with an object by the schema of its kind, unknown fields included: the API server would drop them silently. */
export function schemaFaults(object: KubernetesObject): string[] {
  const validate = validators.get(object.kind) ?? ajv.compile({ $ref: `kubernetes#/components/schemas/${object.kind}` });
  validators.set(object.kind, validate);
  validate(object);
  return (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

/** The same schema, refusing fields it does not name. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== 'object') return node;
  const fields: Node = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const open = 'additionalProperties' in fields || !fields.properties || fields['x-kubernetes-int-or-string'];
  return open || fields.type !== 'object' ? fields : { ...fields, additionalProperties: false };
}
