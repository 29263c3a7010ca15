import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LogEntry } from '../../api/domain/server-log.ts';
import type { ApiClient } from '../support/api-client.ts';
import { type TestControlPlane, temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { openEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';

let plane: TestControlPlane;
let admin: ApiClient;
before(async () => {
  plane = await temporaryControlPlane();
  admin = await plane.client();
  await admin.post('/api/databases', { name: 'orders' });
  await admin.post('/api/databases', { name: 'hidden', project: 'bank' });
});
after(() => plane.stop());

const PATH = '/api/databases/orders/server-logs';
const log = (message: string, more: Partial<LogEntry> = {}) => plane.backend.logs.log('orders-1', { message, ...more });
const read = async (query = '', client = admin) =>
  (await client.get<{ items: LogEntry[] }>(`${PATH}${query}`)).body.items.map(({ message }) => message);

describe('a list', () => {
  test('holds entries as they were logged, oldest first, and is not kept by anybody', async () => {
    const session = { level: 'error', sqlState: '42P01', user: 'app', database: 'app', processId: 7 } as const;
    const entry = { ...session, detail: 'a detail', hint: 'a hint', statement: 'SELECT 1' };
    log('first', { time: '2026-01-01T00:00:00.001Z' });
    log('second', { time: '2026-01-01T00:00:00.002Z', ...entry });
    const answer = await admin.get<{ items: LogEntry[] }>(PATH);
    assert.deepEqual(answer.body.items, [
      { time: '2026-01-01T00:00:00.001Z', instance: 'orders-1', level: 'log', message: 'first' },
      { time: '2026-01-01T00:00:00.002Z', instance: 'orders-1', message: 'second', ...entry },
    ]);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  test('is what the query asks for', async () => {
    log('now', { level: 'fatal', instance: 'orders-2' });
    assert.deepEqual(await read('?limit=1'), ['now']);
    assert.deepEqual(await read('?level=fatal'), ['now']);
    assert.deepEqual(await read('?text=SECon'), ['second']);
    assert.deepEqual(await read('?since=15m'), ['now']);
    assert.deepEqual(await read('?since=2026-01-01T01:00:00.002%2B01:00'), ['second', 'now']);
    assert.deepEqual(await read('?instance=orders-2'), ['now']);
    assert.deepEqual(await read('?limit=999999'), ['first', 'second', 'now']);
  });

  test('is refused with every fault of the query at once', async () => {
    const query = '?since=yesterday&level=loud&limit=0&follow=perhaps&instance=Orders&nonsense=1&text=%00';
    const { status, body } = await admin.get<{ errors: { path: string; message: string }[] }>(`${PATH}${query}`);
    assert.equal(status, 422);
    assert.deepEqual(body.errors.map(({ path }) => path).toSorted(), ['follow', 'instance', 'level', 'limit', 'nonsense', 'since', 'text']);
    assert.match(body.errors.find(({ path }) => path === 'since')?.message ?? '', /RFC 3339.*15m/);
  });

  test('of an instance of another database is refused with the names there are', async () => {
    const { status, text } = await admin.get(`${PATH}?instance=hidden-1`);
    assert.equal(status, 422);
    assert.match(text, /hidden-1.*no instance of orders/);
  });

  test('is for whoever may read the database; to others there is none', async () => {
    const [ada, bob] = [await plane.client(USERS.ada), await plane.client(USERS.bob)];
    assert.equal((await read('', ada)).length, 3);
    for (const follow of ['', '&follow=true']) {
      const refused = await bob.get(`${PATH}?project=default${follow}`);
      const absent = await bob.get(`/api/databases/absent/server-logs?project=default${follow}`);
      assert.deepEqual([refused.status, absent.status], [404, 404]);
      assert.equal(withoutIds(refused.text).replaceAll('orders', 'absent'), withoutIds(absent.text));
    }
  });

  test('cannot be had while the servers’ logs cannot be read, nor followed', async () => {
    plane.backend.logs.fault = 'Not now.';
    for (const query of ['', '?follow=true']) assert.equal((await admin.get(`${PATH}${query}`)).status, 503);
    plane.backend.logs.fault = undefined;
  });

  test('leaves no audit entry, like the list of service events', async () => {
    assert.doesNotMatch((await admin.get('/api/databases/orders/logs')).text, /server-logs|log\.read/);
  });
});

const withoutIds = (text: string) => text.replaceAll(/"traceId":"[^"]*"/g, '');

describe('a stream', () => {
  const open = (query = '', token = admin.token) => openEvents(plane.url, token, { path: PATH, query: `?follow=true${query}` });
  const told = (stream: Awaited<ReturnType<typeof open>>) =>
    stream.messages.map(({ event, data }) => (event === 'log' ? (data as LogEntry).message : event));
  const isLog = (message: string) => (data: Record<string, unknown>) => data.message === message;

  test('has the newest entries, then ready, then what is logged', async () => {
    const stream = await open('&limit=1');
    assert.equal(stream.headers['content-type'], 'text/event-stream');
    assert.equal(stream.headers['cache-control'], 'no-store, no-transform');
    await stream.message('ready');
    log('live');
    await stream.message('log', isLog('live'));
    assert.deepEqual(told(stream), ['now', 'ready', 'live']);
    stream.close();
    await eventually(() => assert.equal(plane.backend.logs.following, 0));
  });

  test('tells only what the query asks for', async () => {
    const stream = await open('&level=panic&text=two');
    await stream.message('ready');
    log('one', { level: 'panic' });
    log('two', { level: 'fatal' });
    log('two indeed', { level: 'panic' });
    await stream.message('log');
    assert.deepEqual(told(stream), ['ready', 'two indeed']);
    stream.close();
  });

  test('answers HEAD without staying open', async () => {
    const headers = { authorization: `Bearer ${admin.token}` };
    const response = await fetch(`${plane.url}${PATH}?follow=true`, { method: 'HEAD', headers });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
    await eventually(() => assert.equal(plane.backend.logs.following, 0));
  });

  test('does not pile up for a reader that takes nothing: no more is read for it', async () => {
    const stream = await open('&text=flood');
    await stream.message('ready');
    stream.pause();
    for (let count = 0; count < 2000; count += 1) log(`flood ${count} ${'x'.repeat(16_000)}`);
    assert.equal((await admin.get('/api/databases/orders')).status, 200);
    stream.resume();
    await stream.message('log', ({ message }) => String(message).startsWith('flood 1999'));
    assert.equal(stream.messages.filter(({ event }) => event === 'log').length, 2000);
    stream.close();
  });

  test('ends with the token', async () => {
    const ada = await plane.client(USERS.ada);
    const stream = await open('', ada.token);
    await stream.message('ready');
    await ada.post('/api/auth/logout');
    log('after the logout');
    await stream.ended();
    assert.ok(!told(stream).includes('after the logout'));
    await eventually(() => assert.equal(plane.backend.logs.following, 0));
  });

  test('ends when the database is gone, also when another one of its name comes', async () => {
    await admin.post('/api/databases', { name: 'brief' });
    const stream = await openEvents(plane.url, admin.token, { path: '/api/databases/brief/server-logs', query: '?follow=true' });
    await stream.message('ready');
    await admin.delete('/api/databases/brief');
    plane.backend.vanish({ project: 'default', name: 'brief' });
    await stream.ended();
    await eventually(() => assert.equal(plane.backend.logs.following, 0));
  });
});
