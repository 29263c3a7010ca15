import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { type Measurements, measure, measureForever, shown } from '../../api/backends/cnpg/measurements.ts';

const MiB = 1024 ** 2;
const forever = new AbortController();
after(() => forever.abort());

type Answer = readonly [status: number, body: string];
let answer: (query: string) => Answer;
const server = createServer(async (req, res) => {
  const [status, body] = answer(new URLSearchParams(await text(req)).get('query') ?? '');
  res.writeHead(status, { 'content-type': 'application/json' }).end(body);
}).listen(0, '127.0.0.1');
after(() => server.close());
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const vector = (...result: readonly { metric: Record<string, string>; value: string }[]): Answer => [
  200,
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: result.map(({ metric, value }) => ({ metric, value: [1764309600.5, value] })) },
  }),
];
const ORDERS = { postgres_paas_io_project: 'shop', postgres_paas_io_database: 'orders' };
const isLag = (query: string) => query.includes('replay_diff_bytes');

test('one answer for size and one for lag are put together by database', async () => {
  answer = (query) =>
    isLag(query)
      ? vector(
          { metric: { ...ORDERS, application_name: 'orders-2' }, value: '2048' },
          { metric: { ...ORDERS, application_name: 'orders-3' }, value: '-8' },
        )
      : vector({ metric: ORDERS, value: '1.5e+07' });
  const found = (await measure(url, forever.signal)).get('shop/orders');
  assert.equal(found?.usedBytes, 15_000_000);
  assert.deepEqual(
    [...(found?.lagBytes ?? [])],
    [
      ['orders-2', 2048],
      ['orders-3', 0],
    ],
  );
});

test('what is no number is not known', async () => {
  answer = (query) => (isLag(query) ? vector() : vector({ metric: ORDERS, value: 'NaN' }));
  assert.equal((await measure(url, forever.signal)).size, 0);
});

for (const [what, given, message] of [
  ['an error of Prometheus', [422, '{"status":"error","errorType":"execution","error":"too many samples"}'], /422: .*too many samples/],
  ['a page of something else', [200, '<html>'], /JSON/],
  ['another shape', [200, '{"data":{"result":"none"}}'], /expected array/],
] as const) {
  test(`${what} is an error, and no size`, async () => {
    answer = () => given;
    await assert.rejects(measure(url, forever.signal), message);
  });
}

test('a Prometheus that cannot be asked is reported once; what was measured stays for a minute', async (t) => {
  const stop = new AbortController();
  t.after(() => stop.abort());
  const [taken, reported]: [Measurements[], string[]] = [[], []];
  answer = () => [503, 'starting'];
  const report = (error: unknown) => void reported.push(String(error));
  const measuring = measureForever({ url, report, take: (measured) => void taken.push(measured) }, stop.signal);
  while (reported.length === 0) await new Promise(setImmediate);
  stop.abort();
  await measuring;
  assert.deepEqual(taken, []);
  assert.match(reported.join(), /Prometheus at .* cannot be asked how full the databases are/);
});

test('a figure that hardly differs is not told again', () => {
  assert.equal(shown(100 * MiB, 100 * MiB + 1000), 100 * MiB);
  assert.equal(shown(1000 * MiB, 1005 * MiB), 1000 * MiB);
  assert.equal(shown(100 * MiB, 102 * MiB), 102 * MiB);
  assert.equal(shown(500, 0), 0, 'a replica that has caught up');
  assert.equal(shown(100 * MiB, null), null, 'not known any more');
  assert.equal(shown(null, 7), 7);
});
