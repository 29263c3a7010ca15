import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, chown, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { openDataFolder } from '../../../api/backends/embedded/data-folder.ts';
import { chooseFreePort } from '../../../api/backends/embedded/port-choice.ts';
import { findBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import { findPostmaster } from '../../../api/backends/embedded/postgres/postmaster.ts';
import { waitFor } from '../../../api/backends/embedded/postgres/wait.ts';
import { create, dataFoldersBelow, query, type RunningSite, startSite, untilAvailable } from '../../support/embedded-site.ts';
import { type TestPlace, temporaryPlace } from '../../support/state-server.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let place: TestPlace;
let site: RunningSite;
before(async () => {
  place = await temporaryPlace();
  site = await start();
});
after(async () => {
  await stop();
  await place.remove();
});

const start = async () => startSite(await openDataFolder({ path: place.path, repository: place.path }));

async function stop(): Promise<void> {
  await site.stop();
  await site.folder.release();
}

const everythingIn = async (folder: string) => [folder, ...(await readdir(folder, { recursive: true })).map((name) => join(folder, name))];

const isOfDatabase = (home: string) => basename(dirname(dirname(home))) === 'databases';

/** As versions before the sockets ran it: over TCP on 127.0.0.1, and as "nobody" when they were root. */
async function runAsBefore(home: string): Promise<number> {
  const port = await chooseFreePort(new Set());
  await appendFile(join(home, 'postgresql.conf'), `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\n`);
  const account = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  if (isRoot) for (const path of await everythingIn(isOfDatabase(home) ? dirname(home) : home)) await chown(path, NOBODY, NOBODY);
  const [binaries] = (await findBinaries()).values();
  assert.ok(binaries);
  spawn(join(binaries.bin, 'postgres'), ['-D', home], { ...account, cwd: home, detached: true, stdio: 'ignore' }).unref();
  const server = { folder: home, clusterName: home };
  await waitFor(async () => (await findPostmaster(server))?.ready === true, { timeoutMs: 30_000, what: 'the server' });
  return (await findPostmaster(server))?.pid ?? 0;
}

test('servers that an earlier version left running are ended, and come up on sockets with all they had', async () => {
  await create(site, 'orders', { instances: 2, synchronous: true });
  await untilAvailable(site, 'orders');
  await query(site, 'orders', 'CREATE TABLE item AS SELECT 1 AS id');
  await stop();
  const homes = await dataFoldersBelow(place.path);
  assert.equal(homes.length, 3, 'the control plane, the primary and the replica');
  const former: number[] = [];
  for (const home of homes) former.push(await runAsBefore(home));
  site = await start();
  await untilAvailable(site, 'orders');
  assert.deepEqual(await query(site, 'orders', 'SELECT id FROM item'), [{ id: 1 }]);
  for (const pid of former) assert.throws(() => process.kill(pid, 0), /ESRCH/);
  const owner = isRoot ? site.folder.account.uid : process.getuid?.();
  for (const home of homes)
    for (const path of await everythingIn(home)) assert.equal((await stat(path).catch(() => undefined))?.uid ?? owner, owner, path);
});
