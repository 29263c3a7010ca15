import assert from 'node:assert/strict';
import { Agent, type IncomingMessage, METHODS, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { routes } from '../../api/contract/routes.ts';
import type { ApiClient } from '../support/api-client.ts';
import { JWT_SECRET, passwordOf, type TestControlPlane, temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { openEvents } from '../support/event-reader.ts';
import { MEMORY_PASSWORD } from '../support/memory-backend.ts';
import { checkAnswer } from '../support/openapi-check.ts';

const REQUESTS = 10_000;
/** Longer is a hang. */
const DEADLINE_MS = 15_000;
const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);

let plane: TestControlPlane;
let agent: Agent;
let clients: Readonly<Record<'admin' | 'ada' | 'bob', ApiClient>>;

before(async () => {
  console.log(`abuse: FAST_CHECK_SEED=${seed} repeats this run`);
  plane = await temporaryControlPlane();
  agent = new Agent({ keepAlive: true, maxSockets: 24 });
  clients = { admin: await plane.client(), ada: await plane.client(USERS.ada), bob: await plane.client(USERS.bob) };
});
after(async () => {
  agent.destroy();
  await plane.stop();
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request as it is, however odd; streams are cut when they have begun. */
function send({ method, path, headers, body }: Sent): Promise<Received> {
  const { hostname, port } = new URL(plane.url);
  const options: RequestOptions = { hostname, port, method, path, headers: { ...headers }, agent };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => receive(response).then(resolve, reject));
    sent.setTimeout(DEADLINE_MS, () => sent.destroy(new Error(`${method} ${path} hangs`)));
    sent.once('error', reject);
    sent.end(body);
  });
}

async function receive(response: IncomingMessage): Promise<Received> {
  const headers = new Headers(Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]));
  let text = '';
  if (headers.get('content-type') === 'text/event-stream') response.destroy();
  else for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode ?? 0, headers, text };
}

/** Does `work` for each, a few at a time. */
async function atOnce<Item>(items: readonly Item[], count: number, work: (item: Item, index: number) => Promise<void>): Promise<void> {
  const entries = items.entries();
  const worker = async () => {
    for (const [index, item] of entries) await work(item, index);
  };
  await Promise.all(Array.from({ length: count }, worker));
}

const odd = fc.constantFrom(
  ...[
    "'; drop table users; --",
    '$1',
    '%00',
    '%',
    '%E0%A4%A',
    '%ff%fe',
    '..',
    '../../etc/passwd',
    '%2e%2e%2f',
    '__proto__',
    'constructor',
    'prototype',
  ],
  ...[
    '🦣',
    'Ωmega',
    '\u202egnp',
    'İ',
    'ﬁ',
    '\ud800',
    'orders',
    'default',
    'shop',
    'bank',
    'a',
    '',
    ' ',
    '0',
    '-1',
    '1',
    '200',
    '1e309',
    'NaN',
    '0x10',
  ],
  ...['true', 'null', '{}', '[]', 'team:shop', ':', 'name', '-createdAt', 'available', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59'],
  ...[
    '2026-01-01T00:00:00+15:59',
    '2026-01-01T00:00:00.123456789+23:59',
    '"1"',
    'W/"1"',
    '*',
    'a'.repeat(3000),
    `$${'{7*7}'}`,
    '<script>alert(1)</script>',
    '\u0000',
  ],
);
const anyText = fc.oneof({ weight: 4, arbitrary: odd }, fc.string({ unit: 'binary', maxLength: 20 }));
/** What begins with `%` is sent as it is, as far as a request line can have it. */
const encoded = (text: string) => (/^%[!-~]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed()));
const query = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          'project',
          'limit',
          'cursor',
          'status',
          'label',
          'q',
          'sort',
          'dryRun',
          'actor',
          'action',
          'since',
          'until',
          'database',
        ),
        odd,
      ),
      anyText,
    ),
    { maxLength: 4 },
  )
  .map((pairs) => (pairs.length < 2 ? '' : `?${pairs.map(([key, value]) => `${encoded(key)}=${encoded(value)}`).join('&')}`));
