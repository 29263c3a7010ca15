/** `npm run load` as somebody calls it, against a control plane that is real but for its databases. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { LoadClient } from '../load/scenario/client.ts';
import { passwordOf, type TestControlPlane, temporaryControlPlane, USERS } from '../support/control-plane.ts';

const folder = mkdtempSync(join(tmpdir(), 'postgres-paas-load-'));
let plane: TestControlPlane;
before(async () => {
  plane = await temporaryControlPlane({ logLevel: 'info' });
});
after(async () => {
  await plane.stop();
  rmSync(folder, { recursive: true });
});

async function load(args: readonly string[], env: Readonly<Record<string, string>> = { LOAD_PASSWORD: passwordOf(USERS.admin) }) {
  const program = join(import.meta.dirname, '../load/scenario.ts');
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, errors, code };
}

test('reads are sent, judged and reported, with the replicas that a command counts', async () => {
  const { out, code } = await load(['--url', plane.url, '--scenario', 'spike', '--seconds', '3', '--replicas', 'echo 2']);
  assert.match(out, /\d{2,} requests in \d+ iterations; answers 200: \d+; /);
  assert.match(out, /(ok {2}|MISS) 95 of 100 answers/);
  assert.equal(code === 0, !out.includes('MISS'), out);
  const report = readFileSync(join(folder, 'load-spike.html'), 'utf8');
  assert.match(report, /Replicas of the API/);
});

test('a database is made, waited for, used, changed and deleted, and nothing is left', async (t) => {
  const settled = new AbortController();
  t.after(() => settled.abort());
  void settle(settled.signal);
  const { out, code } = await load(['--url', plane.url, '--scenario', 'crud-lifecycle', '--seconds', '4', '--report', 'lifecycle.html']);
  for (const step of ['create', 'credentials', 'change', 'delete']) assert.match(out, new RegExp(`${step} +2 requests, 0 failed`), out);
  assert.match(out, /2 databases made, available after/);
  assert.match(out, /ok {3}requests that failed/);
  assert.equal(code === 0, !out.includes('MISS'), out);
  const { body } = await (await plane.client()).get<{ items: unknown[] }>('/api/databases');
  assert.deepEqual(body.items, []);
});

/** What a backend would do: databases that are made become available, and what is deleted goes. */
async function settle(signal: AbortSignal): Promise<void> {
  for await (const event of plane.backend.watch(signal)) {
    if (event.kind !== 'changed') continue;
    const { state } = event.database.status;
    if (state === 'creating') plane.backend.settle(event.database, { state: 'available' });
    if (state === 'deleting') plane.backend.vanish(event.database);
  }
}

test('requests that fail are counted, and the run does not pass', async () => {
  const client = await plane.client();
  await client.get('/api/databases'); // a token that is known is believed while the store is away
  await plane.stopStore();
  const { out, code } = await load(['--url', plane.url, '--scenario', 'read-heavy', '--seconds', '1'], { LOAD_TOKEN: client.token ?? '' });
  await plane.startStore();
  assert.match(out, /answers 200: \d+, 503: 20; /);
  assert.match(out, /MISS requests that failed +10.00 %/);
  assert.equal(code, 1);
});

test('a connection that the server closes while it is idle costs a read nothing, and a write is not sent twice', async (t) => {
  let requests = 0;
  const used = new WeakSet<object>();
  const server = createServer(({ socket }, response) => {
    requests += 1;
    if (used.has(socket)) socket.resetAndDestroy();
    else response.end('{}');
    used.add(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const client = new LoadClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'token', performance.now());
  t.after(() => client.close());
  const statusOf = async (method: string) => (await client.send({ step: method, path: '/', method })).status;
  assert.deepEqual([await statusOf('GET'), await statusOf('GET')], [200, 200]);
  assert.deepEqual([client.sentAgain, requests], [1, 3]);
  assert.deepEqual([await statusOf('POST'), await statusOf('POST')], [200, 0]);
  assert.deepEqual([client.sentAgain, requests], [1, 5]);
  assert.equal(client.samples.at(-1)?.answer, 'ECONNRESET');
});

test('what cannot begin says why', async () => {
  const nowhere = await load(['--scenario', 'spike']);
  assert.deepEqual(
    [nowhere.code, nowhere.errors.split('\n')[0]],
    [2, '--url is missing: give the address of a platform, such as http://127.0.0.1:8080.'],
  );
  assert.match((await load(['--url', plane.url, '--scenario', 'flood'])).errors, /--scenario is flood/);
  assert.match((await load(['--url', plane.url, '--scenario', 'spike', '--seconds', 'ten'])).errors, /--seconds is ten/);
  const stranger = await load(['--url', plane.url, '--scenario', 'spike'], {});
  assert.deepEqual([stranger.code, stranger.errors.split(':')[0]], [2, 'Neither LOAD_TOKEN nor LOAD_PASSWORD is set']);
  const refused = await load(['--url', plane.url, '--scenario', 'spike'], { LOAD_PASSWORD: 'wrong' });
  assert.deepEqual([refused.code, /answered with 401/.test(refused.errors)], [2, true]);
});
