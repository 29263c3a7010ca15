import assert from 'node:assert/strict';
import { chmod, cp, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDataFolder } from '../../../api/backends/embedded/data-folder.ts';
import { barrierTo } from '../../../api/backends/embedded/postgres/account.ts';
import { findBinaries, reachableBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import { startStateServer } from '../../../api/backends/embedded/state-server.ts';
import type { DatabaseView } from '../../../api/contract/database.ts';
import { startPlatform } from '../../../scripts/demo/platform-process.ts';
import { apiClient } from '../../support/api-client.ts';
import { create, get, query, startSite, until, untilAvailable } from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryPlace } from '../../support/state-server.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const PASSWORD = 'a-password-for-this-test-alone';

test('a PostgreSQL of the host is one more provider, behind those of npm', async (t) => {
  const [npm, all] = [await findBinaries({ hostFolders: [] }), await findBinaries()];
  for (const [major, binaries] of npm) assert.equal(all.get(major)?.provider, binaries.provider);
  const host = [...all.values()].find(({ provider }) => provider === 'host');
  // a machine needs none of its own, since npm brings one
  if (!host) return t.skip('no PostgreSQL is installed on this machine');
  const place = await temporaryPlace();
  const site = await startSite(await openDataFolder({ path: place.path, repository: place.path }));
  await create(site, 'hosted', { version: host.major, instances: 2 });
  const { status } = await untilAvailable(site, 'hosted');
  assert.equal(status.serverVersion, host.version);
  await site.stop();
  await site.folder.release();
  await place.remove();
});

test('what does not run is no provider', async () => {
  const home = await mkdtemp(join(tmpdir(), 'postgres-paas-broken-'));
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin', 'postgres'), '#!/bin/sh\necho "postgres (PostgreSQL) 99.1"\n', { mode: 0o755 });
  assert.equal((await findBinaries({ hostFolders: [join(home, 'bin')] })).has(99), false, 'without initdb it cannot make a database');
  await writeFile(join(home, 'bin', 'initdb'), '#!/bin/sh\n', { mode: 0o755 });
  assert.equal((await findBinaries({ hostFolders: [join(home, 'bin')] })).get(99)?.provider, 'host');
  await rm(home, { recursive: true });
});

test('root below a closed home: PostgreSQL gets copies of its programs and a place it can enter', async (t) => {
  // PostgreSQL refuses root, so only for root is there another account whose way can be barred
  if (!isRoot) return t.skip('only root runs PostgreSQL as somebody else');
  const home = await mkdtemp(join(tmpdir(), 'postgres-paas-home-'));
  const place = await temporaryPlace();
  const folder = await openDataFolder({ path: place.path, repository: home });
  const [newest] = (await findBinaries({ hostFolders: [] })).values();
  assert.ok(newest);
  await cp(newest.home, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
  const closed = { ...newest, home: join(home, 'native'), bin: join(home, 'native', 'bin') };
  assert.equal(await barrierTo(closed.bin, folder.account), home);
  const moved = await reachableBinaries(closed, folder.account, join(place.path, 'binaries'));
  assert.equal(await barrierTo(moved.bin, folder.account), undefined);
  const server = await startStateServer({ folder, binaries: new Map([[closed.major, closed]]), durable: false });
  await server.stop();
  await folder.release();
  await place.remove();
  await rm(home, { recursive: true });
});

test('root: an explicit data folder that PostgreSQL cannot enter is refused with what bars the way', async (t) => {
  // PostgreSQL refuses root, so only for root is there another account whose way can be barred
  if (!isRoot) return t.skip('only root runs PostgreSQL as somebody else');
  const home = await mkdtemp(join(tmpdir(), 'postgres-paas-home-'));
  await assert.rejects(openDataFolder({ path: join(home, 'data'), repository: home }), new RegExp(`may not enter ${home}`));
  await rm(home, { recursive: true });
});

test('a data folder that cannot be made is refused with the reason', async () => {
  await assert.rejects(openDataFolder({ path: '/dev/null/data', repository: '/' }), /\/dev\/null\/data cannot be written/);
});

test('an ordinary user runs the platform as themselves', async (t) => {
  // only root may start something as another account; without root every test here is this one
  if (!isRoot) return t.skip('the other tests ran as an ordinary user already');
  const place = await temporaryPlace();
  const repository = await copyOfRepository();
  await chmod(join(place.path, '..'), 0o777);
  const platform = startPlatform({ repository, uid: NOBODY, env: { PAAS_DATA_DIR: place.path, PAAS_ADMIN_PASSWORD: PASSWORD } });
  const client = await apiClient(await platform.url).login('admin', PASSWORD);
  await client.post('/api/databases', { name: 'orders', instances: 2 });
  await eventually(async () => {
    assert.equal((await client.get<DatabaseView>('/api/databases/orders')).body.status.state, 'available');
  }, 60_000);
  assert.equal(await platform.stop(), 0);
  assert.equal((await stat(join(place.path, 'secret'))).uid, NOBODY);
  assert.equal((await stat(join(place.path, 'secret'))).mode & 0o777, 0o600);
  await place.remove();
  await rm(repository, { recursive: true });
});

test('a port that another program has taken is named, with what to do, and served when it is free', async () => {
  const place = await temporaryPlace();
  const open = async () => startSite(await openDataFolder({ path: place.path, repository: place.path }));
  let site = await open();
  await create(site, 'orders');
  const { connection } = await untilAvailable(site, 'orders');
  await site.stop();
  await site.folder.release();
  const squatter = createServer().listen(connection.port, '127.0.0.1');
  site = await open();
  const { status } = await until(site, 'orders', ({ status: { reason } }) => /taken/.test(reason ?? ''));
  assert.equal(
    status.reason,
    `The read-write port ${connection.port} is taken by another program. Stop whatever listens there; the database takes the port by itself when it is free.`,
  );
  await query(site, 'orders', 'SELECT 1', { readOnly: true });
  squatter.close();
  await untilAvailable(site, 'orders');
  assert.equal(get(site, 'orders').connection.port, connection.port);
  await query(site, 'orders', 'SELECT 1');
  await site.stop();
  await site.folder.release();
  await place.remove();
});

/** What an ordinary user has cloned, without what others build into it meanwhile; the packages stay where they are. */
async function copyOfRepository(): Promise<string> {
  const root = join(import.meta.dirname, '..', '..', '..');
  const copy = await mkdtemp(join(tmpdir(), 'postgres-paas-clone-'));
  await chmod(copy, 0o755);
  const filter = (path: string) => path !== join(root, 'api/dist');
  for (const name of ['api', 'constructs/manifests', 'package.json'])
    await cp(join(root, name), join(copy, name), { recursive: true, filter });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
