import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../api/contract/openapi.ts';

interface Operation {
  readonly responses: Record<
    string,
    {
      readonly content?: Record<string, { readonly schema?: object }>;
      readonly headers?: Record<string, { readonly required?: boolean }>;
    }
  >;
}

const document = openApiDocument() as unknown as { paths: Record<string, Record<string, Operation>>; components: object };
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv); // its types describe a CommonJS default export
ajv.addSchema({ $id: 'openapi', components: document.components });

const paths = Object.entries(document.paths).map(([path, item]) => ({
  item,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));
const validators = new Map<object, ValidateFunction>();

function validatorOf(schema: object): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/'));
  const validate = ajv.compile(rooted);
  validators.set(schema, validate);
  return validate;
}

export interface AnswerToCheck {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Fails unless the answer is one the document promises, in status, media type and shape. Unknown paths must be problems. */
export function checkAnswer({ method, path, status, headers, body }: AnswerToCheck): void {
  const where = `${method} ${path} -> ${status}`;
  const mediaType = headers.get('content-type')?.split(';')[0] ?? '';
  const pathname = path.split('?')[0] ?? '';
  const operation = paths.find(({ pattern }) => pattern.test(pathname))?.item[method.toLowerCase()];
  if (!operation) {
    assert.ok([400, 404, 405, 408, 421, 431].includes(status), `${where}: not a declared route`);
    checkBody(body, { $ref: '#/components/schemas/Problem' }, where);
    return;
  }
  const declared = operation.responses[status];
  assert.ok(declared, `${where}: this status is not declared\n${JSON.stringify(body)}`);
  checkHeaders(headers, declared.headers ?? {}, where);
  if (!declared.content) {
    assert.equal(body, '', `${where}: a body that is not declared`);
    return;
  }
  const schema = declared.content[mediaType]?.schema;
  assert.ok(schema, `${where}: media type "${mediaType}" is not declared`);
  checkBody(body, schema, where);
}

/** Headers that a client acts on. */
const TOLD = ['etag', 'location', 'age', 'allow', 'retry-after', 'www-authenticate', 'accept-post', 'accept-patch', 'accept-encoding'];

function checkHeaders(given: Headers, declared: Readonly<Record<string, { readonly required?: boolean }>>, where: string): void {
  const names = new Set(Object.keys(declared).map((name) => name.toLowerCase()));
  for (const name of TOLD) assert.ok(!given.has(name) || names.has(name), `${where}: the header ${name} is not declared`);
  for (const [name, { required }] of Object.entries(declared))
    assert.ok(!required || given.has(name), `${where}: the header ${name} is missing`);
}

function checkBody(body: unknown, schema: object, where: string): void {
  const validate = validatorOf(schema);
  assert.ok(validate(body), `${where}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
}
