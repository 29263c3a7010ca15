/** Whatever delays the stop of a server, or the promotion of a replica, is removed within seconds. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { titleOf } from '../../../api/backends/embedded/postgres/processes.ts';
import {
  change,
  connect,
  connectInstance,
  create,
  get,
  instanceFolder,
  ordinalOf,
  postmasterOf,
  processesIn,
  query,
  type RunningSite,
  startSite,
  until,
  untilAvailable,
} from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestFolder, temporaryDataFolder } from '../../support/state-server.ts';

/** Far more than it takes on a busy machine, and less than PostgreSQL's own time-outs, which are 30 s and more. */
const SOON_MS = 20_000;

let place: TestFolder;
let site: RunningSite;
before(async () => {
  place = await temporaryDataFolder();
  site = await startSite(place.folder);
});
after(async () => {
  await site.stop();
  await place.remove();
});

async function process(name: string, ordinal: number, role: string): Promise<number> {
  const pids = await processesIn(instanceFolder(site, get(site, name).id, ordinal));
  const found = pids.find((pid) => titleOf(pid).includes(`: ${role}`));
  assert.ok(found, `instance ${ordinal} has a ${role}`);
  return found;
}

async function postmaster(name: string, ordinal: number): Promise<number> {
  const found = await postmasterOf(site, get(site, name).id, ordinal);
  assert.ok(found, `instance ${ordinal} of ${name} runs`);
  return found.pid;
}

const send = (pid: number, signal: NodeJS.Signals) => globalThis.process.kill(pid, signal);

/** How often an instance had to recover from a crash. */
async function recoveries(name: string, ordinal: number): Promise<number> {
  const log = await readFile(`${instanceFolder(site, get(site, name).id, ordinal)}.log`, 'utf8');
  return log.split('was not properly shut down').length - 1;
}

/** A change that needs a restart; returns how many milliseconds later it is in force. */
async function restart(name: string, maxConnections: string): Promise<number> {
  const begun = performance.now();
  await change(site, name, { parameters: { max_connections: maxConnections } });
  await untilAvailable(site, name);
  assert.deepEqual(await query(site, name, 'SHOW max_connections'), [{ max_connections: maxConnections }]);
  return performance.now() - begun;
}

async function makeLone(name: string): Promise<pg.Client> {
  await create(site, name);
  await untilAvailable(site, name);
  return connect(site, name);
}

test('an endless loop in a procedural language delays a restart by seconds', async (t) => {
  const client = await makeLone('looping');
  if (!(await makeEndless('looping'))) return t.skip('this PostgreSQL has no PL/Tcl');
  const ended = client.query('SELECT endless()').catch(() => undefined);
  await eventually(async () => {
    const rows = await query(
      site,
      'looping',
      `SELECT FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT endless()' AND pid <> pg_backend_pid()`,
    );
    assert.equal(rows.length, 1);
  });
  const took = await restart('looping', '40');
  assert.ok(took < SOON_MS, `it took ${took} ms`);
  await ended;
});

/** False where this PostgreSQL does not have the language. */
async function makeEndless(name: string): Promise<boolean> {
  const isMade = await query(site, name, 'CREATE EXTENSION pltcl').catch(() => undefined);
  if (isMade) await query(site, name, 'CREATE FUNCTION endless() RETURNS void LANGUAGE pltcl AS $$ while 1 {} $$');
  return isMade !== undefined;
}

test('a session whose process somebody has stopped delays no restart, and costs no recovery', async () => {
  const client = await makeLone('halted');
  const [row] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
  send(row?.pid ?? 0, 'SIGSTOP');
  const took = await restart('halted', '40');
  assert.ok(took < SOON_MS, `it took ${took} ms`);
  assert.equal(await recoveries('halted', 1), 0);
});

test('a server that somebody told to stop while sessions are open is stopped and started again', async () => {
  const client = await makeLone('told');
  const old = await postmaster('told', 1);
  send(old, 'SIGTERM');
  await until(site, 'told', ({ status }) => status.state === 'degraded');
  await untilAvailable(site, 'told');
  assert.notEqual(await postmaster('told', 1), old);
  assert.deepEqual(await query(site, 'told', 'SELECT 1 AS one'), [{ one: 1 }]);
  assert.equal(await recoveries('told', 1), 0);
  await client.end().catch(() => undefined);
});

test('a primary whose start is stopped half-way is started anew', async () => {
  await makeLone('frozen');
  send(await postmaster('frozen', 1), 'SIGKILL');
  await eventually(async () => send(await process('frozen', 1, 'startup'), 'SIGSTOP'));
  await until(site, 'frozen', ({ status }) => status.state !== 'available');
  await untilAvailable(site, 'frozen');
  assert.deepEqual(await query(site, 'frozen', 'SELECT 1 AS one'), [{ one: 1 }]);
});

const replicaOf = (name: string) => ordinalOf(get(site, name).status.instances.find(({ role }) => role === 'replica')?.name ?? '');
const primaryOf = (name: string) => ordinalOf(get(site, name).status.primary ?? '');

async function makePair(name: string): Promise<void> {
  await create(site, name, { instances: 2 });
  await untilAvailable(site, name);
}

/** Kills the primary; returns how many milliseconds later another one is there. */
async function failOver(name: string): Promise<number> {
  const before = get(site, name).status.primary;
  const begun = performance.now();
  send(await postmaster(name, primaryOf(name)), 'SIGKILL');
  await until(site, name, ({ status }) => status.primary !== null && status.primary !== before);
  return performance.now() - begun;
}

test('a reader that holds up the replay of its replica does not hold up a failover', async () => {
  await makePair('read');
  await query(site, 'read', 'CREATE TABLE item AS SELECT 1 AS id');
  const reader = await connect(site, 'read', { readOnly: true });
  await eventually(async () => {
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await reader.query('SELECT FROM item').catch(async (error: unknown) => {
      await reader.query('ROLLBACK');
      throw error;
    });
  });
  await query(site, 'read', 'DROP TABLE item');
  await query(site, 'read', 'CREATE TABLE after_it AS SELECT 2 AS id');
  const replica = await connectInstance(site, get(site, 'read').id, replicaOf('read'));
  await eventually(async () => {
    const { rows } = await replica.query('SELECT FROM pg_locks WHERE NOT granted');
    assert.equal(rows.length, 1);
  });
  await replica.end();
  const took = await failOver('read');
  assert.ok(took < SOON_MS, `it took ${took} ms`);
  assert.deepEqual(await query(site, 'read', 'SELECT id FROM after_it'), [{ id: 2 }]);
  await untilAvailable(site, 'read');
});

test('a replica that cannot become the primary because its replay is stopped is started again and does', async () => {
  await makePair('replay');
  send(await process('replay', replicaOf('replay'), 'startup'), 'SIGSTOP');
  const took = await failOver('replay');
  assert.ok(took < SOON_MS, `it took ${took} ms`);
  await untilAvailable(site, 'replay');
});

test('the platform ends within seconds although a replica takes nothing any more, and its primary needs no recovery', async () => {
  await makePair('silent');
  const primary = primaryOf('silent');
  send(await process('silent', replicaOf('silent'), 'walreceiver'), 'SIGSTOP');
  await query(site, 'silent', 'CREATE TABLE unsent AS SELECT generate_series(1, 1000)');
  const begun = performance.now();
  await site.stop();
  assert.ok(performance.now() - begun < SOON_MS);
  site = await startSite(place.folder);
  await untilAvailable(site, 'silent');
  assert.equal(await recoveries('silent', primary), 0);
});
