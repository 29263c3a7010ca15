import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseView } from '../../api/contract/database.ts';
import { DemoApi } from '../../scripts/demo/api.ts';
import { killPrimary, startPlatform } from '../../scripts/demo/platform-process.ts';
import { connect, Writer } from '../../scripts/demo/writer.ts';
import { type Figure, median } from './report.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const PASSWORD = 'a-password-for-the-bench';
const RUNS = 5;

const seconds = (since: number) => (performance.now() - since) / 1000;

/** P11: a clone into an empty folder until the first answer in SQL; then, on that platform, create and failover. */
export async function measureLaptop(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-paas-bench-'));
  await chmod(folder, 0o711);
  const started = performance.now();
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${REPOSITORY}`, join(folder, 'clone')]);
  const dataDir = join(folder, 'data');
  const platform = startPlatform({
    repository: join(folder, 'clone'),
    npm: true, // as a person would
    env: { ...process.env, PAAS_PORT: '0', PAAS_DATA_DIR: dataDir, PAAS_ADMIN_PASSWORD: PASSWORD, PAAS_LOG_LEVEL: 'error' },
  });
  try {
    const api = await DemoApi.login(await platform.url, { user: 'admin', password: PASSWORD });
    await create(api, 'first', 1);
    await firstAnswer(api, 'first');
    const firstSql = seconds(started);
    const ready = await measureCreates(api);
    const { failover, lost } = await measureFailovers(api, dataDir);
    api.close();
    return [
      {
        what: 'P11 clone -> first SQL answer, packages in the npm cache',
        value: `${firstSql.toFixed(1)} s`,
        bar: '<= 90 s',
        met: firstSql <= 90,
      },
      { what: `P11 create -> ready, median of ${RUNS}`, value: `${median(ready).toFixed(2)} s`, bar: '<= 2 s', met: median(ready) <= 2 },
      {
        what: `P11 primary killed -> writes again, worst of ${RUNS}`,
        value: `${Math.max(...failover).toFixed(2)} s`,
        bar: '<= 5 s',
        met: Math.max(...failover) <= 5,
      },
      { what: 'P11 acknowledged rows lost in those failovers', value: String(lost), bar: '0', met: lost === 0 },
    ];
  } finally {
    await platform.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const isReady = (instances: number) => (database?: DatabaseView) =>
  database?.status.state === 'available' && database.status.readyInstances === instances;

async function create(api: DemoApi, name: string, instances: number): Promise<DatabaseView> {
  await api.create({ name, instances, synchronous: instances > 1, storageGiB: 1 });
  const database = await api.until(name, isReady(instances));
  if (!database) throw new Error(`${name} was not made.`);
  return database;
}

async function firstAnswer(api: DemoApi, name: string): Promise<void> {
  const client = await connect(await api.credentials(name));
  await client.query('select 1');
  await client.end();
}

async function measureCreates(api: DemoApi): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now();
    await create(api, `run-${run}`, 1);
    times.push(seconds(started));
  }
  return times;
}

/** Kills the primary under a writer, again and again; counts the longest pause of each and all rows that are gone. */
async function measureFailovers(api: DemoApi, dataDir: string): Promise<{ failover: number[]; lost: number }> {
  const failover: number[] = [];
  let database = await create(api, 'ha', 3);
  const credentials = await api.credentials('ha');
  const client = await connect(credentials);
  await client.query('create table demo_rows (number integer)');
  await client.end();
  let lost = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const writer = new Writer(credentials);
    writer.start();
    await writer.more(20);
    await killPrimary(dataDir, database);
    await writer.more(20);
    failover.push(await writer.stop());
    lost += await missing(credentials, writer.acknowledged);
    database = (await api.until('ha', isReady(3))) ?? database;
  }
  return { failover, lost };
}

/** Acknowledged rows that are not there; the table is emptied for the next run. */
async function missing(credentials: Parameters<typeof connect>[0], acknowledged: readonly number[]): Promise<number> {
  const client = await connect(credentials);
  const { rows } = await client.query<{ number: number }>('select number from demo_rows');
  await client.query('truncate demo_rows');
  await client.end();
  const there = new Set(rows.map(({ number }) => number));
  return acknowledged.filter((number) => !there.has(number)).length;
}