const path = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...Object.values(routes).map((route) => route.path)), odd)
      .map(([pattern, name]) => pattern.replace('{name}', encoded(name) || 'x')),
  },
  { weight: 4, arbitrary: fc.constantFrom('/api/databases', '/api/databases/orders', '/api/audit/logs') },
  { weight: 1, arbitrary: fc.array(anyText.map(encoded), { maxLength: 4 }).map((parts) => `/x/${parts.join('/')}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '//api/databases',
      '/api/databases/',
      '/API/databases',
      '/api//databases',
      '/api/databases/orders/',
      '/;',
      '/api/%64atabases',
      '*',
      '/api/../metrics',
    ),
  },
);
const header = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'application/merge-patch+json',
      'text/plain',
      'multipart/form-data',
      '',
      'application/json/x',
      ';',
    ),
    'if-match': fc.constantFrom('"1"', '*', 'W/"1"', '1', '""', '"1", "2"', '"\\"'),
    'idempotency-key': fc.constantFrom('k', 'k2', 'a b', '', 'x'.repeat(129), "'--"),
    'last-event-id': fc.constantFrom('0', '-1', 'x', '9'.repeat(30), '1'),
    'x-request-id': fc.constantFrom('12345678', 'short', '<script>', 'x'.repeat(65)),
    'sec-fetch-site': fc.constantFrom('cross-site', 'same-origin', 'none', 'x'),
    'accept-encoding': fc.constantFrom('gzip', '*;q=0'),
    'content-encoding': fc.constantFrom('gzip', 'br', 'x'),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', "'; --", '::::'),
    'x-http-method-override': fc.constantFrom('DELETE'),
    cookie: fc.constantFrom('paas_session=x', 'paas_session=a.b.c', '__proto__=1', ';;;=;'),
    origin: fc.constantFrom('null', 'https://evil.example', 'x'),
    expect: fc.constantFrom('200-ok'),
    'x-large': fc.constantFrom('y'.repeat(20_000), 'y'.repeat(9000)),
  },
  { requiredKeys: [] },
);
const usedHeaders = fc.tuple(header, fc.integer({ min: 0, max: 19 })).map(([all, roll]) => {
  const rare = new Set(['x-large', 'expect', 'content-encoding', 'if-match']);
  return Object.fromEntries(Object.entries(all).filter(([name]) => roll < 10 && (!rare.has(name) || roll === 0))) as Record<string, string>;
});
const field = fc.constantFrom(
  'name',
  'project',
  'version',
  'instances',
  'flavour',
  'storageGiB',
  'synchronous',
  'parameters',
  'labels',
  'deletionProtection',
  'username',
  'password',
  '__proto__',
  'constructor',
  'x',
);
const value = fc.oneof(
  odd,
  fc.constantFrom<unknown>(
    0,
    1,
    3,
    18,
    -1,
    1e308,
    0.5,
    true,
    null,
    [],
    {},
    { work_mem: '8MB' },
    { work_mem: "8MB'; --" },
    { team: 'a' },
    { max_connections: 50 },
  ),
  fc.constantFrom<unknown>({ ['__proto__']: { polluted: 'yes' } }, { constructor: { prototype: { polluted: 'yes' } } }, 'x'.repeat(70_000)),
  fc.jsonValue({ maxDepth: 3 }),
);
const body = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.tuple(field, value), { maxLength: 4 })
      .map(
        (pairs) => `{${['"name":"orders"', ...pairs.map(([key, some]) => `${JSON.stringify(key)}:${JSON.stringify(some)}`)].join(',')}}`,
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .integer({ min: 0, max: 200 })
      .map((number) => JSON.stringify({ name: `db-${number}`, project: ['shop', 'bank', 'default'][number % 3] })),
  },
  { weight: 2, arbitrary: fc.array(fc.tuple(field, value), { maxLength: 3 }).map((pairs) => JSON.stringify(Object.fromEntries(pairs))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{',
      '{"a":}',
      'null',
      '[]',
      '"x"',
      '',
      '\ufeff{}',
      '['.repeat(60_000),
      `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`,
      '{"name":"a","name":"b"}',
    ),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)) },
);
const anyMethod = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE') },
  { weight: 1, arbitrary: fc.constantFrom(...METHODS.filter((method) => method !== 'CONNECT')) },
);
/** Mostly a method that the path takes: else half of all answers would be 405. */
const target = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...Object.values(routes)), fc.oneof(odd, fc.constantFrom('orders', 'db-1', 'db-2', 'db-3')))
      .map(([{ method, path: pattern }, name]) => [method.toUpperCase(), pattern.replace('{name}', encoded(name) || 'x')] as const),
  },
  { weight: 1, arbitrary: fc.constant(['POST', '/api/databases'] as const) },
  { weight: 1, arbitrary: fc.tuple(anyMethod, path) },
);
type Who = 'admin' | 'ada' | 'bob' | 'nobody' | 'forged';
const who = fc.constantFrom<Who>('admin', 'admin', 'ada', 'bob', 'nobody', 'forged');

test(`${REQUESTS} generated requests: no 5xx, no hang, every answer in the document, every refusal a problem`, async () => {
  const generated = fc.sample(fc.tuple(target, query, fc.tuple(usedHeaders, who), fc.option(body, { freq: 10 })), {
    numRuns: REQUESTS,
    seed,
  });
  const statuses = new Map<number, number>();
  await atOnce(generated, 24, async ([[method, pathname], search, [headers, user], content]) => {
    const asks = pathname === '/api/auth/logout' && user !== 'nobody' ? 'forged' : user; // a token that is ended would end the test
    const token = asks === 'forged' ? 'a.b.c' : asks === 'nobody' ? undefined : clients[asks].token;
    const sends = content !== null && !['GET', 'HEAD', 'TRACE'].includes(method);
    const sent: Sent = {
      method,
      path: pathname === '*' ? '*' : `${pathname}${search}`,
      headers: {
        ...(sends && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) }),
        ...headers,
        ...(method === 'HEAD' && { 'x-large': '' }), // whoever cannot read the headers does not know that no body may follow
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: sends ? content : undefined,
    };
    const received = await send(sent);
    statuses.set(received.status, (statuses.get(received.status) ?? 0) + 1);
    checkReceived(sent, received);
  });
  console.log(`abuse: answers by status ${JSON.stringify(Object.fromEntries([...statuses].toSorted(([a], [b]) => a - b)))}`);
  for (const status of [200, 202, 204, 400, 401, 404, 405, 409, 413, 415, 422])
    assert.ok(statuses.has(status), `none was answered ${status}: the requests are too tame`);
  assert.equal(({} as { polluted?: string }).polluted, undefined);
  assert.equal((await plane.anonymous().get<{ status: string }>('/health')).body.status, 'ok');
  assert.equal((await plane.store.query('select from users')).length, 3);
});

function checkReceived({ method, path: where, headers: sent }: Sent, { status, headers, text }: Received): void {
  const what = `${method} ${where.slice(0, 200)} ${JSON.stringify(sent).slice(0, 300)} -> ${status} ${text.slice(0, 300)}`;
  assert.ok(status < 500, what);
  if (method === 'HEAD' || method === 'OPTIONS') {
    assert.ok(status >= 400 || text === '', what);
    return;
  }
  if (status >= 400) assert.equal(headers.get('content-type'), 'application/problem+json', what);
  if (headers.get('content-type') === 'text/event-stream') return;
  const json = /json/.test(headers.get('content-type') ?? '');
  checkAnswer({ method, path: where, status, headers, body: json ? JSON.parse(text) : text });
}

describe('what is hardly HTTP', () => {
  const post = (headers: string, content: string) =>
    `POST /api/databases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer TOKEN\r\n${headers}\r\n\r\n${content}`;
  const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`;
  const raw: readonly [what: string, text: string][] = [
    ['two lengths that differ', post('Content-Length: 2\r\nContent-Length: 40', '{}')],
    ['a length and chunks at once', post('Content-Length: 4\r\nTransfer-Encoding: chunked', '0\r\n\r\n')],
    ['chunks twice', post('Transfer-Encoding: chunked, chunked', '0\r\n\r\n')],
    ['an encoding nobody knows', post('Transfer-Encoding: xchunked', '2\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size that is no number', post('Transfer-Encoding: chunked', 'zz\r\n{}\r\n')],
    ['a chunk size that overflows', post('Transfer-Encoding: chunked', 'ffffffffffffffffff\r\n{}\r\n')],
    ['chunks of 200 kB', post('Connection: close\r\nTransfer-Encoding: chunked', `${'1000\r\n'.padEnd(4102, 'x')}\r\n`.repeat(50))],
    ['a negative length', post('Content-Length: -1', '{}')],
    ['a length far beyond what may be sent', post('Connection: close\r\nContent-Length: 99999999999', '{}')],
    ['a space before a colon', get('/api/databases', 'X-Odd : 1\r\n')],
    ['a header without a name', get('/api/databases', ': 1\r\n')],
    ['a line that goes on', get('/api/databases', 'X-Odd: 1\r\n 2\r\n')],
    ['NUL in a header', get('/api/databases', 'X-Odd: \0\r\n')],
    ['no host', 'GET /api/databases HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a target that is no address', get('http://[::1')],
    ['an absolute target', get('http://evil.example/api/databases')],
    ['a target with bare bytes', get('/api/databases/\xff\xfe')],
    ['a target without a slash', get('api/databases')],
    ['a version nobody speaks', 'GET /livez HTTP/7.3\r\nHost: localhost\r\n\r\n'],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.padEnd(300, '\0')],
    ['a method nobody knows', 'HACK / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['an upgrade', get('/api/databases', 'Upgrade: websocket\r\n')],
    ['headers of 100 kB', get('/api/databases', `X-Large: ${'y'.repeat(100_000)}\r\n`)],
    ['3000 headers', get('/api/databases', 'X-Many: 1\r\n'.repeat(3000))],
  ];
  for (const [what, text] of raw) {
    test(`${what}: a refusal or a closed connection, in time`, async () => {
      const answer = await rawAnswer(text.replace('TOKEN', clients.admin.token ?? ''));
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
      assert.ok(status === 0 || (status >= 400 && status < 500), answer);
      if (status !== 0 && what !== 'no host') assert.match(answer, /content-type: application\/problem\+json/i);
    });
  }
});

/** What comes back until the other side closes. */
async function rawAnswer(text: string): Promise<string> {
  const { hostname, port } = new URL(plane.url);
  const socket = connect(Number(port), hostname);
  socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error('hangs')));
  socket.write(Buffer.from(text, 'latin1'));
  let answer = '';
  try {
    for await (const chunk of socket) answer += chunk;
  } catch (error) {
    assert.ok(error instanceof Error && error.message !== 'hangs', `no answer and no end; so far: ${answer}`);
  }
  return answer;
}

