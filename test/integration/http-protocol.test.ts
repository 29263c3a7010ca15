import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { DatabaseView } from '../../api/contract/database.ts';
import type { ProblemView } from '../../api/contract/problem.ts';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { rawExchange, rawRequest } from '../support/raw-http.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();
const bearer = `Authorization: Bearer ${admin.token}`;
await admin.post('/api/databases', { name: 'orders' });

describe('a method that a path does not take', () => {
  const allowed: readonly (readonly [method: string, path: string, allow: string])[] = [
    ['PUT', '/api/databases', 'GET, HEAD, POST'],
    ['POST', '/api/databases/orders', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['GET', '/api/auth/login', 'POST'],
    ['PROPFIND', '/api/events', 'GET, HEAD'],
    ['DELETE', '/livez', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/databases/orders', 'GET, HEAD'],
  ];
  for (const [method, path, allow] of allowed) {
    test(`${method} ${path}: 405 with those it takes`, async () => {
      const { status, headers, text } = await rawRequest(plane.url, `${method} ${path}`, [bearer]);
      assert.deepEqual([status, headers.get('allow')], [405, allow]);
      assert.match(text, /"detail":"[^"]*takes [A-Z, ]+/);
    });
  }

  test('TRACE is refused like any other', async () => {
    const { status, headers } = await rawRequest(plane.url, 'TRACE /api/databases', [bearer]);
    assert.deepEqual([status, headers.get('allow')], [405, 'GET, HEAD, POST']);
  });

  test('OPTIONS tells the methods, and the type of a patch', async () => {
    const { status, headers } = await rawRequest(plane.url, 'OPTIONS /api/databases/orders');
    assert.deepEqual([status, headers.get('allow')], [204, 'DELETE, GET, HEAD, PATCH, PUT']);
    assert.equal(headers.get('accept-patch'), 'application/merge-patch+json, application/json');
    assert.equal((await rawRequest(plane.url, 'OPTIONS *')).status, 204);
    assert.equal((await rawRequest(plane.url, 'OPTIONS /nowhere')).status, 404);
  });
});

describe('a body that is not taken', () => {
  test('of another type: 415 with those that are', async () => {
    const post = await admin.post<ProblemView>('/api/databases', 'x', { 'content-type': 'text/plain' });
    assert.deepEqual([post.status, post.headers.get('accept-post')], [415, 'application/json']);
    const patch = await admin.patch('/api/databases/orders', 'x', { 'content-type': 'application/json-patch+json' });
    assert.deepEqual([patch.status, patch.headers.get('accept-patch')], [415, 'application/merge-patch+json, application/json']);
  });

  test('compressed: 415, and that none of the encodings is known', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'gzip, identity', 'GZIP']) {
      const response = await fetch(`${plane.url}/api/databases`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json', 'content-encoding': encoding },
        body: gzipSync('{"name":"packed"}'),
      });
      assert.deepEqual([response.status, response.headers.get('accept-encoding')], [415, 'identity'], encoding);
      assert.equal(((await response.json()) as ProblemView).code, 'unsupported_media_type');
    }
    assert.equal((await admin.post('/api/databases', { name: 'as-it-is' }, { 'content-encoding': 'identity' })).status, 202);
  });

  test('in another character set: 415; UTF-8 in any spelling is taken', async () => {
    for (const charset of ['utf-16', 'iso-8859-1', 'us-ascii', 'x'])
      assert.equal(
        (await admin.post('/api/databases', { name: 'set' }, { 'content-type': `application/json; charset=${charset}` })).status,
        415,
        charset,
      );
    for (const [index, charset] of ['utf-8', 'UTF-8', '"utf-8"', 'utf8'].entries())
      assert.equal(
        (await admin.post('/api/databases', { name: `set-${index}` }, { 'content-type': `application/json; charset=${charset}` })).status,
        202,
        charset,
      );
  });

  test('not UTF-8: 400, instead of a name that nobody meant', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"broken","labels":{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}}')]);
    const head = `POST /api/databases HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n${bearer}\r\nContent-Length: ${body.length}\r\n\r\n`;
    assert.match(await rawExchange(plane.url, Buffer.concat([Buffer.from(head), body])), /^HTTP\/1.1 400 [\s\S]*not UTF-8/);
  });

  const ambiguous: readonly (readonly [what: string, body: string, path: string])[] = [
    ['a field twice', '{"name":"one","name":"two"}', '/name'],
    ['a field twice in a field', '{"name":"one","labels":{"a":"1","\\u0061":"2"}}', '/labels/a'],
    ['a field twice with the same value', '{"name":"one","name":"one"}', '/name'],
    ['a whole number that cannot be held', '{"name":"one","parameters":{"work_mem":9007199254740993}}', '/parameters/work_mem'],
    ['a number beyond all', '{"name":"one","storageGiB":1e999}', '/storageGiB'],
    ['half a character', '{"name":"one","labels":{"a":"\\ud800"}}', '/labels/a'],
    ['half a character in a key', '{"name":"one","labels":{"\\udc00":"a"}}', '/labels/\ufffd'],
  ];
  for (const [what, body, path] of ambiguous) {
    test(`with ${what}: 422 that names the place`, async () => {
      const answer = await admin.post<ProblemView>('/api/databases', body);
      assert.equal(answer.status, 422, answer.text);
      assert.deepEqual(
        answer.body.errors?.map((fault) => fault.path),
        [path],
        answer.text,
      );
    });
  }
});

