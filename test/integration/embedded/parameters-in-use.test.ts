/** Parameters that are changed while something is under way that depends on them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import {
  change,
  connect,
  connectInstance,
  create,
  get,
  ordinalOf,
  postmasterOf,
  query,
  type RunningSite,
  startSite,
  until,
  untilAvailable,
} from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestFolder, temporaryDataFolder } from '../../support/state-server.ts';

interface Done {
  readonly step: string;
  readonly database: string;
  readonly failed: boolean;
}

let place: TestFolder;
let site: RunningSite;
let done: Done[] = [];
/** Called after each step. */
let onStep: (done: Done) => void = () => undefined;

async function start(): Promise<void> {
  site = await startSite(place.folder, {
    reconciled(step, _, failed, database) {
      done.push({ step, database, failed });
      onStep({ step, database, failed });
    },
  });
}

before(async () => {
  place = await temporaryDataFolder();
  await start();
});
after(async () => {
  await site?.stop();
  await place?.remove();
});

const copiesOf = (name: string) => done.filter(({ step, database }) => step === 'clone' && database === name).length;
const failuresOf = (name: string) => done.filter(({ failed, database }) => failed && database === name);

async function make(name: string, spec: Parameters<typeof create>[2]): Promise<void> {
  await create(site, name, spec);
  await untilAvailable(site, name);
  done = [];
}

async function prepareTransaction(name: string, gid: string, work: string): Promise<void> {
  await query(site, name, `BEGIN; ${work}; PREPARE TRANSACTION '${gid}'`);
}

async function killPrimary(name: string): Promise<void> {
  // one that is being started has not written its pid down yet; and another may have taken over meanwhile
  const { pid } = await eventually(async () => {
    const { id, status } = get(site, name);
    const found = await postmasterOf(site, id, ordinalOf(status.primary ?? ''));
    assert.ok(found);
    return found;
  });
  process.kill(pid, 'SIGKILL');
}

async function showAll(name: string, setting: string): Promise<unknown[]> {
  const { id, status } = get(site, name);
  const shown = status.instances.map(async (instance) => {
    const session = await connectInstance(site, id, ordinalOf(instance.name));
    const { rows } = await session.query(`SHOW ${setting}`);
    await session.end();
    return rows[0]?.[setting];
  });
  return Promise.all(shown);
}

const faultsOf = (name: string, parameters: Record<string, string>) =>
  site.backend.changeFaults(get(site, name), { ...get(site, name).spec, parameters });

const isHeldBack = (name: string) =>
  until(site, name, ({ status }) => status.state === 'updating' && /prepared \("first", "second"\)/.test(status.reason ?? ''));

for (const instances of [1, 2]) {
  test(`transactions that are prepared on ${instances} instance(s) keep their places, whatever is asked for and dies`, async () => {
    const name = `prepared-${instances}`;
    await make(name, { instances, synchronous: instances > 1, parameters: { max_prepared_transactions: '5' } });
    await query(site, name, 'CREATE TABLE item (id int)');
    await prepareTransaction(name, 'first', 'INSERT INTO item VALUES (1)');
    await prepareTransaction(name, 'second', 'INSERT INTO item VALUES (2)');
    assert.deepEqual(await faultsOf(name, { max_prepared_transactions: '2' }), []);
    const [fault] = await faultsOf(name, { max_prepared_transactions: '1' });
    assert.equal(fault?.path, '/parameters/max_prepared_transactions');
    assert.match(fault.message, /2 transactions are prepared \("first", "second"\).*room for 1:.*COMMIT PREPARED/);

    await change(site, name, { parameters: {} }); // as if they had been prepared a moment after the request was checked
    await isHeldBack(name);
    await killPrimary(name);
    await eventually(() => query(site, name, 'INSERT INTO item VALUES (3)'));
    await site.stop();
    await start();
    await isHeldBack(name);
    assert.deepEqual(new Set(await showAll(name, 'max_prepared_transactions')), new Set(['5']));

    await query(site, name, `COMMIT PREPARED 'first'`);
    await query(site, name, `ROLLBACK PREPARED 'second'`);
    await untilAvailable(site, name);
    assert.deepEqual(new Set(await showAll(name, 'max_prepared_transactions')), new Set(['0']));
    assert.deepEqual(await query(site, name, 'SELECT id FROM item ORDER BY id'), [{ id: 1 }, { id: 3 }]);
    assert.deepEqual(failuresOf(name), []);
  });
}

test('locks that a prepared transaction holds keep their room', async () => {
  await make('locks', { parameters: { max_prepared_transactions: '1', max_locks_per_transaction: '500' } });
  await query(site, 'locks', `DO $$ BEGIN FOR i IN 1..700 LOOP EXECUTE 'CREATE TABLE t' || i || ' ()'; END LOOP; END $$`);
  const lock = `DO $$ BEGIN FOR i IN 1..700 LOOP EXECUTE 'LOCK TABLE t' || i; END LOOP; END $$`;
  await prepareTransaction('locks', 'many', lock);
  const wanted = { max_prepared_transactions: '1', max_locks_per_transaction: '10' };
  const [fault] = await faultsOf('locks', wanted);
  assert.equal(fault?.path, '/parameters');
  assert.match(fault.message, /1 transaction is prepared \("many"\) and hold 70\d locks, of which there would be room for 590/);
  await change(site, 'locks', { parameters: wanted });
  await until(site, 'locks', ({ status }) => /prepared \("many"\)/.test(status.reason ?? ''));
  await query(site, 'locks', `ROLLBACK PREPARED 'many'`);
  await untilAvailable(site, 'locks');
  assert.deepEqual(await showAll('locks', 'max_locks_per_transaction'), ['10']);
  assert.deepEqual(failuresOf('locks'), []);
});

