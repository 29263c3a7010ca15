import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { DatabaseView } from '../../api/contract/database.ts';
import type { SessionView } from '../../api/contract/session.ts';
import { type StartOptions, startPlatform } from '../../scripts/demo/platform-process.ts';
import { apiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { processesBelow } from '../support/processes-below.ts';

const LINUX = process.platform === 'linux' ? {} : { skip: 'counts processes by /proc, which only Linux has' };
const NOBODY = 65_534;

let parent: string;

before(async () => {
  parent = await mkdtemp(join(tmpdir(), 'postgres-paas-start-'));
  await chmod(parent, 0o711);
});
after(() => rm(parent, { recursive: true, force: true, maxRetries: 5 }));

const start = ({ env, ...as }: StartOptions) => startPlatform({ ...as, env: { PAAS_LOG_LEVEL: 'warn', ...env } });

describe('the first start', LINUX, () => {
  test('shows a password once and keeps it; the next start brings databases back', async () => {
    const folder = join(parent, 'first');
    const first = start({ env: { PAAS_DATA_DIR: folder } });
    const url = await first.url;
    const password = (await readFile(join(folder, 'admin-password'), 'utf8')).trim();
    assert.ok(first.output().includes(password), 'the first start shows the password');
    assert.equal((await stat(join(folder, 'admin-password'))).mode & 0o777, 0o600);
    const client = await apiClient(url).login('admin', password);
    assert.equal((await client.post('/api/databases', { name: 'kept' })).status, 202);

    const guesses = Array.from({ length: 60 }, () => apiClient(url).post('/api/auth/login', { username: 'admin', password: 'wrong' }));
    const deviceToken = (await readFile(join(folder, 'admin-device'), 'utf8')).trim();
    assert.equal((await stat(join(folder, 'admin-device'))).mode & 0o777, 0o600);
    const owner = await apiClient(url).post<SessionView>('/api/auth/login', { username: 'admin', password, deviceToken });
    assert.equal(owner.status, 200, 'the owner of the data folder is let in while somebody guesses');
    await Promise.all(guesses);
    await first.stop();
    assert.deepEqual(await processesBelow(folder), [], 'Ctrl-C stops every PostgreSQL');

    const second = start({ env: { PAAS_DATA_DIR: folder } });
    const again = await apiClient(await second.url).login('admin', password);
    assert.ok(!second.output().includes(password), 'later starts show no password');
    assert.equal((await again.get<DatabaseView>('/api/databases/kept')).body.name, 'kept');
    await again.delete('/api/databases/kept');
    await second.stop();
  });
});

describe('a start that cannot be', LINUX, () => {
  test('on a folder in use says so and leaves the other alone', async () => {
    const folder = join(parent, 'shared');
    const first = start({ env: { PAAS_DATA_DIR: folder } });
    const url = await first.url;
    const second = start({ env: { PAAS_DATA_DIR: folder } });
    assert.equal(await second.ended, 1);
    assert.match(second.output(), /already running on the data folder/);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    await first.stop();
  });

  test('for want of its port says which and what to do, and leaves nothing running', async () => {
    const folder = join(parent, 'port');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const platform = start({ env: { PAAS_DATA_DIR: folder, PAAS_PORT: String(port) } });
    assert.equal(await platform.ended, 1);
    assert.match(platform.output(), new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken.*PAAS_PORT=`));
    assert.deepEqual(await processesBelow(folder), []);
    taken.close();
  });

  test('in a folder that is not ours says which', async () => {
    const folder = join(parent, 'closed');
    await mkdir(folder, { mode: 0o555 });
    const asNobody = process.getuid?.() === 0 ? { uid: NOBODY } : {};
    const platform = start({ env: { PAAS_DATA_DIR: join(folder, 'data') }, ...asNobody });
    assert.equal(await platform.ended, 1);
    assert.match(platform.output(), /cannot be written .*PAAS_DATA_DIR/);
    assert.equal(platform.output().trim().split('\n').length, 1, 'one sentence');
  });

  test('names every fault of the configuration at once', async () => {
    const platform = start({ env: { PAAS_PORT: 'http', PAAS_TOKEN_TTL: 'long', PAAS_JWT_SECRET: 'short' } });
    assert.equal(await platform.ended, 1);
    for (const name of ['PAAS_PORT', 'PAAS_TOKEN_TTL', 'PAAS_JWT_SECRET']) assert.match(platform.output(), new RegExp(`${name}: `));
  });
});

describe('a start on Kubernetes', LINUX, () => {
  const WITHOUT_STATE = {
    PAAS_BACKEND: 'cnpg',
    PAAS_STATE_URL: 'postgresql://app:canary@127.0.0.1:1/app',
    PAAS_JWT_SECRET: 'kQ8vXz1mR4tY7uB2nE5wA9cD3fG6hJ0p',
  };

  test('waits for its state, says so, and ends when it is told to', async () => {
    const platform = start({ env: WITHOUT_STATE });
    await eventually(() => assert.match(platform.output(), /PAAS_STATE_URL\) cannot be reached yet; waiting/));
    assert.equal(await platform.stop('SIGTERM'), 0);
    assert.match(platform.output(), /SIGTERM: stopped before it had started/);
    assert.doesNotMatch(platform.output(), /canary/);
  });
});
