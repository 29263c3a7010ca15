import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, describe, test } from 'node:test';
import { createGzip } from 'node:zlib';
import jwt from 'jsonwebtoken';
import { JWT_SECRET, temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { openEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();

const named = (name: string) => (data: Record<string, unknown>) => data.name === name || data.database === name;

/** A database whose first event is recorded, so that what follows has an order. */
async function createWatched(name: string, project = 'default'): Promise<void> {
  const stream = await openEvents(plane.url, admin.token);
  await stream.message('ready');
  await admin.post('/api/databases', { name, project });
  await stream.message('service_event', named(name));
  stream.close();
}

describe('the stream', () => {
  test('begins with ready, then tells of databases, service events and audit entries', async () => {
    const stream = await openEvents(plane.url, admin.token);
    assert.equal(stream.status, 200);
    await stream.message('ready');
    await admin.post('/api/databases', { name: 'told' });
    const seen = await stream.message('database', named('told'));
    assert.deepEqual(seen.data, (await admin.get('/api/databases/told')).body, 'the same as GET answers');
    const event = await stream.message('service_event', named('told'));
    assert.equal(event.id, (event.data as { id: string }).id);
    await stream.message('audit', (data) => data.action === 'database.create' && data.database === 'told');
    await admin.delete('/api/databases/told');
    plane.backend.vanish({ project: 'default', name: 'told' });
    await stream.message('database_deleted', named('told'));
    await stream.message('service_event', (data) => data.type === 'database.deleted');
    assert.ok(
      stream.messages.every(({ event: kind, id }) => (kind === 'service_event') === (id !== undefined)),
      'only service events have ids',
    );
    assert.equal(stream.messages[0]?.event, 'ready');
    stream.close();
  });

  test('resumes by Last-Event-ID: nothing is lost, nothing told twice, while more happens', async () => {
    await createWatched('resumed');
    const first = await openEvents(plane.url, admin.token);
    await first.message('ready');
    const settle = (count: number) => {
      plane.backend.settle({ project: 'default', name: 'resumed' }, { state: count % 2 === 0 ? 'available' : 'degraded' });
    };
    for (let count = 0; count < 20; count += 1) settle(count);
    const last = await first.until(() => first.messages.filter(({ event }) => event === 'service_event')[9]);
    first.close();
    for (let count = 20; count < 40; count += 1) settle(count);
    const second = await openEvents(plane.url, admin.token, { lastEventId: last.id ?? '' });
    for (let count = 40; count < 60; count += 1) settle(count);
    const seqOf = ({ data }: { data: unknown }) => (data as { seq: number }).seq;
    const known = seqOf(last);
    const told = await second.until(() => {
      const events = second.messages.filter(({ event }) => event === 'service_event').map(seqOf);
      return events.at(-1) === 61 ? events : undefined;
    });
    assert.deepEqual(
      told,
      Array.from({ length: 61 - known }, (_, index) => known + 1 + index),
    );
    second.close();
  });

  test('catches up over more events than are read at once', async () => {
    const [{ max = '0' } = {}] = await plane.store.query<{ max: string }>('select coalesce(max(id), 0)::text as max from service_events');
    await plane.store.query(
      `insert into service_events (seq, database_id, project, name, type, from_state, to_state, reason, message)
       select n, 'many', 'default', 'many', 'database.degraded', null, 'degraded', null, repeat('x', 1000) from generate_series(1, 12000) n`,
    );
    const stream = await openEvents(plane.url, admin.token, { lastEventId: max });
    const ready = await stream.message('ready');
    assert.ok(ready);
    const seqs = stream.messages
      .filter(({ data }) => named('many')(data as Record<string, unknown>))
      .map(({ data }) => (data as { seq: number }).seq);
    assert.deepEqual(
      seqs,
      Array.from({ length: 12_000 }, (_, index) => index + 1),
    );
    stream.close();
  });

  test('tells a member of their projects only', async () => {
    const bob = await plane.client(USERS.bob);
    const stream = await openEvents(plane.url, bob.token, { lastEventId: '0' });
    await stream.message('ready');
    await admin.post('/api/databases', { name: 'not-bobs', project: 'shop' });
    await admin.post('/api/databases', { name: 'bobs', project: 'bank' });
    await stream.message('service_event', named('bobs'));
    await stream.message('audit', named('bobs'));
    assert.doesNotMatch(JSON.stringify(stream.messages), /not-bobs|"default"|"shop"|session\.login/);
    stream.close();
  });

  test('of one project tells of no other, also to an admin', async () => {
    const stream = await openEvents(plane.url, admin.token, { query: '?project=bank' });
    await stream.message('ready');
    await admin.post('/api/databases', { name: 'elsewhere', project: 'shop' });
    await admin.post('/api/databases', { name: 'in-the-bank', project: 'bank' });
    await stream.message('database', named('in-the-bank'));
    assert.doesNotMatch(JSON.stringify(stream.messages), /elsewhere/);
    stream.close();
  });

  test('answers HEAD without staying open', async () => {
    const response = await fetch(`${plane.url}/api/events`, { method: 'HEAD', headers: { authorization: `Bearer ${admin.token}` } });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
  });

  test('says that it does not know an id higher than its own, and tells all that happens from then on', async () => {
    await createWatched('reset');
    const stream = await openEvents(plane.url, admin.token, { lastEventId: '999999999999' });
    const { data, id } = await stream.message('ready');
    assert.equal((data as { resumed: boolean }).resumed, false);
    plane.backend.settle({ project: 'default', name: 'reset' }, { state: 'degraded' });
    const next = await stream.message('service_event', named('reset'));
    assert.ok(BigInt(next.id ?? 0) > BigInt(id ?? -1), 'ready names the id to go on from');
    assert.equal((next.data as { seq: number }).seq, 2, 'what was known already is not told again');
    stream.close();

    const again = await openEvents(plane.url, admin.token, { lastEventId: id ?? '' });
    assert.equal(((await again.message('ready')).data as { resumed: boolean }).resumed, true);
    assert.deepEqual(
      again.messages.filter(({ event }) => event === 'service_event').map((message) => message.id),
      [next.id],
    );
    again.close();
  });

  test('refuses an id that none of its events can have', async () => {
    for (const id of ['x', '-1', '9'.repeat(19), "1' or '1'='1"]) {
      assert.equal((await admin.get('/api/events', { headers: { 'last-event-id': id } })).status, 422, id);
    }
  });
});

describe('the stream ends', () => {
  test('with its token', async (t) => {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { sub: 'admin', jti: 'ends-soon', iat: seconds, exp: seconds + 600, iss: 'postgres-paas', aud: 'postgres-paas-api' };
    t.mock.timers.enable({ apis: ['Date'], now: claims.exp * 1000 - 500 }); // stands still, so that it is valid however slow we are
    const stream = await openEvents(plane.url, jwt.sign(claims, JWT_SECRET));
    await stream.message('ready');
    await stream.ended();
  });

  test('when its token is revoked, before anything more is told', async () => {
    const leaver = await plane.client();
    const stream = await openEvents(plane.url, leaver.token);
    await stream.message('ready');
    await leaver.post('/api/auth/logout');
    await admin.post('/api/databases', { name: 'after-logout' });
    await stream.ended();
    assert.doesNotMatch(JSON.stringify(stream.messages), /after-logout/);
  });

  test('for a reader that takes nothing, and keeps no more than a few MB for it', async () => {
    await createWatched('loud');
    const stream = await openEvents(plane.url, admin.token);
    await stream.message('ready');
    stream.pause();
    const before = process.memoryUsage().rss;
    const reason = 'x'.repeat(100_000);
    for (let count = 0; count < 1000; count += 1) {
      plane.backend.settle({ project: 'default', name: 'loud' }, { usedBytes: count, reason });
      if (count % 50 === 0) await admin.get('/livez'); // lets the sockets work
    }
    assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024, 'of 100 MB only what the limit allows is kept');
    stream.resume();
    await stream.ended();
    plane.backend.settle({ project: 'default', name: 'loud' }, { reason: null });
  });
});

test('the stream of a reader that stalls while it catches up is cut, however much happens meanwhile, and can be resumed', async () => {
  await createWatched('busy');
  const [{ max = '0' } = {}] = await plane.store.query<{ max: string }>('select coalesce(max(id), 0)::text as max from service_events');
  await plane.store.query(
    `insert into service_events (seq, database_id, project, name, type, from_state, to_state, reason, message)
     select n, 'stalled', 'default', 'stalled', 'database.degraded', null, 'degraded', null, repeat('x', 2000) from generate_series(1, 12000) n`,
  );
  const stream = await openEvents(plane.url, admin.token, { lastEventId: max });
  stream.pause();
  for (let count = 0; count < 60_000; count += 1) plane.backend.settle({ project: 'default', name: 'busy' }, { usedBytes: count });
  const open = async () => /api_requests_in_flight\{method="GET"\} (\d+)/.exec((await admin.get('/metrics')).text)?.[1];
  await eventually(async () => assert.equal(await open(), '1', 'cut although nothing is read; the one is that of the metrics'));
  stream.resume();
  await stream.ended();
  const last = stream.messages.findLast(({ id }) => id !== undefined)?.id ?? '0';
  const again = await openEvents(plane.url, admin.token, { lastEventId: last });
  assert.equal(((await again.message('ready')).data as { resumed: boolean }).resumed, true);
  const seqs = [...stream.messages, ...again.messages].filter(({ data }) => named('stalled')(data as Record<string, unknown>));
  assert.equal(seqs.length, 12_000);
  again.close();
});

test('a proxy that compresses and collects leaves the stream as it is', async () => {
  const response = await fetch(`${plane.url}/api/events`, { headers: { authorization: `Bearer ${admin.token}` } });
  assert.equal(response.headers.get('cache-control'), 'no-store, no-transform');
  await response.body?.cancel();

  const proxy = compressingProxy(plane.url);
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const stream = await openEvents(url, admin.token);
  await stream.message('ready');
  await admin.post('/api/databases', { name: 'through-a-proxy' });
  await stream.message('database', named('through-a-proxy'));
  stream.close();
  proxy.closeAllConnections();
  proxy.close();
});

/** As proxies and middleware do: compresses all it may, and sends a block when it is full. */
function compressingProxy(target: string) {
  return createServer((req, res) => {
    const { port, hostname } = new URL(target);
    const upstream = request(
      { port, hostname, path: req.url, method: req.method, headers: { ...req.headers, host: `localhost:${port}` } },
      (answer) => {
        const mayTransform = !/no-transform/.test(answer.headers['cache-control'] ?? '');
        res.writeHead(answer.statusCode ?? 0, { ...answer.headers, ...(mayTransform && { 'content-encoding': 'gzip' }) });
        res.flushHeaders();
        (mayTransform ? answer.pipe(createGzip()) : answer).pipe(res);
      },
    );
    upstream.on('error', () => res.destroy());
    res.on('close', () => upstream.destroy());
    upstream.end();
  });
}

describe('stopping', () => {
  test('fails readiness first, ends streams, and lets a request under way come to its end', async () => {
    const second = await plane.second();
    const stream = await openEvents(second.url, admin.token);
    await stream.message('ready');
    const { hostname, port } = new URL(second.url);
    const socket = connect(Number(port), hostname);
    const probe = connect(Number(port), hostname);
    const [answer, readiness] = [textOf(socket), textOf(probe)];
    const body = JSON.stringify({ name: 'mid-request' });
    socket.write(
      `POST /api/databases HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${admin.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n{`,
    );
    probe.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\nX-Held: ');
    while (!/api_requests_in_flight\{method="POST"\} 1/.test(await (await fetch(`${second.url}/metrics`)).text())); // the request has begun
    const stopped = second.stop();
    socket.write(body.slice(1));
    probe.write('1\r\nConnection: close\r\n\r\n');
    assert.match(await answer, /^HTTP\/1.1 202 /);
    assert.match(await readiness, /^HTTP\/1.1 503 [\s\S]*problem\+json/);
    await stream.ended();
    await stopped;
    await assert.rejects(fetch(`${second.url}/livez`));
    assert.equal((await admin.get('/api/databases/mid-request')).status, 200);
  });
});

/** All that comes until the other side closes. */
async function textOf(socket: ReturnType<typeof connect>): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}
