import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { EmbeddedLogs } from '../../api/backends/embedded/logs.ts';
import { entryOf } from '../../api/backends/embedded/postgres/log-lines.ts';
import { limitLog } from '../../api/backends/embedded/postgres/server-log.ts';
import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import type { LogEntry, LogQuery } from '../../api/domain/server-log.ts';
import { databaseOf } from '../support/memory-backend.ts';

const orders = databaseOf({ project: 'default', name: 'orders' }, SPEC_DEFAULTS, 1);
let path: string;
let logs: EmbeddedLogs;
let account: { uid: number; gid: number };
before(async () => {
  path = await mkdtemp(join(tmpdir(), 'postgres-paas-logs-'));
  account = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  logs = new EmbeddedLogs({ folder: { path } as never }); // no more of it is used
});
after(() => rm(path, { recursive: true, force: true }));

const fileOf = (ordinal: number) => join(path, 'databases', orders.id, `${ordinal}.log`);
beforeEach(async () => {
  await rm(join(path, 'databases'), { recursive: true, force: true });
  await mkdir(dirname(fileOf(0)), { recursive: true });
});

const clock = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
const line = (ms: number, rest: string) => `${clock(ms).replace('T', ' ').replace('Z', '')} UTC [7] ${rest}\n`;
const read = (query: Partial<LogQuery> = {}) => logs.read(orders, { limit: 100, ...query });
const messages = (entries: readonly LogEntry[]) => entries.map(({ message }) => message);

describe('a line', () => {
  const at = '2026-01-01 00:00:00.000';
  const head = { time: '2026-01-01T00:00:00.000Z', instance: 'orders-1', processId: 7 };

  test('of a session names SQLSTATE, role and database, with what follows it', () => {
    const lines = [
      `${at} UTC [7] 42P01 app@app ERROR:  relation "x" does not exist`,
      `${at} UTC [7] 42P01 app@app DETAIL:  a detail`,
      `${at} UTC [7] 42P01 app@app HINT:  a hint`,
      `${at} UTC [7] 42P01 app@app CONTEXT:  not shown`,
      `${at} UTC [7] 42P01 app@app STATEMENT:  SELECT *`,
      '\tFROM x',
    ];
    const texts = { message: 'relation "x" does not exist', detail: 'a detail', hint: 'a hint', statement: 'SELECT *\nFROM x' };
    assert.deepEqual(entryOf('orders-1', lines), { ...head, level: 'error', sqlState: '42P01', user: 'app', database: 'app', ...texts });
  });

  test('of the server itself, as it was written before SQLSTATE came, or before the settings are read', () => {
    const entry = { ...head, level: 'log', message: 'ready' };
    for (const text of [`${at} UTC [7] 00000 LOG:  ready`, `${at} UTC [7] LOG:  ready`, `${at} GMT [7] LOG:  ready`])
      assert.deepEqual(entryOf('orders-1', [text]), entry);
    assert.equal(entryOf('orders-1', [`${at} UTC [7] 00000 DEBUG2:  x`])?.level, 'debug');
    assert.equal(entryOf('orders-1', [`${at} UTC [7] 28000 [unknown]@[unknown] FATAL:  x`])?.user, undefined);
  });

  test('within a text cannot be taken for an entry', () => {
    const forged = `${at} UTC [7] 00000 LOG:  forged`;
    assert.deepEqual(entryOf('orders-1', [`${at} UTC [7] 00000 app@app LOG:  x`, `\t${forged}`])?.message, `x\n${forged}`);
  });

  test('of the platform’s own sessions shows no statement', () => {
    for (const user of ['postgres', 'replicator']) {
      const lines = [`${at} UTC [7] 42P01 ${user}@postgres ERROR:  x`, `${at} UTC [7] 42P01 ${user}@postgres STATEMENT:  canary`];
      assert.doesNotMatch(JSON.stringify(entryOf('orders-1', lines)), /canary/);
    }
  });
});

describe('reading', () => {
  test('gives the newest, in the order of time, of all instances or one', async () => {
    await writeFile(fileOf(1), [0, 2, 4].map((ms) => line(ms, `00000 LOG:  one ${ms}`)).join(''));
    await writeFile(fileOf(2), [1, 3, 5].map((ms) => line(ms, `00000 LOG:  two ${ms}`)).join(''));
    assert.deepEqual(messages(await read({ limit: 4 })), ['one 2', 'two 3', 'one 4', 'two 5']);
    assert.deepEqual(messages(await read({ instance: 'orders-2' })), ['two 1', 'two 3', 'two 5']);
    assert.deepEqual(messages(await read({ since: clock(4) })), ['one 4', 'two 5']);
    assert.deepEqual(messages(await read({ text: 'ONE' })), ['one 0', 'one 2', 'one 4']);
    assert.deepEqual(await read({ level: 'fatal' }), []);
  });

  test('of a database that has logged nothing gives nothing', async () => assert.deepEqual(await read(), []));

  test('finds every entry again, whatever the length of its lines and wherever a block ends', async () => {
    const texts = fc.array(fc.tuple(fc.nat(3000), fc.nat(4), fc.constantFrom('x', 'é', '😀')), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(texts, async (some) => {
        const wanted = some.map(([length, lines, letter], index) =>
          [`${index} ${letter.repeat(length)}`, ...Array.from({ length: lines }, () => letter.repeat(length))].join('\n'),
        );
        await writeFile(fileOf(1), wanted.map((text, index) => line(index, `00000 LOG:  ${text.replaceAll('\n', '\n\t')}`)).join(''));
        const found = messages(await read({ limit: 1000 }));
        assert.equal(found.length, wanted.length);
        for (const [index, text] of found.entries()) assert.ok(wanted[index]?.startsWith(text.replace(/ …$/, '')), `${index}`);
      }),
      { numRuns: 30 },
    );
  });

  test('of a line without end keeps its beginning, and all around it', async () => {
    await writeFile(
      fileOf(1),
      `${line(0, '00000 LOG:  before')}${line(1, `00000 LOG:  ${'x'.repeat(400_000)}`)}${line(2, '00000 LOG:  after')}`,
    );
    assert.deepEqual(
      messages(await read()).map((text) => text.slice(0, 6)),
      ['before', 'xxxxxx', 'after'],
    );
  });

  test('goes on in what was kept when the log began anew', async () => {
    await fillBeyondLimit();
    await limitLog({ folder: fileOf(1).replace('.log', ''), account });
    assert.equal((await readFile(fileOf(1))).length, 0);
    await appendFile(fileOf(1), line(90_000, '00000 LOG:  new'));
    const found = messages(await read({ limit: 3 }));
    assert.deepEqual(
      found.map((text) => text.slice(0, 8)),
      ['filler 8', 'filler 8', 'new'],
    );
  });
});

