/** The bundle that goes into an image does what the source does. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DatabaseView } from '../../api/contract/database.ts';
import { type PlatformProcess, startPlatform } from '../../scripts/demo/platform-process.ts';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { type TestPlace, temporaryPlace } from '../support/state-server.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const PASSWORD = 'a-password-for-this-test-alone';
let place: TestPlace;
let platform: PlatformProcess;
let client: ApiClient;
before(async () => {
  for (const script of ['build-console', 'build-api']) execFileSync(process.execPath, [`scripts/${script}.ts`], { cwd: REPOSITORY });
  place = await temporaryPlace();
  platform = startPlatform({
    program: 'api/dist/main.js',
    env: { PAAS_DATA_DIR: place.path, PAAS_ADMIN_PASSWORD: PASSWORD, PAAS_LOG_LEVEL: 'error' },
  });
  client = await apiClient(await platform.url).login('admin', PASSWORD);
});
after(async () => {
  await platform.stop();
  await place.remove();
});

test('it finds its migrations and PostgreSQL, and makes a database', async () => {
  assert.equal((await client.post('/api/databases', { name: 'bundled' })).status, 202);
  await eventually(async () => {
    const { body } = await client.get<DatabaseView>('/api/databases/bundled');
    assert.equal(body.status.state, 'available', `${body.status.reason}`);
  }, 60_000);
});

test('it finds the console', async () => {
  assert.match(await (await fetch(client.url)).text(), /<script type="module"/);
});

test('it has no character that would double what V8 keeps of it', () => {
  const folder = join(REPOSITORY, 'api/dist');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  assert.ok(files.length > 1, 'the Kubernetes client is a chunk of its own');
  for (const file of files) assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /[\u0100-\uffff]/, file);
});
