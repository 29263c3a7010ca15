/** `npm run demo`: the life of a database on a real platform, step by step, with seconds. Fails on any surprise. */
import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import type { CredentialsView } from '../api/contract/credentials.ts';
import type { DatabaseView } from '../api/contract/database.ts';
import { DemoApi } from './demo/api.ts';
import { findPlatform } from './demo/platform.ts';
import { killPrimary } from './demo/platform-process.ts';
import { connect, Writer } from './demo/writer.ts';

const USAGE = `usage: npm run demo [-- --url URL --user NAME --password TEXT --data FOLDER --kill COMMAND]

Shows a database from its creation to its deletion on the platform at URL; without --url on the one that runs here,
or else on one started for the purpose. --data is the platform's data folder (there the demo finds the primary's
process to kill); --kill is a command that kills the primary instead, with {primary} and {project} filled in. With
neither, on a platform elsewhere, the failover is left out.`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    url: { type: 'string' },
    user: { type: 'string', default: 'admin' },
    password: { type: 'string' },
    data: { type: 'string', default: process.env.PAAS_DATA_DIR },
    kill: { type: 'string' },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const NAME = `demo-${Date.now().toString(36)}`;
const isAvailable = (database?: DatabaseView) => database?.status.state === 'available';
const platform = await findPlatform({ url: values.url, user: values.user, password: values.password, dataDir: values.data });
const rows: [step: string, seconds: string, what: string][] = [];

async function step(title: string, work: () => Promise<string>): Promise<void> {
  const started = performance.now();
  const what = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  rows.push([title, seconds, what]);
  console.log(`${title.padEnd(32)} ${seconds.padStart(7)} s   ${what}`);
}

const canKill = values.kill !== undefined || platform.dataDir !== undefined;

async function loseThePrimary(database: DatabaseView): Promise<void> {
  const { project, status } = database;
  if (values.kill) {
    await promisify(exec)(values.kill.replaceAll('{primary}', status.primary ?? '').replaceAll('{project}', project));
    return;
  }
  assert.ok(platform.dataDir, 'give --data or --kill, so that the primary can be killed');
  await killPrimary(platform.dataDir, database);
}

/** The rows of one statement. */
async function ask(credentials: CredentialsView, text: string): Promise<Record<string, unknown>[]> {
  const client = await connect(credentials);
  const { rows: answer } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return answer;
}

async function available(api: DemoApi, ready: number): Promise<DatabaseView> {
  const database = await api.until(NAME, (seen) => isAvailable(seen) && seen?.status.readyInstances === ready);
  assert.ok(database);
  return database;
}

async function show(): Promise<void> {
  const api = await DemoApi.login(platform.url, platform);
  console.log(`\n${NAME} on ${platform.url}\n`);
  const credentials = await showCreation(api);
  await showReplicas(api, credentials);
  await showFailover(api, credentials);
  await showChanges(api, credentials);
  await showEnd(api);
  api.close();
}

async function showCreation(api: DemoApi): Promise<CredentialsView> {
  await step('create', async () => {
    await api.create({ name: NAME, storageGiB: 1 });
    return (await available(api, 1)).status.primary ?? '';
  });
  const credentials = await api.credentials(NAME);
  await step('connect and write', async () => {
    await ask(credentials, 'create table demo_rows (number integer primary key)');
    const [answer] = await ask(credentials, 'select version()');
    return String(answer?.version).split(' on ')[0] ?? '';
  });
  return credentials;
}

async function showReplicas(api: DemoApi, credentials: CredentialsView): Promise<void> {
  await step('scale to 3, synchronous', async () => {
    await api.change(NAME, { instances: 3, synchronous: true });
    return `${(await available(api, 3)).status.readyInstances} servers`;
  });
  await step('connect to a replica', async () => {
    const [answer] = await ask({ ...credentials, uri: credentials.readOnlyUri }, 'select pg_is_in_recovery() as replica');
    assert.equal(answer?.replica, true, 'the read-only address leads to a primary');
    return 'reads come from a replica';
  });
}

async function showFailover(api: DemoApi, credentials: CredentialsView): Promise<void> {
  if (!canKill) return console.log(`${'kill the primary'.padEnd(32)} SKIPPED   give --data or --kill, so that the primary can be killed`);
  const writer = new Writer(credentials);
  await step('kill the primary', async () => {
    const before = await available(api, 3);
    writer.start();
    await writer.more(50);
    await loseThePrimary(before);
    const after = await api.until(NAME, (seen) => seen?.status.primary !== before.status.primary && seen?.status.primary !== null);
    await writer.more(50);
    return `${before.status.primary} -> ${after?.status.primary}`;
  });
  await step('no row is lost', async () => {
    const gap = await writer.stop();
    const there = new Set((await ask(credentials, 'select number from demo_rows')).map(({ number }) => number));
    const lost = writer.acknowledged.filter((number) => !there.has(number));
    assert.deepEqual(lost, [], 'acknowledged rows are gone');
    return `${writer.acknowledged.length} acknowledged, all there; ${gap.toFixed(2)} s without writes`;
  });
  await step('the old primary rejoins', async () => `${(await available(api, 3)).status.readyInstances} servers again`);
}

async function showChanges(api: DemoApi, credentials: CredentialsView): Promise<void> {
  await step('change parameters', async () => {
    await api.change(NAME, { parameters: { work_mem: '8MB', max_connections: 60 } });
    await available(api, 3);
    const [answer] = await ask(
      credentials,
      "select current_setting('work_mem') as work_mem, current_setting('max_connections') as max_connections",
    );
    assert.deepEqual(answer, { work_mem: '8MB', max_connections: '60' });
    return 'work_mem by reload, max_connections by rolling restart';
  });
  await step('grow', async () => {
    await api.change(NAME, { storageGiB: 2 });
    await available(api, 3);
    return '1 -> 2 GiB';
  });
}

async function showEnd(api: DemoApi): Promise<void> {
  await step('read audit and events', async () => {
    const audit = (await api.get(`/api/databases/${NAME}/logs`)) as { items: { action: string }[] };
    const events = (await api.get(`/api/databases/${NAME}/service-logs`)) as { items: { type: string }[] };
    assert.ok(!canKill || events.items.some(({ type }) => type === 'database.failover.completed'), 'the failover is not among the events');
    return `${audit.items.length} audit entries, ${events.items.length} events`;
  });
  await step('delete', async () => {
    await api.delete(NAME);
    await api.until(NAME, (seen) => seen === undefined);
    return 'gone, with its data';
  });
}

try {
  await show();
  const total = rows.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
  console.log(`${'in all'.padEnd(32)} ${total.toFixed(2).padStart(7)} s`);
} finally {
  await platform.stop();
}
