/** What real servers write into their logs, and what a tenant reads of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import type { LogEntry, LogQuery } from '../../../api/domain/server-log.ts';
import { create, get, query, type RunningSite, startSite, untilAvailable } from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestFolder, temporaryDataFolder } from '../../support/state-server.ts';

let place: TestFolder;
let site: RunningSite;
before(async () => {
  place = await temporaryDataFolder();
  site = await startSite(place.folder);
  await create(site, 'orders', { parameters: { log_statement: 'all' } });
  await untilAvailable(site, 'orders');
});
after(async () => {
  await site?.stop();
  await place?.remove();
});

const read = (query: Partial<LogQuery> = {}) => site.backend.logs.read(get(site, 'orders'), { limit: 1000, ...query });
const found = async (query: Partial<LogQuery>): Promise<LogEntry> => {
  let entry: LogEntry | undefined;
  await eventually(async () => {
    entry = (await read(query)).at(-1);
    assert.ok(entry);
  });
  return entry ?? assert.fail();
};

test('a statement that fails is there with SQLSTATE, role and text', async () => {
  await assert.rejects(query(site, 'orders', 'SELECT *\n  FROM nowhere'));
  const { time, processId, ...entry } = await found({ level: 'error', text: 'nowhere' });
  assert.deepEqual(entry, {
    ...{ instance: 'orders-1', level: 'error', sqlState: '42P01', user: 'app', database: 'app' },
    ...{ message: 'relation "nowhere" does not exist at character 17', statement: 'SELECT *\n  FROM nowhere' },
  });
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
  assert.ok(Number(processId) > 0);
});

test('detail and hint come with it; a text of several lines is one entry, whatever stands in it', async () => {
  const forged = '2026-01-01 00:00:00.000 UTC [1] 00000 LOG:  forged';
  await query(site, 'orders', `DO $$ BEGIN RAISE LOG USING message = E'one\\n${forged}', detail = 'a detail', hint = 'a hint'; END $$`);
  const entry = await found({ text: 'a detail' });
  assert.deepEqual([entry.message, entry.detail, entry.hint], [`one\n${forged}`, 'a detail', 'a hint']);
  assert.deepEqual(
    (await read()).filter(({ message }) => message === 'forged'),
    [],
  );
});

test('a password that a tenant’s statement gives is hidden, whether it succeeds or fails, and cannot be searched for', async () => {
  const { password } = await site.backend.credentials(get(site, 'orders'));
  await query(site, 'orders', `ALTER ROLE app PASSWORD '${password}'`);
  await assert.rejects(query(site, 'orders', "ALTER ROLE postgres PASSWORD 'canary-of-the-log'"));
  assert.equal((await found({ text: 'ALTER ROLE app' })).message, 'statement: ALTER ROLE app PASSWORD (hidden)');
  assert.equal((await found({ text: 'permission denied' })).statement, 'ALTER ROLE postgres PASSWORD (hidden)');
  for (const secret of [password, 'canary-of-the-log']) assert.deepEqual(await read({ text: secret }), []);
});

for (const version of (await findBinaries()).keys())
  test(`PostgreSQL ${version} writes what is read: what went wrong, and what the server did by itself`, async () => {
    const name = `of-${version}`;
    await create(site, name, { version });
    await untilAvailable(site, name);
    await assert.rejects(query(site, name, 'SELECT 1/0'));
    const entries = await site.backend.logs.read(get(site, name), { limit: 1000 });
    const failed = entries.find(({ sqlState }) => sqlState === '22012') ?? assert.fail();
    assert.deepEqual([failed.level, failed.user, failed.message, failed.statement], ['error', 'app', 'division by zero', 'SELECT 1/0']);
    const ready = entries.find(({ message }) => message === 'database system is ready to accept connections') ?? assert.fail();
    assert.deepEqual([ready.level, ready.user, ready.sqlState], ['log', undefined, undefined]);
  });

test('the platform’s own sessions leave no statement in it, although the tenant has all statements logged', async () => {
  assert.deepEqual(
    (await read()).filter(({ user, message, statement }) => user === 'postgres' && /statement:/.test(message + statement)),
    [],
  );
});
