import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openDataFolder } from '../../../api/backends/embedded/data-folder.ts';
import { type BinariesByMajor, findBinaries, ON_DEMAND } from '../../../api/backends/embedded/postgres/binaries.ts';
import { installableMajors, installVersion } from '../../../api/backends/embedded/postgres/install-version.ts';
import { create, get, query, remove, startSite, until, untilAvailable, untilGone } from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryPlace } from '../../support/state-server.ts';
import { tcpPortOf } from '../../support/tcp-port.ts';

/** Of a folder with nothing but the names of the versions, as in a fresh clone. */
const folder = await mkdtemp(join(tmpdir(), 'postgres-paas-versions-'));
const onlyNewest: BinariesByMajor = new Map([...(await findBinaries({ hostFolders: [] }))].slice(0, 1));

before(() => emptyVersions());
after(() => rm(folder, { recursive: true }));

async function emptyVersions(): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) await cp(join(ON_DEMAND, name), join(folder, name));
}

const unfinished = async () => (await readdir(folder)).filter((name) => name.startsWith('.new-'));

async function site(npm: readonly [string, ...string[]], path: string) {
  return startSite(await openDataFolder({ path, repository: path }), { binaries: onlyNewest, source: { folder, npm } });
}

test('a version that is not installed is when a database first asks for it, and again when data need it after a restart', async () => {
  const place = await temporaryPlace();
  const first = await site(['npm'], place.path);
  const { versions, versionsOnDemand } = first.backend.limits;
  assert.deepEqual([versions.includes(17), versionsOnDemand?.includes(17), versionsOnDemand?.includes(18)], [true, true, false]);
  const made = await create(first, 'older', { version: 17 });
  assert.deepEqual([made.status.state, made.status.reason], ['creating', 'PostgreSQL 17 is being installed on this machine.']);
  await create(first, 'same', { version: 17 });
  await untilAvailable(first, 'same');
  const { status } = await untilAvailable(first, 'older');
  assert.match(status.serverVersion ?? '', /^17\./);
  assert.equal(first.backend.limits.versionsOnDemand?.includes(17), false);
  await query(first, 'older', 'CREATE TABLE kept AS SELECT 1 AS one');
  await first.stop();
  await first.folder.release();

  await emptyVersions();
  const second = await site(['npm'], place.path);
  await untilAvailable(second, 'older');
  assert.deepEqual(await query(second, 'older', 'SELECT one FROM kept'), [{ one: 1 }]);
  await second.stop();
  await second.folder.release();
  await place.remove();
});

test('without a registry the status says so, and the database is made as soon as there is one', async () => {
  await emptyVersions();
  const place = await temporaryPlace();
  const npm: [string, ...string[]] = ['npm', '--registry=http://127.0.0.1:9', `--cache=${place.path}/empty-cache`];
  const running = await site(npm, place.path);
  await create(running, 'offline', { version: 17 });
  const { status } = await until(running, 'offline', ({ status: { reason } }) => reason?.includes('cannot be reached') === true);
  assert.equal(status.state, 'creating');
  assert.match(
    status.reason ?? '',
    /^PostgreSQL 17 cannot be installed: the npm registry cannot be reached \(ECONNREFUSED\).*npm run postgres -- 17/,
  );
  npm.length = 1;
  await untilAvailable(running, 'offline');
  await running.stop();
  await running.folder.release();
  await place.remove();
});

test('a registry that never answers delays neither a deletion nor the end of the platform', async () => {
  await emptyVersions();
  const place = await temporaryPlace();
  const silent = createServer((socket) => socket.on('error', () => undefined));
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const port = tcpPortOf(silent);
  const running = await site(['npm', `--registry=http://127.0.0.1:${port}`, `--cache=${place.path}/empty-cache`], place.path);
  const asked = new Promise((resolve) => silent.on('connection', resolve));
  await create(running, 'waits', { version: 17 });
  await create(running, 'unwanted', { version: 16 });
  await asked;
  await remove(running, 'unwanted');
  await untilGone(running, 'unwanted');
  assert.equal(get(running, 'waits').status.state, 'creating');
  await running.stop();
  await eventually(async () => assert.deepEqual(await unfinished(), []));
  silent.close();
  await running.folder.release();
  await place.remove();
});

test('two installations at once end with one, and leftovers of a killed one are removed', async () => {
  await emptyVersions();
  const source = { folder, npm: ['npm'] as const };
  await mkdir(join(folder, '.new-999999999-abcdef'));
  const homes = await Promise.all([installVersion(source, 17), installVersion(source, 17)]);
  assert.equal(homes[0], homes[1]);
  assert.deepEqual(await unfinished(), []);
  assert.equal((await findBinaries({ hostFolders: [], onDemand: folder })).get(17)?.provider, 'npm');
});

test('a package whose content is not what the lock file names is refused', async () => {
  await emptyVersions();
  const lock = join(folder, 'package-lock.json');
  await writeFile(lock, (await readFile(lock, 'utf8')).replaceAll(/sha512-.{20}/g, `sha512-${'A'.repeat(20)}`));
  await assert.rejects(installVersion({ folder, npm: ['npm'] }, 16), /PostgreSQL 16 cannot be installed: .*\(EINTEGRITY\)/);
  assert.deepEqual(await unfinished(), []);
});

test('a machine that no package is made for offers none', async () => {
  assert.deepEqual(await installableMajors({ folder: tmpdir() }), []);
});
