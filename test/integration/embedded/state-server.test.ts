import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { openDataFolder } from '../../../api/backends/embedded/data-folder.ts';
import { findBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import { processesOf } from '../../../api/backends/embedded/postgres/processes.ts';
import { type StateServer, startStateServer } from '../../../api/backends/embedded/state-server.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestFolder, temporaryDataFolder } from '../../support/state-server.ts';

let place: TestFolder;
let server: StateServer;
const messages: string[] = [];

const start = async () =>
  startStateServer({ folder: place.folder, binaries: await findBinaries(), durable: false, report: (message) => messages.push(message) });
const home = () => join(place.folder.path, 'state', 'postgresql');
const postmasterPid = async () => Number((await readFile(join(home(), 'postmaster.pid'), 'utf8')).split('\n')[0]);

async function connected(): Promise<pg.Client> {
  const client = new pg.Client(server.connection);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

before(async () => {
  place = await temporaryDataFolder();
  server = await start();
});
after(async () => {
  await server.stop();
  await place.remove();
});

test('the control plane gets a PostgreSQL of its own', async () => {
  const client = await connected();
  const { rows } = await client.query('SELECT current_database() AS database, current_user AS "user"');
  assert.deepEqual(rows, [{ database: 'paas', user: 'paas' }]);
  await client.end();
});

test('a server that outlived a killed platform is taken over, not doubled', async () => {
  await server.stop();
  const platform = spawn(process.execPath, [
    join(import.meta.dirname, '..', '..', 'support', 'state-server-process.ts'),
    place.folder.path,
  ]);
  const [connection] = await once(platform.stdout.setEncoding('utf8'), 'data');
  const pid = await postmasterPid();
  platform.kill('SIGKILL');
  await once(platform, 'exit');
  server = await start();
  assert.equal(await postmasterPid(), pid);
  assert.deepEqual(server.connection, JSON.parse(connection));
});

test('a second platform on the same folder is refused and the first goes on', async () => {
  await assert.rejects(openDataFolder({ path: place.folder.path, repository: place.folder.path }), /already running on the data folder/);
  await (await connected()).end();
});

test('a killed server is started again by itself, with what was committed', async () => {
  const client = await connected();
  await client.query('CREATE TABLE kept AS SELECT 7 AS number');
  await client.query('CHECKPOINT');
  // Not events.once: the farewell of the server comes as an error first.
  const gone = new Promise((resolve) => client.once('end', resolve));
  process.kill(await postmasterPid(), 'SIGKILL');
  await gone;
  const again = await eventually(connected);
  assert.deepEqual((await again.query('SELECT number FROM kept')).rows, [{ number: 7 }]);
  await again.end();
});

test('a stopped server leaves no process behind', async () => {
  await server.stop();
  assert.deepEqual(await processesOf({ folder: home(), clusterName: 'postgres-paas state' }), []);
  server = await start();
});
