import { hash } from 'node:crypto';
import type { openApiDocument } from '../contract/openapi.ts';

type Document = ReturnType<typeof openApiDocument>;

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 22px; } h2 { font-size: 16px; margin-top: 2rem; }
details { border: 1px solid #8884; border-radius: 10px; margin: .5rem 0; padding: .5rem 1rem; }
summary { cursor: pointer; } code, pre { font: 12.5px/1.5 ui-monospace, monospace; }
pre { overflow: auto; background: #8881; padding: .75rem; border-radius: 6px; }
td, th { text-align: left; vertical-align: top; padding: .1rem 1rem .1rem 0; } .method { display: inline-block; min-width: 4.5em; font-weight: 600; }
`;

/** The OpenAPI document as one page without a script and without a request to anywhere. */
export function docsPage(document: Document): { html: string; contentSecurityPolicy: string } {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'Other');
  const body = [...tags].map(([tag, some]) => html`<h2>${tag}</h2>${raw(some.map(operationHtml).join(''))}`).join('');
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => schemaHtml(name, schema));
  return {
    html: html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${document.info.title} API</title><style>${raw(STYLE)}</style>
<h1>${document.info.title} API</h1><p>${document.info.description ?? ''} The document itself: <a href="/openapi.json">/openapi.json</a>.</p>${raw(body)}<h2>Schemas</h2>${raw(schemas.join(''))}</html>`,
    contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string; readonly schema?: unknown }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema?: unknown }> };
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, { readonly schema?: unknown }> }>;
}

function operationHtml({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: where, description = '', schema }) =>
      html`<tr><td><code>${name}</code><td>${where}<td>${description}<td><code>${JSON.stringify(schema)}</code>`,
  );
  const bodies = Object.entries(operation.requestBody?.content ?? {}).map(
    ([type, { schema }]) => html`<tr><td>body<td>${type}<td><td>${raw(schemaLink(schema))}`,
  );
  const responses = Object.entries(operation.responses).map(
    ([status, { description, content = {} }]) =>
      html`<tr><td>${status}<td colspan="2">${description}<td>${raw(
        Object.values(content)
          .map(({ schema }) => schemaLink(schema))
          .join(' '),
      )}`,
  );
  return html`<details><summary><span class="method">${method.toUpperCase()}</span> <code>${path}</code> ${operation.summary ?? ''}</summary>
<p>${operation.description ?? ''}</p><table>${raw([...parameters, ...bodies].join(''))}</table><h3>Answers</h3><table>${raw(responses.join(''))}</table></details>`;
}

const schemaHtml = (name: string, schema: unknown) =>
  html`<details id="${name}"><summary><code>${name}</code></summary><pre>${JSON.stringify(schema, null, 2)}</pre></details>`;

function schemaLink(schema: unknown): string {
  const reference = typeof schema === 'object' && schema !== null && '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined;
  return reference ? html`<a href="#${reference}">${reference}</a>` : html`<code>${JSON.stringify(schema)}</code>`;
}

const SAFE = Symbol('safe');
const raw = (text: string) => ({ [SAFE]: text });
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** HTML with every value escaped, unless it is marked as raw. */
function html(parts: TemplateStringsArray, ...values: readonly (string | { [SAFE]: string })[]): string {
  return String.raw(
    { raw: parts },
    ...values.map((value) => (typeof value === 'string' ? value.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char) : value[SAFE])),
  );
}
