import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { DomainError } from '../../../api/domain/errors.ts';
import {
  change,
  connect,
  create,
  fillStorage,
  get,
  instanceFolder,
  processesIn,
  query,
  remove,
  untilAvailable,
  untilGone,
} from '../../support/embedded-site.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const run = promisify(execFile);
/** A "GiB" of these tests: an empty database and its WAL take about half of it. */
const GIBIBYTE = 96 * 1024 * 1024;

const { place, site } = await siteOfTests({ gibibyteBytes: GIBIBYTE });

test('a new database is a PostgreSQL that its tenant reaches over verified TLS', async () => {
  const made = await create(site, 'orders', { storageGiB: 2 });
  assert.equal(made.status.state, 'creating');
  const ready = await untilAvailable(site, 'orders');
  assert.equal(ready.status.primary, 'orders-1');
  assert.match(ready.status.serverVersion ?? '', /^18\./);
  assert.deepEqual(await query(site, 'orders', 'SELECT current_user AS who'), [{ who: 'app' }]);
});

test('psql connects with sslmode=verify-full and the CA that the API offers', async (t) => {
  const { connection, id } = get(site, 'orders');
  const { password, caCertificate } = await site.backend.credentials(get(site, 'orders'));
  const ca = join(place.folder.path, `${id}.crt`);
  await writeFile(ca, caCertificate);
  const uri = `postgresql://app@localhost:${connection.port}/app?sslmode=verify-full&sslrootcert=${ca}`;
  const answer = await run('psql', [uri, '-Atc', 'SELECT 6 * 7'], { env: { PATH: process.env.PATH, PGPASSWORD: password } }).catch(
    (error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  // npm's PostgreSQL brings no psql; the driver's own TLS is tested beside this
  if (!answer) return t.skip('there is no psql on this machine');
  assert.equal(answer.stdout, '42\n');
});

test('a connection without TLS, and one with a wrong password, are refused', async () => {
  const { connection } = get(site, 'orders');
  const target = { ...connection, user: 'app', database: 'app' };
  const { password, caCertificate } = await site.backend.credentials(get(site, 'orders'));
  await assert.rejects(new pg.Client({ ...target, password, ssl: false }).connect(), /no pg_hba.conf entry/);
  await assert.rejects(
    new pg.Client({ ...target, password: 'guess', ssl: { ca: caCertificate } }).connect(),
    /password authentication failed/,
  );
});

test('the tenant owns the database app and nothing beyond', async () => {
  const client = await connect(site, 'orders');
  await client.query('CREATE TABLE item (id int PRIMARY KEY); INSERT INTO item VALUES (1)');
  await assert.rejects(client.query('CREATE ROLE other'), /permission denied/);
  await assert.rejects(client.query('CREATE DATABASE other'), /permission denied/);
  await assert.rejects(client.query(`COPY item TO PROGRAM 'cat'`), /permission denied/);
  await assert.rejects(client.query(`SELECT pg_read_file('postgresql.conf')`), /permission denied/);
  await assert.rejects(client.query('ALTER SYSTEM SET work_mem = 64'), /permission denied/);
  await client.end();
});

test('a name that is taken is refused by name', async () => {
  await assert.rejects(create(site, 'orders'), (error) => error instanceof DomainError && error.code === 'name_taken');
});

test('scaled to 3, two replicas follow and reads go to them', async () => {
  await change(site, 'orders', { instances: 3 });
  const scaled = await untilAvailable(site, 'orders');
  assert.deepEqual(
    scaled.status.instances.map(({ role, state }) => `${role} ${state}`),
    ['primary running', 'replica running', 'replica running'],
  );
  assert.deepEqual(await query(site, 'orders', 'SELECT pg_is_in_recovery() AS replica', { readOnly: true }), [{ replica: true }]);
  assert.deepEqual(await query(site, 'orders', 'SELECT pg_is_in_recovery() AS replica'), [{ replica: false }]);
});

test('a parameter that needs no restart is applied everywhere while connections stay', async () => {
  const client = await connect(site, 'orders');
  await change(site, 'orders', { parameters: { work_mem: '12MB' } });
  await untilAvailable(site, 'orders');
  assert.deepEqual((await client.query('SHOW work_mem')).rows, [{ work_mem: '12MB' }]);
  await client.end();
  assert.deepEqual(await query(site, 'orders', 'SHOW work_mem', { readOnly: true }), [{ work_mem: '12MB' }]);
});

for (const [direction, value] of [
  ['raised', '80'],
  ['lowered', '30'],
]) {
  test(`max_connections is ${direction} by a rolling restart that keeps the primary and needs no new copy`, async () => {
    const before = (await readdir(join(place.folder.path, 'databases', get(site, 'orders').id))).toSorted();
    await change(site, 'orders', { parameters: { work_mem: '12MB', max_connections: value ?? '' } });
    const settled = await untilAvailable(site, 'orders');
    assert.deepEqual(settled.status.pendingRestart, []);
    assert.equal(settled.status.primary, 'orders-1');
    for (const readOnly of [false, true]) {
      assert.deepEqual(await query(site, 'orders', 'SHOW max_connections', { readOnly }), [{ max_connections: value }]);
    }
    assert.deepEqual((await readdir(join(place.folder.path, 'databases', settled.id))).toSorted(), before);
    assert.deepEqual(site.complaints, []);
  });
}

test('another flavour brings more memory', async () => {
  await change(site, 'orders', { flavour: 'medium' });
  await untilAvailable(site, 'orders');
  assert.deepEqual(await query(site, 'orders', 'SHOW shared_buffers'), [{ shared_buffers: '64MB' }]);
});

test('a label alone disturbs nothing', async () => {
  const changed = await change(site, 'orders', { labels: { team: 'shop' } });
  assert.equal(changed.status.state, 'available');
  assert.equal(changed.revision, get(site, 'orders').revision);
});

test('an update of a revision that is no longer the latest is refused', async () => {
  const stale = get(site, 'orders');
  await change(site, 'orders', { labels: {} });
  const update = site.transaction((tx) => site.backend.update(tx, stale, { ...stale.spec, labels: { late: 'yes' } }));
  await assert.rejects(update, (error) => error instanceof DomainError && error.code === 'revision_conflict');
});

test('scaled back to 1, replicas go with their processes and folders', async () => {
  const { id } = get(site, 'orders');
  await change(site, 'orders', { instances: 1 });
  await untilAvailable(site, 'orders');
  assert.deepEqual((await readdir(join(place.folder.path, 'databases', id))).toSorted(), ['1', '1.log']);
});

test('a database that has used up its storage turns read-only, says so, and recovers when it grows', async () => {
  const full = await fillStorage(site, 'orders');
  assert.match(full.status.reason ?? '', /Grow storageGiB to 3 or more/);
  await assert.rejects(query(site, 'orders', 'INSERT INTO item VALUES (2)'), /read-only transaction/);
  await change(site, 'orders', { storageGiB: 20 });
  await untilAvailable(site, 'orders');
  await query(site, 'orders', 'INSERT INTO item VALUES (2)');
});

test('a tenant who deletes data gets a full database to take writes again', async () => {
  await create(site, 'small', { storageGiB: 1 });
  await untilAvailable(site, 'small');
  await fillStorage(site, 'small');
  await query(site, 'small', 'BEGIN; SET TRANSACTION READ WRITE; DROP TABLE filler; COMMIT');
  await untilAvailable(site, 'small');
  await remove(site, 'small');
  await untilGone(site, 'small');
});

test('deleted, nothing is left: no process, no folder, no open port, and the name is free', async () => {
  const { id, connection } = get(site, 'orders');
  await remove(site, 'orders');
  await remove(site, 'orders');
  await untilGone(site, 'orders');
  assert.deepEqual(await processesIn(instanceFolder(site, id, 1)), []);
  assert.equal(existsSync(join(place.folder.path, 'databases', id)), false);
  await assert.rejects(new pg.Client({ ...connection, password: 'x' }).connect(), /ECONNREFUSED/);
  await create(site, 'orders');
  await untilAvailable(site, 'orders');
});

for (const version of [17, 16]) {
  test(`PostgreSQL ${version} is there beside the newest`, async () => {
    const name = `older-${version}`;
    await create(site, name, { version, instances: 2 });
    const ready = await untilAvailable(site, name);
    assert.match(ready.status.serverVersion ?? '', new RegExp(`^${version}\\.`));
    await remove(site, name);
    await untilGone(site, name);
  });
}
