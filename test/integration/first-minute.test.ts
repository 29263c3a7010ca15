/** What a new user does first, in a fresh copy of the tree: `npm start`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { DatabaseView } from '../../api/contract/database.ts';
import type { PlatformProcess } from '../../scripts/demo/platform-process.ts';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { freshClone, npmStart } from '../support/fresh-clone.ts';
import { processesBelow } from '../support/processes-below.ts';

const PASSWORD = 'a-password-for-this-test-alone';
const MOST_PACKAGES = 150;
const MOST_BYTES = 350e6;

let clone: string;
let data: string;
let platform: PlatformProcess;

before(async () => {
  clone = await freshClone();
  data = join(clone, '.data');
});
after(async () => {
  await platform.stop();
  await rm(clone, { recursive: true, force: true, maxRetries: 5 });
});

const login = async (): Promise<ApiClient> => apiClient(await platform.url).login('admin', PASSWORD);

const untilAvailable = (client: ApiClient, name: string) =>
  eventually(async () => {
    const { body } = await client.get<DatabaseView>(`/api/databases/${name}`);
    assert.equal(body.status.state, 'available', `${body.status.reason}`);
  }, 120_000);

test('npm start installs what the platform runs, and no more', async (t) => {
  const begin = performance.now();
  platform = npmStart(clone, PASSWORD);
  await platform.url;
  t.diagnostic(`npm start took ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  const packages = await installedPackages(clone);
  const bytes = await bytesBelow(join(clone, 'node_modules'));
  t.diagnostic(`${packages.length} packages, ${Math.round(bytes / 1e6)} MB`);
  assert.ok(packages.length <= MOST_PACKAGES, `${packages.length} packages, at most ${MOST_PACKAGES}: ${packages.join(' ')}`);
  assert.ok(bytes <= MOST_BYTES, `${Math.round(bytes / 1e6)} MB, at most ${MOST_BYTES / 1e6}`);
  assert.equal(packages.filter((path) => path.includes('postgresql-')).length, 1, 'one PostgreSQL');
});

test('databases of the version that came along and of an older one are made', async () => {
  const client = await login();
  const plan = await client.post<{ steps: string[] }>('/api/databases?dryRun=true', { name: 'older', version: 17 });
  assert.match(plan.body.steps[0] ?? '', /PostgreSQL 17 is installed first/);
  for (const made of [{ name: 'newest' }, { name: 'older', version: 17 }]) {
    assert.equal((await client.post('/api/databases', made)).status, 202);
  }
  for (const name of ['newest', 'older']) await untilAvailable(client, name);
});

test('the commands of the guide create, show, change and delete a database', async () => {
  await writeFile(join(data, 'admin-password'), PASSWORD);
  const guide = await readFile(join(clone, '.github/docs/laptop.md'), 'utf8');
  const commands = /```sh\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  assert.match(commands, /PASSWORD=.*admin-password/);
  const script = commands
    .replaceAll('http://127.0.0.1:8080', await platform.url)
    .replaceAll('curl -sN', 'curl -sN --max-time 1') // it follows what happens until Ctrl-C
    .replaceAll(/^curl /gm, 'echo; curl ');
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: clone }).catch((error: { stdout: string }) => error);
  const answers = stdout.split('\n').filter((line) => line.startsWith('{'));
  const [made, credentials, changed, deleted] = answers.map((line) => JSON.parse(line));
  assert.equal(made.name, 'orders');
  assert.match(credentials.password, /.{20}/);
  assert.deepEqual([changed.spec?.instances ?? changed.instances, changed.synchronous], [3, true]);
  assert.equal(deleted.status.state, 'deleting');
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const) {
  test(`${signal} to npm stops the platform and every PostgreSQL cleanly, and the next npm start brings all back`, async () => {
    await untilAvailable(await login(), 'older');
    const code = await platform.stop(signal);
    assert.equal(code, signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : null, platform.output());
    assert.match(platform.output(), /Stopped\. The data stays/);
    assert.deepEqual(await processesBelow(data), []);
    for (const log of await serverLogs()) assert.match(log.split('\n').slice(-3).join('\n'), /database system is shut down/);
    platform = npmStart(clone, PASSWORD);
    await platform.url;
  });
}

/** Every folder with a package, as a person would count them. */
async function installedPackages(repository: string): Promise<string[]> {
  const lock = await readFile(join(repository, 'node_modules', '.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lock) as { packages: Record<string, unknown> };
  return Object.keys(packages).filter((path) => existsSync(join(repository, path, 'package.json')));
}

/** On the disk; what has several names counts once. */
async function bytesBelow(folder: string, seen = new Set<number>()): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await bytesBelow(path, seen);
    const { ino, blocks } = await lstat(path);
    if (!seen.has(ino)) sum += blocks * 512;
    seen.add(ino);
  }
  return sum;
}

async function serverLogs(): Promise<string[]> {
  const logs: string[] = [];
  for (const id of await readdir(join(data, 'databases'))) logs.push(await readFile(join(data, 'databases', id, '1.log'), 'utf8'));
  return logs;
}