test('10,000 interleaved requests of two users over the same connections: nobody sees what is the other one’s', async () => {
  const { ada, bob } = clients;
  await clients.admin.post('/api/databases', { name: 'both-have-one', project: 'shop', labels: { of: 'ada' } });
  await clients.admin.post('/api/databases', { name: 'both-have-one', project: 'bank', labels: { of: 'bob' } });
  const kinds = [
    { path: () => '/api/auth/me', own: (user: string) => `"username":"${user}"` },
    { path: (project: string) => `/api/databases/both-have-one?project=${project}`, own: (user: string) => `"of":"${user}"` },
    { path: () => '/api/databases?q=both-have-one&limit=5', own: (user: string) => `"of":"${user}"` },
  ];
  const users = [
    { user: 'ada', other: 'bob', project: 'shop', token: ada.token },
    { user: 'bob', other: 'ada', project: 'bank', token: bob.token },
  ];
  await atOnce(Array.from({ length: REQUESTS }), 24, async (_, index) => {
    const [asks, kind] = [users[index % 2], kinds[index % 3]];
    assert.ok(asks && kind);
    const requestId = `request-${index}-${asks.user}`;
    const { status, headers, text } = await send({
      method: 'GET',
      path: kind.path(asks.project),
      headers: { authorization: `Bearer ${asks.token}`, 'x-request-id': requestId },
    });
    assert.equal(status, 200, text);
    assert.equal(headers.get('x-request-id'), requestId);
    assert.ok(text.includes(kind.own(asks.user)), text);
    assert.ok(!text.includes(kind.own(asks.other)), text);
  });
});

