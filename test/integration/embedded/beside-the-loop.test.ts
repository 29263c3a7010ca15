/**
 * A step that hangs costs nobody else anything. A copy is made to hang by stopping the checkpointer of its primary, without
 * which no backup begins; the server itself goes on serving.
 */
import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { titleOf } from '../../../api/backends/embedded/postgres/processes.ts';
import type { Database } from '../../../api/domain/database.ts';
import {
  change,
  connect,
  create,
  get,
  instanceFolder,
  ordinalOf,
  postmasterOf,
  processesIn,
  query,
  remove,
  until,
  untilAvailable,
  untilGone,
} from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const { place, site } = await siteOfTests();

const primaryOf = (database: Database) => ordinalOf(database.status.primary ?? '');

async function postmaster(name: string, ordinal: number): Promise<number> {
  const found = await postmasterOf(site, get(site, name).id, ordinal);
  assert.ok(found, `instance ${ordinal} of ${name} runs`);
  return found.pid;
}

/** Makes a replica's files vanish while its primary can begin no backup, and returns when the copy is under way. */
async function hangACopy(name: string): Promise<Database> {
  const database = get(site, name);
  const primary = primaryOf(database);
  const lost = database.status.instances.map((instance) => ordinalOf(instance.name)).find((ordinal) => ordinal !== primary);
  assert.ok(lost);
  const pids = await processesIn(instanceFolder(site, database.id, primary));
  const checkpointer = pids.find((pid) => titleOf(pid).includes('checkpointer'));
  assert.ok(checkpointer);
  process.kill(checkpointer, 'SIGSTOP');
  process.kill(await postmaster(name, lost), 'SIGKILL');
  // its last processes may still be writing, so it is not removed piece by piece
  await rename(instanceFolder(site, database.id, lost), join(place.folder.path, `lost-${name}`));
  await until(site, name, ({ status }) => /being copied/.test(status.reason ?? ''));
  return get(site, name);
}

const untilOther = (name: string, before: Database) =>
  until(site, name, ({ status }) => status.primary !== null && status.primary !== before.status.primary);

const make = async (name: string) => {
  await create(site, name, { instances: 3 });
  await untilAvailable(site, name);
};

test('a primary that dies while a copy hangs is replaced by the other replica', async () => {
  await make('killed');
  const before = await hangACopy('killed');
  process.kill(await postmaster('killed', primaryOf(before)), 'SIGKILL');
  await untilOther('killed', before);
  await query(site, 'killed', 'CREATE TABLE written_after AS SELECT 1 AS id');
  await untilAvailable(site, 'killed');
});

test('a primary that hangs while a copy hangs is replaced as well, and its sessions are cut', async () => {
  await make('hung');
  const before = await hangACopy('hung');
  const client = await connect(site, 'hung');
  const cut = new Promise((resolve) => client.once('end', resolve));
  process.kill(await postmaster('hung', primaryOf(before)), 'SIGSTOP');
  await untilOther('hung', before);
  await cut;
  await untilAvailable(site, 'hung');
});

test('while a copy hangs the status shows what is there, and a change of the spec is carried out', async () => {
  await make('shown');
  const before = await hangACopy('shown');
  assert.equal(before.status.conditions.find(({ type }) => type === 'Writable')?.status, 'True');
  assert.equal(before.status.readyInstances, 2);
  await change(site, 'shown', { parameters: { work_mem: '9MB' } });
  await eventually(async () => assert.deepEqual(await query(site, 'shown', 'SHOW work_mem'), [{ work_mem: '9MB' }]));
});

test('a replica that hangs while it starts does not keep its primary from being replaced', async () => {
  await make('starting');
  const before = get(site, 'starting');
  const [replica] = before.status.instances.filter(({ role }) => role === 'replica').map(({ name }) => ordinalOf(name));
  assert.ok(replica);
  const old = await postmaster('starting', replica);
  process.kill(old, 'SIGKILL');
  // caught in the moment in which it starts
  await eventually(async () => {
    const found = await postmasterOf(site, before.id, replica);
    assert.ok(found && found.pid !== old);
    process.kill(found.pid, 'SIGSTOP');
  });
  process.kill(await postmaster('starting', primaryOf(before)), 'SIGKILL');
  await untilOther('starting', before);
  await untilAvailable(site, 'starting');
});

test('hung copies of other databases hold up neither a failover nor the end of a database', async () => {
  // with the one of the test before last, as many as are ever made at once
  for (const name of ['second', 'third']) await make(name);
  for (const name of ['second', 'third']) await hangACopy(name);
  await make('healthy');
  const before = get(site, 'healthy');
  process.kill(await postmaster('healthy', primaryOf(before)), 'SIGKILL');
  await untilOther('healthy', before);
  await query(site, 'healthy', 'SELECT 1');
  await remove(site, 'second');
  await untilGone(site, 'second');
});