test('what is kept already and still in the log is shown once', async () => {
  const [older, ...both] = [0, 1, 1, 2].map((ms, index) => line(ms, `00000 LOG:  ${index}`));
  await writeFile(fileOf(1), both.join(''));
  await writeFile(`${fileOf(1)}.1`, `${older}${both.join('')}`);
  assert.deepEqual(messages(await read()), ['0', '1', '2', '3']);
});

/** A log of more than 8 MiB. */
const fillBeyondLimit = async () =>
  appendFile(
    fileOf(1),
    Array.from({ length: 8500 }, (_, index) => line(index, `00000 LOG:  filler ${index} ${'x'.repeat(1000)}`)).join(''),
  );

describe('following', () => {
  /** Takes part after part, until so many entries are there. */
  async function follow(query: Partial<LogQuery> = {}) {
    const ended = new AbortController();
    const parts = logs.follow(orders, { limit: 100, ...query }, ended.signal)[Symbol.asyncIterator]();
    const seen: string[] = [];
    const first = await parts.next();
    return {
      first: messages(first.value ?? []),
      async until(count: number) {
        while (seen.length < count) seen.push(...messages((await parts.next()).value ?? assert.fail('It ended.')));
        return seen;
      },
      async untilLast(text: string) {
        while (seen.at(-1) !== text) seen.push(...messages((await parts.next()).value ?? assert.fail('It ended.')));
        return seen;
      },
      async end() {
        const next = parts.next();
        ended.abort();
        return (await next).done;
      },
    };
  }

  test('begins with the newest, goes on with what is logged, and ends with its signal', async () => {
    await writeFile(fileOf(1), line(0, '00000 LOG:  old') + line(1, '00000 LOG:  older').slice(0, -3));
    const following = await follow();
    assert.deepEqual(following.first, ['old']);
    await appendFile(fileOf(1), `er\n${line(2, '42P01 app@app ERROR:  new')}${line(2, '42P01 app@app STATEMENT:  x')}`);
    assert.deepEqual(await following.until(2), ['older', 'new']);
    assert.equal(await following.end(), true);
  });

  test('tells of instances that come later, and only of what is asked for', async () => {
    const following = await follow({ level: 'fatal' });
    assert.deepEqual(following.first, []);
    await appendFile(fileOf(2), line(0, '00000 LOG:  not this') + line(1, '57P01 FATAL:  this'));
    assert.deepEqual(await following.until(1), ['this']);
    await following.end();
  });

  test('loses nothing and tells nothing twice when the log begins anew', async () => {
    await fillBeyondLimit();
    const following = await follow({ limit: 1 });
    await appendFile(fileOf(1), line(90_000, '00000 LOG:  read before'));
    await following.until(1);
    const unread = Array.from({ length: 2000 }, (_, index) => `unread ${index}`);
    await appendFile(fileOf(1), unread.map((text) => line(90_001, `00000 LOG:  ${text}`)).join(''));
    await limitLog({ folder: fileOf(1).replace('.log', ''), account });
    await appendFile(fileOf(1), line(90_002, '00000 LOG:  new'));
    assert.deepEqual(await following.until(2002), ['read before', ...unread, 'new']);
    await following.end();
  });

  test('goes on with what there is when more was logged than is kept', async () => {
    await writeFile(fileOf(1), line(0, '00000 LOG:  old'));
    const following = await follow();
    await fillBeyondLimit();
    await limitLog({ folder: fileOf(1).replace('.log', ''), account });
    await appendFile(fileOf(1), line(90_000, '00000 LOG:  new'));
    const seen = await following.untilLast('new');
    const numbers = seen.slice(0, -1).map((text) => Number(/^filler (\d+)/.exec(text)?.[1]));
    const [first = Number.NaN] = numbers;
    assert.ok(first > 0);
    assert.deepEqual(
      numbers,
      Array.from({ length: 8500 - first }, (_, index) => first + index),
    );
    await following.end();
  });
});