test('max_connections goes below the number of sessions that are open, with cursors that are held', async () => {
  await make('sessions', { instances: 2, parameters: { max_connections: '100' } });
  const sessions: pg.Client[] = [];
  for (let count = 0; count < 60; count++) sessions.push(await connect(site, 'sessions', { readOnly: count % 2 === 1 }));
  await sessions[0]?.query(`BEGIN; DECLARE held CURSOR WITH HOLD FOR SELECT generate_series(1, 1000); COMMIT`);
  await change(site, 'sessions', { parameters: { max_connections: '20' } });
  await untilAvailable(site, 'sessions');
  assert.deepEqual(await showAll('sessions', 'max_connections'), ['20', '20']);
  assert.equal(copiesOf('sessions'), 0);
  assert.deepEqual(failuresOf('sessions'), []);
  await Promise.all(sessions.map((session) => session.end().catch(() => undefined)));
});

test('a reader that holds up the replay of a replica costs it no copy when settings are lowered', async () => {
  await make('reader', { instances: 2, parameters: { max_connections: '100' } });
  await query(site, 'reader', 'CREATE TABLE item AS SELECT generate_series(1, 1000) AS id');
  const replica = get(site, 'reader').status.instances.find(({ role }) => role === 'replica');
  const reader = await connectInstance(site, get(site, 'reader').id, ordinalOf(replica?.name ?? ''));
  await eventually(() => reader.query('SELECT FROM item'));
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM item');
  await query(site, 'reader', 'DROP TABLE item');
  await eventually(async () => {
    const { rows } = await reader.query(`SELECT wait_event_type FROM pg_stat_activity WHERE backend_type = 'startup'`);
    assert.deepEqual(rows, [{ wait_event_type: 'Lock' }]);
  });
  await change(site, 'reader', { parameters: {} });
  await untilAvailable(site, 'reader');
  assert.deepEqual(await showAll('reader', 'max_connections'), ['50', '50']);
  assert.equal(copiesOf('reader'), 0);
  assert.deepEqual(failuresOf('reader'), []);
  await reader.end().catch(() => undefined);
});

/** Until it gets further, at most a second; then nothing for half of one. */
const REPLAY_A_LITTLE = `
  DO $$ DECLARE before pg_lsn := pg_last_wal_replay_lsn(); looks int := 0; BEGIN
    PERFORM pg_wal_replay_resume();
    WHILE pg_last_wal_replay_lsn() = before AND looks < 1000 LOOP PERFORM pg_sleep(0.001); looks := looks + 1; END LOOP;
    PERFORM pg_wal_replay_pause();
    PERFORM pg_sleep(0.5);
  END $$`;

test('a replica that is long busy with what it has, after its primary was restarted with lower settings, is no new copy', async () => {
  await make('behind', { instances: 2, storageGiB: 20, parameters: { max_connections: '100' } });
  const replica = get(site, 'behind').status.instances.find(({ role }) => role === 'replica');
  const session = await connectInstance(site, get(site, 'behind').id, ordinalOf(replica?.name ?? ''));
  await session.query('SELECT pg_wal_replay_pause()');
  await query(site, 'behind', `CREATE TABLE much AS SELECT repeat('x', 500) AS text FROM generate_series(1, 60000)`);
  await change(site, 'behind', { parameters: {} });
  let isOver = false;
  const available = untilAvailable(site, 'behind').finally(() => {
    isOver = true;
  });
  while (!isOver) await session.query(REPLAY_A_LITTLE).catch(() => eventually(() => assert.ok(isOver))); // its restart ends the session
  await available;
  assert.deepEqual(await showAll('behind', 'max_connections'), ['50', '50']);
  assert.equal(copiesOf('behind'), 0);
  await session.end().catch(() => undefined);
});

for (const [direction, from, to] of [
  ['raised', '60', '90'],
  ['lowered', '90', '60'],
] as const) {
  for (const nth of [1, 2]) {
    test(`a primary that dies after restart ${nth} of those with which settings are ${direction} costs one copy, its own`, async () => {
      const name = `${direction}-${nth}`;
      await make(name, { instances: 3, synchronous: true, parameters: { max_connections: from, max_worker_processes: '9' } });
      let restarts = 0;
      const killed = new Promise<void>((resolve, reject) => {
        onStep = ({ step, database }) => {
          if (step === 'restart' && database === name && ++restarts === nth) killPrimary(name).then(resolve, reject);
        };
      });
      await change(site, name, { parameters: { max_connections: to, max_worker_processes: '9' } });
      await killed;
      await untilAvailable(site, name);
      assert.deepEqual(await showAll(name, 'max_connections'), [to, to, to]);
      await query(site, name, 'CREATE TABLE written_after AS SELECT 1 AS id');
      assert.ok(copiesOf(name) <= 1, `${copiesOf(name)} copies`);
    });
  }
}

test('a platform that is stopped before lower settings are in force brings everything back without a copy', async () => {
  await make('stopped', { instances: 3, parameters: { max_connections: '100' } });
  await change(site, 'stopped', { parameters: {} });
  await site.stop();
  await start();
  await untilAvailable(site, 'stopped');
  assert.deepEqual(await showAll('stopped', 'max_connections'), ['50', '50', '50']);
  assert.equal(copiesOf('stopped'), 0);
  assert.deepEqual(failuresOf('stopped'), []);
});

test('a tenant can make no replication slot, which would need settings of its own', async () => {
  await make('slots', SPEC_DEFAULTS);
  for (const slot of [`pg_create_physical_replication_slot('mine')`, `pg_create_logical_replication_slot('mine', 'pgoutput')`])
    await assert.rejects(query(site, 'slots', `SELECT ${slot}`), { code: '42501' });
});