test('no secret appears in a log, a metric, an audit entry, an event or a refusal', async () => {
  const { admin } = clients;
  const stream = await openEvents(plane.url, admin.token, { lastEventId: '0' });
  await stream.message('ready');
  await admin.post('/api/databases', { name: 'canary' });
  const credentials = await admin.get('/api/databases/canary/credentials');
  assert.ok(credentials.text.includes(MEMORY_PASSWORD), 'the control: here it does appear');
  const refusals = [
    await plane.anonymous().post('/api/auth/login', '{"username": "ada", "password": canary-typed-1}'),
    await plane.anonymous().post('/api/auth/login', { username: 'ada', password: 'canary-typed-2', more: 1 }),
    await plane.anonymous().post('/api/auth/login', { username: 'ada', password: { 'canary-typed': 'canary-typed-3' } }),
    await plane.anonymous().post('/api/auth/login', { username: 'canary-user', password: 'canary-typed-4' }),
    await plane.anonymous().get('/api/auth/me', { headers: { authorization: 'Bearer canary.typed-5.x' } }),
    await plane.anonymous().get('/api/auth/me', { headers: { cookie: 'paas_session=canary.typed-6.x' } }),
  ];
  await admin.delete('/api/databases/canary');
  plane.backend.vanish({ project: 'default', name: 'canary' });
  await stream.message('service_event', (data) => data.type === 'database.deleted' && data.database === 'canary');
  stream.close();
  const places = {
    log: plane.logged.join(''),
    metrics: (await plane.anonymous().get('/metrics')).text,
    health: (await plane.anonymous().get('/health')).text,
    audit: (await admin.get('/api/audit/logs?limit=200')).text,
    events: JSON.stringify(stream.messages),
    refusals: refusals.map(({ text }) => text).join(''),
    store: JSON.stringify(await plane.store.query('select result from idempotency_keys')),
  };
  const signatures = Object.values(clients).map(({ token }) => token?.split('.')[2] ?? '');
  const secrets = [MEMORY_PASSWORD, JWT_SECRET, ...Object.values(USERS).map(passwordOf), ...signatures, 'postgresql://app', 'typed-'];
  for (const [place, text] of Object.entries(places)) {
    assert.ok(text.length > 1, place);
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} appears in ${place}`);
  }
});
