import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { LokiLogs } from '../../api/backends/cnpg/loki-logs.ts';
import { logqlOf, logqlString } from '../../api/backends/cnpg/loki-query.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import type { DomainError } from '../../api/domain/errors.ts';
import type { LogQuery } from '../../api/domain/server-log.ts';
import { fakeLoki, tokensOf } from '../support/fake-loki.ts';
import { databaseOf } from '../support/memory-backend.ts';
import { MemoryLogs } from '../support/memory-logs.ts';

const loki = await fakeLoki();
after(() => loki.stop());
afterEach(() => loki.answer(undefined));

const now = Date.now();
const ago = (seconds: number) => new Date(now - seconds * 1000);
const orders = { ...databaseOf({ project: 'shop', name: 'orders' }, SPEC_DEFAULTS, 1), createdAt: ago(10_000).toISOString() };
const live = new MemoryLogs();
const logs = new LokiLogs({ url: `${loki.url}/`, live });
const read = async (query: Partial<LogQuery> = {}) => (await logs.read(orders, { limit: 100, ...query })).map(({ message }) => message);

/** As Alloy labels it; the line as CloudNativePG writes it. */
function push(secondsAgo: number, record: Record<string, string>, labels: Record<string, string> = {}): void {
  const at = ago(secondsAgo);
  const log_time = at.toISOString().replace('T', ' ').replace('Z', ' UTC');
  const line = { ts: at.toISOString(), logger: 'postgres', record: { log_time, error_severity: 'LOG', ...record } };
  loki.push(
    { namespace: 'pg-shop', database: 'orders', container: 'postgres', pod: 'orders-1', level: 'info', ...labels },
    JSON.stringify(line),
    at,
  );
}
const STRANGE = `a "quoted" \\ .* (text) {x} |= \`tick\` é 😀\n second`;
push(20_000, { message: 'of an earlier database of this name' });
push(50, { message: 'first', error_severity: 'DEBUG2' });
push(40, { message: 'second', error_severity: 'ERROR', query: 'SELECT Something', user_name: 'app' }, { pod: 'orders-2' });
push(30, { message: STRANGE, error_severity: 'FATAL' });
push(20, { message: 'of another project' }, { namespace: 'pg-bank' });
push(20, { message: 'of another database' }, { database: 'orders-2' });
push(20, { message: 'of another container' }, { container: 'bootstrap-controller' });
loki.push({ namespace: 'pg-shop', database: 'orders', container: 'postgres', pod: 'orders-1' }, '{"logger":"instance-manager"}', ago(10));
loki.push({ namespace: 'pg-shop', database: 'orders', container: 'postgres', pod: 'orders-1' }, 'no JSON', ago(10));

describe('what Loki keeps', () => {
  test('is read of all pods of the database, in the order of time, and nothing of others', async () => {
    assert.deepEqual(await read(), ['first', 'second', STRANGE]);
    assert.deepEqual(await read({ limit: 2 }), ['second', STRANGE]);
    assert.deepEqual(await read({ instance: 'orders-2' }), ['second']);
    assert.deepEqual(await read({ since: ago(45).toISOString() }), ['second', STRANGE]);
    assert.deepEqual(await read({ level: 'fatal' }), [STRANGE]);
    assert.equal((await read({ level: 'debug' })).length, 3);
    assert.deepEqual(await read({ text: 'SOMETHING' }), ['second']);
  });

  test('is found by each part of a text, whatever stands in it', async () => {
    for (let from = 0; from < STRANGE.length; from++) {
      const part = STRANGE.slice(from, from + 4).toWellFormed();
      if (part.includes('\ufffd')) continue;
      assert.ok((await read({ text: part })).includes(STRANGE), part);
    }
  });

  test('is searched no further back than Loki allows', async () => {
    const old = { ...orders, createdAt: '2020-01-01T00:00:00.000Z' };
    assert.equal((await logs.read(old, { limit: 1, since: '2020-01-01T00:00:00.000Z' })).length, 1);
    assert.deepEqual(await logs.read(orders, { limit: 1, since: '2199-01-01T00:00:00.000Z' }), []);
  });

  test('is asked for in smaller parts when the lines are long', async () => {
    for (let count = 0; count < 20; count++) push(5, { message: `long ${count} ${'x'.repeat(1_000_000)}` }, { database: 'long' });
    const found = await logs.read({ ...orders, name: 'long' }, { limit: 20 });
    assert.equal(found.length, 2);
    assert.deepEqual(
      loki.asked.slice(-2).map((parameters) => parameters.get('limit')),
      ['20', '2'],
    );
  });
});

