import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import type { Database } from '../../../api/domain/database.ts';
import { type PlatformProcess, startPlatform } from '../../../scripts/demo/platform-process.ts';
import { type ApiClient, apiClient } from '../../support/api-client.ts';
import { change, connect, create, get, query, type RunningSite, startSite, until, untilAvailable } from '../../support/embedded-site.ts';
import { eventually } from '../../support/eventually.ts';
import { cannotMount, type SmallDisk, smallDisk } from '../../support/small-disk.ts';
import { type TestFolder, type TestPlace, temporaryDataFolder, temporaryPlace } from '../../support/state-server.ts';

const skip = await cannotMount();
const conditionOf = ({ status }: Database, type: string) => status.conditions.find((condition) => condition.type === type);
const isFull = ({ status }: Database) => status.state === 'storage_full';

/** For one test, and gone with it also when it fails. What is deferred on `left` is done first. */
async function placeOnDisk(t: TestContext, mebibytes: number): Promise<{ place: TestPlace; disk: SmallDisk; left: AsyncDisposableStack }> {
  const left = new AsyncDisposableStack();
  t.after(() => left.disposeAsync());
  const place = await temporaryPlace();
  left.defer(() => place.remove());
  return { place, disk: left.adopt(await smallDisk(place.path, mebibytes), ({ unmount }) => unmount()), left };
}

async function ended(platform: PlatformProcess): Promise<void> {
  await platform.stop();
}

describe('a full disk below a database', { skip }, () => {
  let place: TestFolder;
  let disk: SmallDisk;
  let site: RunningSite;

  const left = new AsyncDisposableStack();
  before(async () => {
    place = await temporaryDataFolder();
    left.defer(() => place.remove());
    disk = left.adopt(await smallDisk(join(place.folder.path, 'databases'), 300), ({ unmount }) => unmount());
    site = left.adopt(await startSite(place.folder), ({ stop }) => stop());
    await create(site, 'orders');
    await untilAvailable(site, 'orders');
    await query(site, 'orders', 'CREATE TABLE kept AS SELECT 1 AS number');
  });
  after(() => left.disposeAsync());

  test('is in the status, with the volume, what is free and what to do', async () => {
    await disk.fill();
    const full = await until(site, 'orders', (database) => isFull(database) && /full: 0 of/.test(database.status.reason ?? ''));
    assert.match(full.status.reason ?? '', new RegExp(`disk of ${disk.path}.* is full: 0 of 300 MiB are free.*room`));
    assert.equal(conditionOf(full, 'DiskSpace')?.status, 'False');
    assert.equal(conditionOf(full, 'Writable')?.status, 'False');
    assert.equal(conditionOf(full, 'Ready')?.message, full.status.reason);
    assert.deepEqual(await query(site, 'orders', 'SELECT number FROM kept'), [{ number: 1 }], 'reading goes on');
  });

  test('keeps new sessions from writing, before PostgreSQL itself stumbles over it', async () => {
    await assert.rejects(query(site, 'orders', 'CREATE TABLE more AS SELECT generate_series(1, 1000000)'), { code: '25006' });
    const session = await connect(site, 'orders');
    await session.query('SET default_transaction_read_only = off');
    await assert.rejects(session.query('CREATE TABLE more AS SELECT generate_series(1, 1000000)'), { code: '53100' });
    await session.end();
  });

  test('keeps the API from promising what cannot be done', async () => {
    await assert.rejects(create(site, 'another'), { code: 'unavailable', message: /disk of .* has too little room: .* 0 of 300 MiB/ });
    await assert.rejects(change(site, 'orders', { instances: 2 }), { code: 'unavailable', message: /has too little room/ });
    await assert.rejects(change(site, 'orders', { labels: { team: 'shop' } }), { code: 'unavailable', message: /disk of .* is full/ });
    assert.equal(get(site, 'orders').spec.instances, 1);
  });

  test('is over by itself when there is room again', async () => {
    await disk.empty();
    const well = await untilAvailable(site, 'orders');
    assert.equal(conditionOf(well, 'DiskSpace')?.status, 'True');
    await eventually(() => query(site, 'orders', 'INSERT INTO kept VALUES (2)'));
  });

  test('that stops the server for want of WAL is told as well, and is over by itself', async () => {
    await disk.fill(100 * 1024 ** 2);
    const session = await connect(site, 'orders');
    await session.query('CREATE TABLE filling (text text)');
    const filling = session.query(`INSERT INTO filling SELECT repeat('x', 1000) FROM generate_series(1, 1000000)`);
    await assert.rejects(filling);
    const full = await until(site, 'orders', isFull);
    assert.match(full.status.reason ?? '', /is full/);
    await session.end().catch(() => undefined);
    await disk.empty();
    await untilAvailable(site, 'orders');
    await eventually(() => query(site, 'orders', 'INSERT INTO kept VALUES (3)'));
    assert.equal((await query(site, 'orders', 'SELECT FROM kept')).length, 3);
  });
});

