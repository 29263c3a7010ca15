import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openDataFolder } from '../../../api/backends/embedded/data-folder.ts';
import { waitFor } from '../../../api/backends/embedded/postgres/wait.ts';
import {
  dataFoldersBelow,
  get,
  instanceFolder,
  killEverything,
  ordinalOf,
  postmasterOf,
  processesIn,
  query,
  type RunningSite,
  startSite,
  until,
  untilAvailable,
  untilGone,
} from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { type KillableSite, startKillableSite } from '../../support/killable-site.ts';
import { type TestPlace, temporaryPlace } from '../../support/state-server.ts';

// One folder for all: what earlier tests left behind must not disturb later ones either.
let place: TestPlace;
let site: RunningSite | undefined;

before(async () => {
  place = await temporaryPlace();
});
after(async () => {
  await stop();
  await killEverything(place.path);
  await place.remove();
});

async function start(): Promise<RunningSite> {
  site ??= await startSite(await openDataFolder({ path: place.path, repository: place.path }));
  return site;
}

async function stop(): Promise<void> {
  await site?.stop();
  await site?.folder.release();
  site = undefined;
}

/** The one folder in `databases` that was not there before. */
async function newFolder(known: readonly string[]): Promise<string> {
  const [id = 'none'] = (await databaseIds()).filter((name) => !known.includes(name));
  return join(place.path, 'databases', id);
}

const databaseIds = () => readdir(join(place.path, 'databases')).catch((): string[] => []);

const patiently = (isSo: () => boolean | Promise<boolean>, what: string) => waitFor(isSo, { timeoutMs: 60_000, what, everyMs: 1 });

interface Moment {
  readonly name: string;
  readonly when: string;
  /** The last step before the kill, or the folder whose appearance is waited for. */
  readonly step?: string;
  readonly folder?: string;
}

const moments: readonly Moment[] = [
  { name: 'accepted', when: 'right after it was accepted' },
  { name: 'making', when: 'while its files are made', folder: '1.new' },
  { name: 'made', when: 'before its server is started', step: 'initialise' },
  { name: 'started', when: 'before it has its tenant', step: 'start' },
  { name: 'provisioned', when: 'before its replica is recorded', step: 'provision' },
  { name: 'recorded', when: 'before its replica is copied', step: 'add-instance' },
  { name: 'copying', when: 'while its replica is copied', folder: '2.new' },
  { name: 'copied', when: 'before its commits wait for the replica', step: 'clone' },
];

async function createAndKill({ name, step, folder }: Moment): Promise<void> {
  const killable = await startKillableSite(place.path);
  const known = await databaseIds();
  await killable.ask({ do: 'create', name, spec: { instances: 2, synchronous: true } });
  if (step) await killable.after(step, name);
  if (folder) await patiently(async () => existsSync(join(await newFolder(known), folder)), `${folder} of ${name}`);
  await killable.kill();
}

for (const moment of moments) test(`the platform is killed: ${moment.when}`, () => createAndKill(moment));

test('the next start finishes all of them, and doubles nothing', async () => {
  const next = await start();
  for (const { name } of moments) {
    const { id } = await untilAvailable(next, name);
    const folders = (await dataFoldersBelow(place.path)).filter((path) => path.includes(id));
    assert.deepEqual(folders.toSorted(), [instanceFolder(next, id, 1), instanceFolder(next, id, 2)]);
    await query(next, name, 'CREATE TABLE item AS SELECT 1 AS id');
  }
});

test('when all servers are killed at once under a running platform, they come back with every row', async () => {
  const running = await start();
  await killEverything(place.path);
  for (const { name } of moments) {
    await eventually(async () => assert.deepEqual(await query(running, name, 'SELECT id FROM item'), [{ id: 1 }]));
    await untilAvailable(running, name);
  }
});

test('stopped cleanly, nothing runs; started again, everything is as it was, on the same ports', async () => {
  const { id, connection, createdAt } = await untilAvailable(await start(), 'copied');
  await stop();
  for (const folder of await dataFoldersBelow(place.path)) assert.deepEqual(await processesIn(folder), []);
  const second = await start();
  const back = await untilAvailable(second, 'copied');
  assert.deepEqual({ id: back.id, connection: back.connection, createdAt: back.createdAt }, { id, connection, createdAt });
  assert.deepEqual(await query(second, 'copied', 'SELECT id FROM item'), [{ id: 1 }]);
});

test('servers that outlived a killed platform are taken over as they run, and what was asked for last is done', async () => {
  const { id, status } = await untilAvailable(await start(), 'copied'); // of before its start the primary may be another
  const primary = ordinalOf(status.primary ?? ''); // is started first
  await stop();
  const killable = await startKillableSite(place.path);
  await killable.after('start', 'copied');
  await killable.ask({ do: 'change', name: 'copied', spec: { parameters: { work_mem: '9MB' } } });
  await killable.kill();
  const survivors = await processesIn(join(place.path, 'databases', id, String(primary)));
  const next = await start();
  await untilAvailable(next, 'copied');
  assert.ok(survivors.includes((await postmasterOf(next, id, primary))?.pid ?? 0));
  assert.deepEqual(await query(next, 'copied', 'SHOW work_mem'), [{ work_mem: '9MB' }]);
});

test('when platform and servers are killed all at once, the next start brings everything back', async () => {
  await stop();
  const killable = await startKillableSite(place.path);
  await killable.after('start', 'copied');
  await killable.kill();
  await killEverything(place.path);
  const next = await start();
  for (const { name } of moments) {
    await untilAvailable(next, name);
    assert.deepEqual(await query(next, name, 'SELECT id FROM item'), [{ id: 1 }]);
  }
});

test('a failover while the control plane has no database waits for it, and then happens', async () => {
  const running = await start();
  const { id, status } = await untilAvailable(running, 'copied');
  const before = status.primary ?? '';
  const primary = await postmasterOf(running, id, ordinalOf(before));
  for (const pid of await processesIn(join(place.path, 'state', 'postgresql'))) process.kill(pid, 'SIGKILL');
  process.kill(primary?.pid ?? 0, 'SIGKILL');
  await until(running, 'copied', (seen) => seen.status.primary !== null && seen.status.primary !== before);
  await untilAvailable(running, 'copied');
});

test('deletions whose platform is killed are finished by the next start, with nothing left', async () => {
  const ids = moments.map(({ name }) => ({ name, id: get(site ?? assert.fail('no site'), name).id }));
  await stop();
  const killable: KillableSite = await startKillableSite(place.path);
  for (const { name } of ids) await killable.ask({ do: 'remove', name });
  const [first] = ids;
  await patiently(() => !existsSync(join(place.path, 'databases', first?.id ?? '')), 'the first folder to go');
  await killable.kill();
  const next = await start();
  for (const { name } of ids) await untilGone(next, name);
  assert.deepEqual(await databaseIds(), []);
  for (const { id } of ids) assert.deepEqual(await processesIn(join(place.path, 'databases', id, '1')), []);
});