describe('an answer that is none', () => {
  const cases: readonly [what: string, status: number, type: string, body: string][] = [
    ['a parse error', 400, 'text/plain', 'parse error at line 1, col 5: syntax error: unexpected IDENTIFIER'],
    ['too many requests', 429, 'text/plain', 'too many outstanding requests'],
    ['a page of something else', 200, 'text/html', '<html>'],
    ['another shape', 200, 'application/json', '{"status":"success","data":{"resultType":"matrix","result":[]}}'],
    [
      'values that are no times',
      200,
      'application/json',
      '{"status":"success","data":{"resultType":"streams","result":[{"stream":{"pod":"a"},"values":[["x","y"]]}]}}',
    ],
  ];
  for (const [what, status, type, body] of cases)
    test(`${what} is told as what it means, and the reason recorded`, async () => {
      loki.answer((answer) => void answer.writeHead(status, { 'content-type': type }).end(body));
      await assert.rejects(read(), ({ code, message, recordedReason }: DomainError) => {
        assert.equal(code, 'unavailable');
        assert.match(message, /follow=true/);
        assert.match(recordedReason, /^Loki cannot be asked: ./);
        return !message.includes('127.0.0.1');
      });
    });

  test('none at all is the same', async () => {
    await assert.rejects(new LokiLogs({ url: 'http://127.0.0.1:9', live }).read(orders, { limit: 1 }), /Loki, where it is kept/);
  });
});

test('what is logged from now on comes from the pods', async () => {
  const ended = new AbortController();
  const parts = logs.follow(orders, { limit: 1 }, ended.signal)[Symbol.asyncIterator]();
  assert.deepEqual((await parts.next()).value, []);
  live.log('orders-1', { message: 'live' });
  assert.equal((await parts.next()).value?.[0]?.message, 'live');
  ended.abort();
});

describe('a question in LogQL', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '"',
        '\\',
        '`',
        '\n',
        '{',
        '}',
        '|',
        '=',
        '~',
        ' ',
        'n',
        'u',
        '0',
        '\u2028',
        '\ud800',
        '\udc00',
        '😀',
        '.',
        '*',
      ),
    }),
  );

  test('holds a text in its string, which is read as that text', () => {
    fc.assert(
      fc.property(anything, (text) => assert.deepEqual(tokensOf(logqlString(text)), [{ text: text.toWellFormed() }])),
      { numRuns: 2000 },
    );
  });

  test('has the same signs for every text and every name: nothing leaves its string', () => {
    const signs = (text: string, instance: string) =>
      tokensOf(logqlOf({ project: instance, name: text }, { limit: 1, level: 'error', text: `x${text}`, instance })).map((token) =>
        'sign' in token ? token.sign : 'string',
      );
    const expected = signs('', '');
    fc.assert(
      fc.property(anything, anything, (text, instance) => assert.deepEqual(signs(text, instance), expected)),
      { numRuns: 2000 },
    );
  });

  test('finds a text as it is written: its expression matches just that', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const [token] = tokensOf(logqlOf(orders, { limit: 1, text: `x${text}` })).slice(-1);
        const expression = token && 'text' in token ? token.text.replace(/^\(\?is\)/, '') : assert.fail();
        const matches = new RegExp(`^(?:${expression})$`, 'isu');
        assert.ok(matches.test(`before x${text.toWellFormed()} after`));
        assert.ok(!matches.test('another'));
      }),
      { numRuns: 1000 },
    );
  });
});