describe("a full disk below the platform's own state", { skip }, () => {
  const password = 'a-password-for-this-test-alone';
  let place: TestPlace;
  let disk: SmallDisk;
  let platform: PlatformProcess;
  let client: ApiClient;

  const left = new AsyncDisposableStack();
  before(async () => {
    place = await temporaryPlace();
    left.defer(() => place.remove());
    disk = left.adopt(await smallDisk(join(place.path, 'state'), 200), ({ unmount }) => unmount());
    platform = startPlatform({ env: { PAAS_DATA_DIR: place.path, PAAS_ADMIN_PASSWORD: password, PAAS_LOG_LEVEL: 'error' } });
    left.defer(() => ended(platform));
    client = await apiClient(await platform.url).login('admin', password);
    assert.equal((await client.post('/api/databases', { name: 'orders' })).status, 202);
    await eventually(async () => assert.match((await client.get('/api/databases/orders')).text, /"state":"available"/));
  });
  after(() => left.disposeAsync());

  test('is told by /readyz and /health, and by every write with a reason', async () => {
    await disk.fill();
    const ready = await client.get<{ detail: string }>('/readyz');
    assert.equal(ready.status, 503);
    assert.match(ready.body.detail, new RegExp(`disk of ${disk.path}.* is full: 0 of 200 MiB`));
    assert.match((await client.get('/health')).text, /degraded.*is full/);
    const writes = [
      await client.post<{ detail: string }>('/api/databases', { name: 'another' }),
      await client.patch<{ detail: string }>('/api/databases/orders', { labels: { team: 'shop' } }),
      await client.post<{ detail: string }>('/api/databases/orders/restart'),
    ];
    for (const { status, body, headers } of writes) {
      assert.equal(status, 503);
      assert.match(body.detail, /disk of .*is full/);
      assert.ok(Number(headers.get('retry-after')) > 0);
    }
    assert.equal((await client.get('/api/databases/orders')).status, 200, 'reading goes on');
  });

  test('is over by itself when there is room again', async () => {
    await disk.empty();
    await eventually(async () => assert.equal((await client.get('/readyz')).status, 200));
    await eventually(async () => assert.equal((await client.patch('/api/databases/orders', { labels: { team: 'shop' } })).status, 202));
  });
});

describe('a start on a full disk', { skip }, () => {
  for (const [what, mebibytes, fill] of [
    ['that never had room', 1, true],
    ['with room for a part of it', 30, false],
  ] as const) {
    test(`${what} ends with the folder, what is free and what to do`, async (t) => {
      const { place, disk, left } = await placeOnDisk(t, mebibytes);
      if (fill) await disk.fill();
      const platform = startPlatform({ env: { PAAS_DATA_DIR: place.path, PAAS_LOG_LEVEL: 'error' } });
      left.defer(() => ended(platform));
      assert.equal(await platform.ended, 1);
      assert.match(
        platform.output(),
        new RegExp(`cannot start: the disk of ${place.path} has too little room: [\\d.]+ of ${mebibytes} MiB are free.*PAAS_DATA_DIR`),
      );
      assert.doesNotMatch(platform.output(), /\n\s+at /, 'no stack');
    });
  }

  test('that was filled meanwhile says it as well, and the next start brings everything back', async (t) => {
    const { place, disk, left } = await placeOnDisk(t, 200);
    const env = { PAAS_DATA_DIR: place.path, PAAS_LOG_LEVEL: 'error' };
    const first = startPlatform({ env });
    left.defer(() => ended(first));
    await first.url;
    await first.stop();
    await disk.fill();
    const second = startPlatform({ env });
    left.defer(() => ended(second));
    assert.equal(await second.ended, 1);
    assert.match(second.output(), /cannot start: the disk of .* has too little room: 0 of 200 MiB are free/);
    await disk.empty();
    const third = startPlatform({ env });
    left.defer(() => ended(third));
    await third.url;
    await third.stop();
  });
});
