import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { test } from 'node:test';
import { change, connect, create, fillStorage, get, instanceFolder, query, until, untilAvailable } from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const MiB = 1024 ** 2;
/** Of each "GiB" of storage here. */
const GIBIBYTE = 256 * MiB;

const NAMES = ['stubborn', 'deleting', 'temporary', 'talkative'];

const { site } = await siteOfTests({ gibibyteBytes: GIBIBYTE });
for (const name of NAMES) await create(site, name, { storageGiB: 1 });
for (const name of NAMES) await untilAvailable(site, name);

const usedBy = (name: string) => get(site, name).status.usedBytes ?? 0;

/** 8 MiB, and as much WAL. */
const BURST = `INSERT INTO filling SELECT repeat('x', 8000) FROM generate_series(1, 1000)`;
const TABLE = 'CREATE TABLE filling (text text); ALTER TABLE filling ALTER text SET STORAGE EXTERNAL';

/** Writes until it is not let any more, each time on a session that asked for it; ends with why. */
async function writeStubbornly(name: string): Promise<string> {
  for (;;) {
    const session = await connect(site, name).catch((error: Error) => error.message);
    if (typeof session === 'string') return session;
    await session.query('SET default_transaction_read_only = off; SELECT 1').catch(() => undefined);
    while (await session.query(BURST).catch(() => undefined));
    await session.end().catch(() => undefined);
  }
}

test('whatever a tenant sets for themselves, new sessions begin read-only once the storage is used up', async () => {
  await query(site, 'stubborn', 'ALTER DATABASE app SET default_transaction_read_only = off');
  await query(site, 'stubborn', 'ALTER ROLE app SET default_transaction_read_only = off');
  await query(site, 'stubborn', 'ALTER ROLE app IN DATABASE app SET default_transaction_read_only = off');
  await query(site, 'stubborn', TABLE);
  while (get(site, 'stubborn').status.state !== 'storage_full') await query(site, 'stubborn', BURST).catch(() => undefined);
  assert.match(get(site, 'stubborn').status.reason ?? '', /Grow storageGiB to 2 or more; or delete data in a transaction.*10 minutes/);
  await assert.rejects(query(site, 'stubborn', BURST), { code: '25006' });
});

test('sessions that write all the same are ended, and the database is closed before it is far beyond its limit', async () => {
  assert.match(await writeStubbornly('stubborn'), /nobody is let in to the primary.*Grow storageGiB to 2/);
  const closed = await until(site, 'stubborn', ({ status }) => /nobody is let in/.test(status.reason ?? ''));
  assert.equal(closed.status.state, 'storage_full');
  await assert.rejects(connect(site, 'stubborn'), { code: '53100' });
  assert.ok(usedBy('stubborn') < 1.6 * GIBIBYTE, `${Math.round(usedBy('stubborn') / MiB)} MiB of ${GIBIBYTE / MiB}`);
});

test('a larger limit opens it at once, and what was written is there', async () => {
  await change(site, 'stubborn', { storageGiB: 3 });
  await untilAvailable(site, 'stubborn');
  await eventually(() => query(site, 'stubborn', 'INSERT INTO filling VALUES (1)'));
});

test('a tenant who deletes gets a full database to take writes again', async () => {
  await fillStorage(site, 'deleting');
  const other = await connect(site, 'deleting');
  await assert.rejects(other.query('TRUNCATE filler'), { code: '25006' });
  await other.query('BEGIN');
  await other.query('SET TRANSACTION READ WRITE');
  await other.query('TRUNCATE filler');
  await other.query('COMMIT');
  await other.end();
  await untilAvailable(site, 'deleting');
  await eventually(() => query(site, 'deleting', 'INSERT INTO filler VALUES (1)'));
});

for (const [what, statement] of [
  ['a cursor that outlives its transaction', `DECLARE held CURSOR WITH HOLD FOR SELECT repeat('x', 1000) FROM generate_series(1, 60000)`],
  ['a temporary table', `CREATE TEMPORARY TABLE held AS SELECT repeat('x', 1000) FROM generate_series(1, 60000)`],
] as const) {
  test(`${what} is counted, and no longer when its session has ended`, async () => {
    const before = usedBy('temporary');
    const session = await connect(site, 'temporary');
    await session.query('SET work_mem = 64');
    await session.query(statement);
    await until(site, 'temporary', ({ status }) => (status.usedBytes ?? 0) > before + 50 * MiB);
    await session.end();
    await until(site, 'temporary', ({ status }) => (status.usedBytes ?? Infinity) < before + 40 * MiB);
  });
}

test('no session has more temporary files than the storage, whatever it sets', async () => {
  await assert.rejects(query(site, 'temporary', 'SET temp_file_limit = -1'), { code: '42501' });
  const session = await connect(site, 'temporary');
  await session.query('SET work_mem = 64');
  const writing = session.query(`DECLARE held CURSOR WITH HOLD FOR SELECT repeat('x', 1000) FROM generate_series(1, 1000000)`);
  await assert.rejects(writing); // by the limit of one session, or with all sessions when the database was closed
  await session.end().catch(() => undefined);
  await untilAvailable(site, 'temporary');
});

test('the log of a server that runs is kept small, however much a tenant has it say', async () => {
  const { id } = get(site, 'talkative');
  const log = `${instanceFolder(site, id, 1)}.log`;
  const session = await connect(site, 'talkative');
  for (let round = 0; round < 8; round++) {
    await session.query(`DO $$ BEGIN FOR i IN 1..4000 LOOP RAISE LOG '%', repeat('x', 1000); END LOOP; END $$`);
  }
  await eventually(async () => {
    const sizes = await Promise.all([log, `${log}.1`].map(async (path) => (await stat(path)).size));
    assert.ok(Math.max(...sizes) <= 8 * MiB, `${sizes}`);
  });
  await session.query(`DO $$ BEGIN RAISE LOG 'still heard'; END $$`);
  assert.ok((await stat(log)).size > 0, 'the server goes on in the same file');
  await session.end();
});
