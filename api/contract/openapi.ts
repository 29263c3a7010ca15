import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { CloudEvent, presentCatalogue } from './cloud-event.ts';
import { problems } from './problem.ts';
import type { Response, Route } from './route.ts';
import { routes } from './routes.ts';

/** The OpenAPI 3.1 document, made from the same declarations that the router binds. */
export function openApiDocument() {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'postgres-paas',
      version: '1',
      description: 'Create and run PostgreSQL databases. Errors are RFC 9457 problems and name all faults at once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document was read' }],
    security: [{ bearer: [] }, { cookie: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'paas_session', description: 'For pages of the same site.' },
      },
    },
    paths: pathsOf(Object.values(routes)),
    webhooks: eventsSent(),
  });
}

/** What receivers of webhooks are sent, a type of event each. */
const eventsSent = () =>
  Object.fromEntries(
    presentCatalogue().items.map(({ type, when, example }) => [
      type,
      {
        post: {
          summary: when,
          security: [],
          requestBody: { required: true, content: { 'application/cloudevents+json': { schema: CloudEvent, example } } },
          responses: { '2XX': { description: 'It has been received; anything else is tried again' } },
        },
      },
    ]),
  );

function pathsOf(declared: readonly Route[]): ZodOpenApiPathsObject {
  const byPath = Map.groupBy(declared, ({ path }) => path);
  return Object.fromEntries([...byPath].map(([path, list]) => [path, Object.fromEntries(list.map((one) => [one.method, describe(one)]))]));
}

/** Answers that have nothing to do with what is asked for. */
const ANYWHERE = problems('malformed', 'request_timeout', 'misdirected', 'headers_too_large');

const ETag = z.object({ ETag: z.string().meta({ description: 'For If-None-Match.' }) });
const IfNoneMatch = z.object({
  'if-none-match': z.string().optional().meta({ description: 'ETags of what you have; 304 when one is still right.' }),
});
const NOT_MODIFIED = { 304: { description: 'You have it already', headers: ETag } };

function describe({
  id,
  summary,
  description,
  tag,
  auth,
  params,
  query,
  headers,
  body,
  bodyTypes,
  conditional,
  responses,
}: Route): ZodOpenApiOperationObject {
  const header = conditional ? IfNoneMatch : headers;
  const answers = { ...ANYWHERE, ...(conditional && NOT_MODIFIED), ...responses };
  const content = body && Object.fromEntries((bodyTypes ?? ['application/json']).map((type) => [type, { schema: body }]));
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    tags: [tag],
    ...(auth === 'none' && { security: [] }),
    requestParams: {
      ...(params && { path: params as never }),
      ...(query && { query: query as never }),
      ...(header && { header: header as never }),
    },
    ...(content && { requestBody: { required: true, content } }),
    responses: Object.fromEntries(
      Object.entries<Response>(answers).map(([status, response]) => [
        status,
        describeResponse(conditional && status === '200' ? { ...response, headers: ETag.extend(response.headers?.shape ?? {}) } : response),
      ]),
    ),
  };
}

function describeResponse({ description, schema, mediaType = 'application/json', also = {}, headers }: Response) {
  const others = Object.entries(also).map(([type, other]) => [type, { schema: other }]);
  const content = schema && { [mediaType]: { schema }, ...Object.fromEntries(others) };
  return { description, ...(headers && { headers }), ...(content && { content }) };
}
