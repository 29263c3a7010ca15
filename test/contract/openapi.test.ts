import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Router from '@koa/router';
import { openApiDocument } from '../../api/contract/openapi.ts';
import { routes as declaredRoutes } from '../../api/contract/routes.ts';
import { type AppParts, routesOf } from '../../api/http/app.ts';
import { metrics } from '../../api/subscribers/metrics.ts';
import { type TestControlPlane, temporaryControlPlane } from '../support/control-plane.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

let plane: TestControlPlane;
before(async () => {
  plane = await temporaryControlPlane();
});
after(() => plane.stop());

type Paths = Record<
  string,
  Record<
    string,
    {
      operationId: string;
      security?: unknown[];
      parameters?: { name: string; in: string }[];
      responses: Record<string, { content?: Record<string, unknown> }>;
    }
  >
>;
const document = openApiDocument();
const paths = document.paths as unknown as Paths;
const declared = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

test('every route is in the document and every operation of the document is a route', () => {
  const router: Router = routesOf({
    backend: new MemoryBackend(),
    metrics: metrics(),
    closing: new AbortController().signal,
  } as unknown as AppParts); // binding calls nothing of the rest
  const routes = router.stack.flatMap(({ path, methods }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${String(path).replaceAll(/:(\w+)/g, '{$1}')}`),
  );
  assert.ok(router instanceof Router);
  assert.deepEqual(routes.toSorted(), declared.map(({ path, method }) => `${method.toUpperCase()} ${path}`).toSorted());
  assert.equal(routes.length, Object.keys(declaredRoutes).length);
});

test('the document is OpenAPI 3.1: unique ids, parameters for each part of a path, no reference that leads nowhere', () => {
  assert.equal(document.openapi, '3.1.0');
  const ids = declared.map(({ operation }) => operation.operationId);
  assert.equal(new Set(ids).size, ids.length);
  for (const { path, operation } of declared) {
    const inPath = operation.parameters?.filter((parameter) => parameter.in === 'path').map(({ name }) => name) ?? [];
    assert.deepEqual(
      inPath,
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      path,
    );
    assert.ok(
      Object.keys(operation.responses).some((status) => status.startsWith('2')),
      path,
    );
  }
  for (const [, name = ''] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g))
    assert.ok(document.components?.schemas?.[name], name);
});

test('every refusal in the document is problem+json', () => {
  for (const { path, operation } of declared) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) >= 400) assert.deepEqual(Object.keys(content ?? {}), ['application/problem+json'], `${path} ${status}`);
    }
  }
});

test('every operation that the document protects answers 401 without a token; no other does', async () => {
  for (const { path, method, operation } of declared) {
    const { status } = await plane.anonymous().send(method.toUpperCase(), path.replace('{name}', 'orders'));
    assert.equal(status === 401, !Array.isArray(operation.security), `${method} ${path}: ${status}`);
  }
});

test('the document is served as it is made', async () => {
  assert.deepEqual((await plane.anonymous().get('/openapi.json')).body, JSON.parse(JSON.stringify(document)));
});

test('the page of the document runs no script and asks nobody for anything', async () => {
  const { text, headers } = await plane.anonymous().get('/docs');
  assert.doesNotMatch(text, /<script|<link|<img|<iframe|javascript:|\son\w+=|@import|url\(/i);
  for (const [, target = ''] of text.matchAll(/(?:href|src|action)="([^"]*)"/g)) assert.match(target, /^(#|\/openapi\.json$)/);
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
  for (const { path } of declared) assert.ok(text.includes(`<code>${path}</code>`), path);
});
