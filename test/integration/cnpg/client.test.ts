/** How often an API server is asked the same, by what it answers. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { kubernetesClient, type Method } from '../../../api/backends/cnpg/client.ts';
import { KubernetesError } from '../../../api/backends/cnpg/kubernetes-error.ts';
import { linesOf } from '../../../api/backends/cnpg/lines.ts';

interface Refusal {
  readonly status: number;
  readonly retryAfter?: string;
}

/** What it refuses next, in order; then it serves. */
let refusals: Refusal[] = [];
let requests = 0;
const server = createServer((request, answer) => {
  request.resume();
  requests++;
  const refusal = refusals.shift();
  const { status, retryAfter } = refusal ?? { status: 200 };
  answer.writeHead(status, retryAfter ? { 'retry-after': retryAfter } : {});
  answer.end(JSON.stringify(refusal ? { kind: 'Status', code: status, message: 'Not now.' } : { kind: 'Served' }));
});
let connection: Parameters<typeof kubernetesClient>[0];
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  connection = { server: new URL(`http://127.0.0.1:${address.port}`), options: async () => ({}) };
});
after(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  refusals = [];
  requests = 0;
});

const ask = (method: Method, client = kubernetesClient(connection)) => client.request<{ kind: string }>({ method, path: '/api', body: {} });
const refusedWith = (status: number, retryAfterSeconds?: number) => (error: unknown) =>
  error instanceof KubernetesError && error.status === status && error.retryAfterSeconds === retryAfterSeconds;

test('a read that fails on the server is asked again', async () => {
  refusals = [{ status: 503 }, { status: 500 }];
  assert.equal((await ask('GET')).kind, 'Served');
  assert.equal(requests, 3);
});

test('a write that fails on the server is asked once, for it may have been carried out', async () => {
  for (const method of ['POST', 'PATCH', 'DELETE'] as const) {
    [refusals, requests] = [[{ status: 503 }], 0];
    await assert.rejects(ask(method), refusedWith(503));
    assert.equal(requests, 1, method);
  }
});

test('a write that an overloaded server did not look at is asked again, when it said', async () => {
  refusals = [{ status: 429, retryAfter: '1' }];
  const began = performance.now();
  assert.equal((await ask('POST')).kind, 'Served');
  assert.ok(performance.now() - began >= 1_000);
});

test('a server that wants more time than callers have is not asked again, and the time is told', async () => {
  refusals = [{ status: 429, retryAfter: '30' }];
  await assert.rejects(ask('GET'), refusedWith(429, 30));
  assert.equal(requests, 1);
});

test('what is refused for good is asked once', async () => {
  refusals = [{ status: 403 }];
  await assert.rejects(ask('GET'), refusedWith(403));
  assert.equal(requests, 1);
});

test('when everything fails, retries are not the storm', async () => {
  const asked = 100;
  refusals = Array.from({ length: asked * 10 }, () => ({ status: 503 }));
  const client = kubernetesClient(connection);
  const outcomes = await Promise.allSettled(Array.from({ length: asked }, () => ask('GET', client)));
  assert.ok(outcomes.every(({ status }) => status === 'rejected'));
  assert.ok(requests > asked && requests <= asked + 30, `${requests} requests for ${asked}`); // without a budget they would be 400
});

test('a watch gives the lines that were sent, however they are cut on the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), fc.array(fc.nat()), async (texts, cuts) => {
      const sent = texts.map((text) => JSON.stringify(text));
      const bytes = Buffer.from(sent.map((line) => `${line}\n`).join(''));
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      assert.deepEqual(await allOf(linesOf(chunksOf(chunks))), sent);
    }),
  );
});

test('half a line at the end is none, and a line without an end is given up', async () => {
  assert.deepEqual(await allOf(linesOf(chunksOf([Buffer.from('{"a":1}\n{"b"')]))), ['{"a":1}']);
  const endless = Array.from({ length: 9 }, () => Buffer.alloc(2 ** 20, 'x'));
  await assert.rejects(allOf(linesOf(chunksOf(endless))), /longer than/);
});

async function* chunksOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

async function allOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
