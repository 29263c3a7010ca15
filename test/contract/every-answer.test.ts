/** Every status that the OpenAPI document declares for a route is one that the route really answers: each is produced here. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import jwt from 'jsonwebtoken';
import { openApiDocument } from '../../api/contract/openapi.ts';
import { AUDIENCE, ISSUER } from '../../api/http/tokens.ts';
import { JWT_SECRET, passwordOf, type TestControlPlane, temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { checkAnswer } from '../support/openapi-check.ts';
import { parseAnswer, rawExchange, rawRequest } from '../support/raw-http.ts';

interface Route {
  readonly id: string;
  readonly method: string;
  /** With a database and an operation that there are. */
  readonly path: string;
  readonly isOpen: boolean;
  readonly bodyType: string | undefined;
  readonly statuses: readonly string[];
}

interface Declared {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What a request has besides its route. */
interface Extra {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const TIMEOUTS = { headersTimeout: 300, requestTimeout: 1_000, connectionsCheckingInterval: 100 };
const document = openApiDocument() as unknown as { paths: Record<string, Record<string, Declared>> };
const produced = new Set<string>();
let plane: TestControlPlane;
let routes: readonly Route[];
let operationId: string;
let webhookId: string;
let deliveryId: string;

/** One that nobody has seen, so that its user has to be looked up. */
const newToken = (sub = 'admin') =>
  jwt.sign({ sub, jti: crypto.randomUUID() }, JWT_SECRET, { issuer: ISSUER, audience: AUDIENCE, expiresIn: 600 });
const bearer = (token = newToken()) => ({ authorization: `Bearer ${token}` });

const routesOf = () =>
  Object.entries(document.paths).flatMap(([pattern, item]) =>
    Object.entries(item).map(
      ([method, { operationId: id, security, requestBody, responses }]): Route => ({
        ...{ id, method: method.toUpperCase(), isOpen: security?.length === 0, statuses: Object.keys(responses) },
        path: pattern
          .replace('{name}', 'orders')
          .replace('{id}', operationId)
          .replace('{webhook}', webhookId)
          .replace('{delivery}', deliveryId),
        bodyType: Object.keys(requestBody?.content ?? {})[0],
      }),
    ),
  );

const routeOf = (id: string): Route => {
  const found = routes.find((route) => route.id === id);
  assert.ok(found, id);
  return found;
};

const declaring = (status: number) => routes.filter(({ statuses }) => statuses.includes(String(status)));

/** Notes an answer, after it was held against the document. */
function note(route: Route, status: number, { headers, text }: { headers: Headers; text: string }): void {
  const body = /json/.test(headers.get('content-type') ?? '') ? JSON.parse(text) : text;
  checkAnswer({ method: route.method, path: route.path, status, headers, body });
  produced.add(`${route.id} ${status}`);
}

async function ask(route: Route, { path = route.path, headers = bearer(), body }: Extra = {}): Promise<Response> {
  const leaving = new AbortController();
  const response = await fetch(`${plane.url}${path}`, {
    ...{ method: route.method, signal: leaving.signal },
    headers: { ...(body !== undefined && { 'content-type': route.bodyType ?? '' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const endless = response.headers.get('content-type')?.startsWith('text/event-stream');
  note(route, response.status, { headers: response.headers, text: endless ? '' : await response.clone().text() });
  if (endless) leaving.abort();
  return response;
}

/** What each route takes. */
const bodies: Readonly<Record<string, unknown>> = {
  createDatabase: { name: 'another' },
  updateDatabase: { instances: 3 },
  putDatabase: { instances: 4 },
  applyMany: { databases: [{ name: 'declared' }] },
  login: { username: 'admin', password: passwordOf(USERS.admin) },
  createWebhook: { url: 'http://127.0.0.1:9/nobody-listens' },
  updateWebhook: { description: 'changed' },
  previewWebhook: {},
  rotateWebhookSecret: {},
  testWebhook: {},
  replayDeliveries: { state: 'failed' },
};

const answers = async (id: string, status: number, extra: Extra = {}) => {
  const response = await ask(routeOf(id), { ...(bodies[id] !== undefined && { body: bodies[id] }), ...extra });
  assert.equal(response.status, status, id);
  return response;
};

/** Database names that something has been done to. */
const named = (id: string, name: string) => routeOf(id).path.replace('orders', name);

before(async () => {
  plane = await temporaryControlPlane();
  const admin = await plane.client();
  for (const name of ['orders', 'going', 'kept', 'restarted'])
    assert.equal((await admin.post('/api/databases', { name, deletionProtection: name === 'kept' })).status, 202);
  for (const name of ['orders', 'kept', 'restarted']) plane.backend.settle({ project: 'default', name }, { state: 'available' });
  assert.equal((await admin.delete('/api/databases/going')).status, 202);
  operationId = (await admin.post<{ id: string }>('/api/databases/restarted/restart')).body.id;
  webhookId = (await admin.post<{ id: string }>('/api/webhooks', bodies.createWebhook)).body.id;
  deliveryId = (await admin.get<{ items: { id: string }[] }>(`/api/webhooks/${webhookId}/deliveries`)).body.items[0]?.id ?? '';
  routes = routesOf();
});
after(() => plane.stop());

describe('whatever is asked for', () => {
  const generic: readonly [status: number, lines: (route: Route) => readonly string[]][] = [
    [400, () => ['Authorization: Bearer a', 'Authorization: Bearer b']],
    [421, () => ['Host: evil.example']],
    [431, () => [`X-Large: ${'x'.repeat(20_000)}`]],
  ];
  for (const [status, lines] of generic)
    test(`${status}`, async () => {
      for (const route of declaring(status)) {
        const answer = await rawRequest(plane.url, `${route.method} ${route.path}`, lines(route));
        assert.equal(answer.status, status, route.id);
        note(route, status, answer);
      }
    });

  test('408 for a request whose headers come too slowly, or its body', async () => {
    const impatient = await plane.second({ timeouts: TIMEOUTS });
    const slow = declaring(408).map(async (route) => {
      const answer = parseAnswer(await rawExchange(impatient.url, `${route.method} ${route.path} HTTP/1.1\r\nHost: localhost\r\nX-Slow: `));
      assert.equal(answer.status, 408, route.id);
      note(route, 408, answer);
    });
    const head = 'POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
    const ofBody = parseAnswer(await rawExchange(impatient.url, head));
    assert.equal(ofBody.status, 408);
    note(routeOf('login'), 408, ofBody);
    await Promise.all(slow);
    await impatient.stop();
  });

  test('401 without a token, or with a wrong password', async () => {
    for (const route of declaring(401)) {
      const wrong = route.id === 'login' && { body: { username: 'admin', password: 'wrong' } };
      assert.equal((await ask(route, { headers: {}, ...wrong })).status, 401, route.id);
    }
  });

  test('413 and 415 for a body that is not taken', async () => {
    for (const route of declaring(413)) assert.equal((await ask(route, { body: `"${'x'.repeat(70_000)}"` })).status, 413, route.id);
    for (const route of declaring(415)) {
      const headers = { ...bearer(), 'content-type': 'text/plain' };
      assert.equal((await ask(route, { headers, body: 'x' })).status, 415, route.id);
    }
  });

  test('422 for a field that there is not', async () => {
    for (const route of declaring(422)) {
      const body = bodies[route.id];
      const answer = await ask(route, { path: `${route.path}?nonsense=1`, ...(body !== undefined && { body }) });
      assert.equal(answer.status, 422, route.id);
    }
  });

  test('404 for a name that there is not', async () => {
    for (const [index, route] of declaring(404).entries()) {
      const body = bodies[route.id];
      const absent = `absent-${index}`; // a refused request leaves an entry, and then there is an audit log of the name
      const path = route.path.replace('orders', absent).replace(/webhooks\/\d+/, 'webhooks/999999');
      const answer = await ask(route, { path, ...(body !== undefined && { body }) });
      assert.equal(answer.status, 404, route.id);
    }
  });

  test('304 for what one has already', async () => {
    for (const route of declaring(304)) {
      const etag = (await ask(route)).headers.get('etag') ?? '';
      assert.equal((await ask(route, { headers: { ...bearer(), 'if-none-match': etag } })).status, 304, route.id);
    }
  });
});

describe('what is asked for', () => {
  test('200 for everything that is read', async () => {
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const path = route.id === 'getOperation' ? named(route.id, 'restarted') : route.path;
      assert.equal((await ask(route, { path })).status, 200, route.id);
    }
  });

  test('200 for a plan, 202 for what is begun, 204 for what is done', async () => {
    for (const id of ['createDatabase', 'updateDatabase', 'deleteDatabase', 'restartDatabase'])
      await answers(id, 200, { path: `${routeOf(id).path}?dryRun=true` });
    await answers('createDatabase', 202);
    await answers('updateDatabase', 202);
    await answers('putDatabase', 202);
    await answers('putDatabase', 200);
    await answers('applyMany', 200);
    plane.backend.settle({ project: 'default', name: 'orders' }, { state: 'available' });
    await answers('resetCredentials', 202);
    await answers('restartDatabase', 202);
    await answers('deleteDatabase', 202, { path: named('deleteDatabase', 'another') });
    await answers('deleteDatabase', 204, { path: named('deleteDatabase', 'absent') });
    const { id } = (await (await answers('createWebhook', 201)).json()) as { id: string };
    await answers('deleteWebhook', 204, { path: `/api/webhooks/${id}` });
    for (const one of ['updateWebhook', 'previewWebhook', 'rotateWebhookSecret', 'replayDeliveries']) await answers(one, 200);
    for (const one of ['testWebhook', 'resendDelivery']) await answers(one, 202);
    await answers('login', 200);
    await answers('logout', 204);
  });

  test('403 for a database in a project of others', async () => {
    await answers('createDatabase', 403, { headers: bearer(newToken('bob')), body: { name: 'mine', project: 'shop' } });
    await answers('putDatabase', 403, { path: '/api/databases/mine?project=shop', headers: bearer(newToken('bob')) });
    await answers('createWebhook', 403, { headers: bearer(newToken('bob')), body: { url: 'http://127.0.0.1:9/', project: 'shop' } });
    await answers('previewWebhook', 403, { headers: bearer(newToken('bob')), body: { project: 'shop' } });
  });

  test('409 for what cannot be in this state', async () => {
    await answers('createDatabase', 409, { body: { name: 'orders' } });
    await answers('putDatabase', 409, { path: named('putDatabase', 'going') });
    await answers('updateDatabase', 409, { path: named('updateDatabase', 'going') });
    await answers('deleteDatabase', 409, { path: named('deleteDatabase', 'kept') });
    await answers('restartDatabase', 409, { path: named('restartDatabase', 'going') });
    await answers('resetCredentials', 409, { path: named('resetCredentials', 'going') });
    for (let count = 0; count < 60; count += 1)
      await ask(routeOf('createWebhook'), { body: { ...(bodies.createWebhook as object), project: 'full' } });
    await answers('createWebhook', 409, { body: { ...(bodies.createWebhook as object), project: 'full' } });
  });

  test('412 for another revision', async () => {
    for (const { id } of declaring(412)) await answers(id, 412, { headers: { ...bearer(), 'if-match': '"another"' } });
  });

  test('429 for too many wrong logins', async () => {
    const body = { username: 'guessed', password: 'wrong' };
    const statuses = (await Promise.all(Array.from({ length: 45 }, () => ask(routeOf('login'), { body })))).map(({ status }) => status);
    assert.ok(statuses.includes(429));
  });
});

/** Last, since it takes away what the others need. */
describe('when something is broken', () => {
  const askAll = async (status: number) => {
    for (const route of declaring(status).filter(({ id }) => id !== 'ready')) {
      const body = bodies[route.id];
      assert.equal((await ask(route, body === undefined ? {} : { body })).status, status, route.id);
    }
  };

  test('500 for what should never be: a table is not there', async () => {
    await plane.store.query('alter table users rename to users_elsewhere');
    await askAll(500);
    await plane.store.query('alter table users_elsewhere rename to users');
  });

  test('503 while the store is away', async () => {
    await plane.stopStore();
    await askAll(503);
    await plane.startStore();
    await eventually(async () => assert.equal((await ask(routeOf('me'))).status, 200));
  });

  test('503 of readiness while the platform stops', async () => {
    const second = await plane.second();
    const { hostname, port } = new URL(second.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Held: ');
    await fetch(`${second.url}/livez`); // by then the other has begun
    const stopped = second.stop();
    socket.write('1\r\n\r\n');
    let text = '';
    for await (const chunk of socket.setEncoding('latin1')) text += chunk;
    const answer = parseAnswer(text);
    assert.equal(answer.status, 503);
    note(routeOf('ready'), 503, answer);
    await stopped;
  });
});

test('nothing is declared that was not answered', () => {
  const declared = routes.flatMap(({ id, statuses }) => statuses.map((status) => `${id} ${status}`));
  assert.deepEqual(
    declared.filter((one) => !produced.has(one)),
    [],
  );
});