describe('the bearer scheme', () => {
  test('is taken in any case and with more than one space', async () => {
    for (const scheme of ['bearer ', 'BEARER ', 'BeArEr ', 'Bearer   ']) {
      const { status } = await rawRequest(plane.url, 'GET /api/auth/me', [`Authorization: ${scheme}${admin.token}`]);
      assert.equal(status, 200, scheme);
    }
  });

  test('given twice is refused: it is not known which counts', async () => {
    const { status, text } = await rawRequest(plane.url, 'GET /api/auth/me', [bearer, 'Authorization: Bearer x.y.z']);
    assert.equal(status, 400);
    assert.match(text, /"authorization"[^"]* twice|Authorization/i);
  });
});

describe('reading only what is new', () => {
  test('If-None-Match with the ETag of a database gives 304 until anything of it changes, its status too', async () => {
    await admin.post('/api/databases', { name: 'cached' });
    const first = await admin.get<DatabaseView>('/api/databases/cached');
    const etag = first.headers.get('etag') ?? '';
    const again = (tags: string) => admin.get('/api/databases/cached', { headers: { 'if-none-match': tags } });
    for (const tags of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const { status, text, headers } = await again(tags);
      assert.deepEqual([status, text, headers.get('etag')], [304, '', etag], tags);
    }
    assert.equal((await again('"x"')).status, 200);
    plane.backend.settle({ project: 'default', name: 'cached' }, { state: 'available' });
    const settled = await again(etag);
    assert.equal(settled.status, 200, 'the revision is the same, what is read is not');
    assert.notEqual(settled.headers.get('etag'), etag);
  });

  test('also of lists, choices and documents', async () => {
    for (const path of ['/api/databases?limit=2', '/api/options', '/openapi.json', '/docs']) {
      const etag = (await admin.get(path)).headers.get('etag');
      assert.ok(etag, path);
      assert.equal((await admin.get(path, { headers: { 'if-none-match': etag } })).status, 304, path);
    }
    const list = await admin.get('/api/databases?q=cached');
    plane.backend.settle({ project: 'default', name: 'cached' }, { state: 'degraded' });
    const ifNew = { 'if-none-match': list.headers.get('etag') ?? '' };
    assert.equal((await admin.get('/api/databases?q=cached', { headers: ifNew })).status, 200);
  });

  test('HEAD gives the same headers and no body', async () => {
    const { headers } = await admin.get('/api/databases/cached');
    const head = await rawRequest(plane.url, 'HEAD /api/databases/cached', [bearer]);
    assert.deepEqual([head.status, head.text, head.headers.get('etag')], [200, '', headers.get('etag')]);
    assert.equal(head.headers.get('content-length'), headers.get('content-length'));
    assert.equal(
      (await rawRequest(plane.url, 'HEAD /api/databases/cached', [bearer, `If-None-Match: ${headers.get('etag')}`])).status,
      304,
    );
  });

  test('the password is never answered with 304', async () => {
    const { headers } = await admin.get('/api/databases/cached/credentials');
    assert.equal(headers.get('etag'), null);
    assert.equal((await admin.get('/api/databases/cached/credentials', { headers: { 'if-none-match': '*' } })).status, 200);
  });
});

describe('If-Match', () => {
  const patch = (ifMatch: string, body: unknown) => admin.patch('/api/databases/matched', body, { 'if-match': ifMatch });

  test('takes a list and *, compares strongly, and does not mind a change of the status', async () => {
    const { headers } = await admin.post('/api/databases', { name: 'matched' });
    const etag = headers.get('etag') ?? '';
    plane.backend.settle({ project: 'default', name: 'matched' }, { state: 'available' });
    assert.equal((await patch('"x", "y"', { instances: 2 })).status, 412);
    assert.equal((await patch(`W/${etag}`, { instances: 2 })).status, 412, 'a weak one never matches');
    assert.equal((await patch(`"x", ${etag},"y"`, { instances: 2 })).status, 202);
    assert.equal((await patch(etag, { instances: 3 })).status, 412);
    assert.equal((await patch('*', { instances: 3 })).status, 202);
    const { body } = await admin.get<DatabaseView>('/api/databases/matched');
    assert.equal((await patch(`"${body.revision}"`, { instances: 1 })).status, 202, 'the revision alone will do');
  });

  test('in two headers is one list', async () => {
    const { headers } = await admin.get('/api/databases/matched');
    const { status } = await rawRequest(plane.url, 'DELETE /api/databases/matched?dryRun=true', [
      bearer,
      'If-Match: "x"',
      `If-Match: ${headers.get('etag')}`,
    ]);
    assert.equal(status, 200);
  });

  test('that is no list of tags is refused', async () => {
    for (const odd of ['1', '"1" "2"', '"1",', '*, "1"', ',', '"a"b']) assert.equal((await patch(odd, { instances: 2 })).status, 422, odd);
  });
});

describe('a cursor', () => {
  test('belongs to its order and filters', async () => {
    for (let count = 0; count < 3; count += 1) await admin.post('/api/databases', { name: `cursor-${count}`, labels: { c: 'x' } });
    const first = await admin.get<{ nextCursor: string }>('/api/databases?q=cursor-&limit=1&sort=-name');
    const cursor = first.body.nextCursor;
    assert.equal((await admin.get(`/api/databases?q=cursor-&limit=2&sort=-name&cursor=${cursor}`)).status, 200, 'another limit is fine');
    for (const query of [
      'q=cursor-&sort=name',
      'q=cursor-',
      'q=cursor&sort=-name',
      'q=cursor-&sort=-name&status=available',
      'sort=-name&q=cursor-&label=c:x',
      'q=cursor-&sort=-name&project=default',
    ]) {
      const { status, body } = await admin.get<ProblemView>(`/api/databases?${query}&cursor=${cursor}`);
      assert.deepEqual([status, body.errors?.[0]?.path], [422, 'cursor'], query);
      assert.match(body.detail, /another order or with another filter/);
    }
  });

  test('of one log is none of another', async () => {
    const first = await admin.get<{ nextCursor: string }>('/api/audit/logs?limit=1&action=database.create');
    const cursor = first.body.nextCursor;
    assert.equal((await admin.get(`/api/audit/logs?action=database.create&cursor=${cursor}`)).status, 200);
    for (const path of [
      '/api/audit/logs?',
      '/api/audit/logs?action=database.update&',
      '/api/databases/orders/logs?action=database.create&',
      '/api/databases/orders/service-logs?',
      '/api/databases?',
    ])
      assert.equal((await admin.get(`${path}cursor=${cursor}`)).status, 422, path);
  });
});

describe('Idempotency-Key', () => {
  test('does not mind the order of keys, at any depth', async () => {
    const key = { 'idempotency-key': 'order-of-keys' };
    const one = await admin.post(
      '/api/databases',
      '{"name":"reordered","labels":{"a":"1","b":"2"},"parameters":{"work_mem":"8MB","jit":"off"}}',
      key,
    );
    const other = await admin.post(
      '/api/databases',
      '{"parameters":{"jit":"off","work_mem":"8MB"},"labels":{"b":"2","a":"1"},"name":"reordered"}',
      key,
    );
    assert.deepEqual([one.status, other.status], [202, 202]);
    assert.deepEqual(other.body, one.body);
  });

  test('given twice is refused', async () => {
    const { status } = await rawRequest(
      plane.url,
      'POST /api/databases',
      [bearer, 'Idempotency-Key: a', 'Idempotency-Key: b', 'Content-Type: application/json', 'Content-Length: 14'],
      '{"name":"two"}',
    );
    assert.equal(status, 422);
  });
});

describe('the connection', () => {
  test('headers that are too large: 431', async () => {
    const { status, headers } = await rawRequest(plane.url, 'GET /livez', [`X-Large: ${'y'.repeat(20_000)}`]);
    assert.deepEqual([status, headers.get('content-type')], [431, 'application/problem+json']);
  });

  test('HTTP/1.0 without a host is answered, and closed', async () => {
    assert.match(await rawExchange(plane.url, 'GET /livez HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200 [\s\S]*connection: close[\s\S]*alive/i);
  });

  test('requests in a pipe are answered in their order', async () => {
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    const text = await rawExchange(plane.url, get('/livez') + get('/nowhere') + get('/readyz', 'Connection: close\r\n'));
    assert.deepEqual(
      [...text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status),
      ['200', '404', '200'],
    );
  });

  test('whoever asks first, by Expect: 100-continue, is refused before the body is sent', async () => {
    const asking = ['Content-Type: application/json', 'Content-Length: 40', 'Expect: 100-continue'];
    assert.equal((await rawRequest(plane.url, 'POST /api/databases', asking)).status, 401);
    assert.equal((await rawRequest(plane.url, 'POST /api/databases', [bearer, ...asking, 'Content-Encoding: gzip'])).status, 415);
    const body = '{"name":"asked-first"}';
    const text = await rawExchange(
      plane.url,
      `POST /api/databases HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${bearer}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    assert.match(text, /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 202 /);
  });

  test('a path with NUL or with bytes that are no text is refused, not looked up', async () => {
    for (const [path, expected] of [
      ['/api/databases/a%00b', 422],
      ['/api/databases/%ff', 422],
      ['/api/databases/orders/', 404],
      ['/api/databases//orders', 404],
    ] as const)
      assert.equal((await rawRequest(plane.url, `GET ${path}`, [bearer])).status, expected, path);
  });

  test('a query field given twice is refused by name', async () => {
    for (const query of ['limit=1&limit=2', 'project=a&project=b', 'sort=name&sort=name']) {
      const { status, body } = await admin.get<ProblemView>(`/api/databases?${query}`);
      assert.deepEqual([status, body.errors?.[0]?.path], [422, query.split('=')[0]]);
    }
    for (const query of ['limit=0x10', 'limit=1e2', 'limit=%201', 'limit='])
      assert.equal((await admin.get(`/api/databases?${query}`)).status, 422, query);
  });
});
