/** The platform killed between what Kubernetes has done and what its own database has recorded: see decision 21. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { pathOf } from '../../../api/backends/cnpg/cluster-requests.ts';
import type { DatabaseView } from '../../../api/contract/database.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { startPlatform } from '../../../scripts/demo/platform-process.ts';
import { apiClient } from '../../support/api-client.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { temporaryStateServer } from '../../support/state-server.ts';

const server = await fakeKubernetes();
const direct = kubernetesClient(server.connection);
const state = await temporaryStateServer();
const folder = await mkdtemp(join(tmpdir(), 'postgres-paas-killed-'));
const { host, port, user, database } = state.connection;
const password = typeof state.connection.password === 'string' ? state.connection.password : assert.fail('The test server has a password.');
const kubeconfig = join(folder, 'kubeconfig');
await writeFile(
  kubeconfig,
  JSON.stringify({
    // the library takes plain HTTP only with this
    clusters: [{ name: 'fake', cluster: { server: server.connection.server.origin, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    'current-context': 'fake',
  }),
);
const env = {
  PAAS_BACKEND: 'cnpg',
  PAAS_STATE_URL: `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`,
  PAAS_KUBECONFIG: kubeconfig,
  PAAS_JWT_SECRET: 'a-secret-that-is-long-enough-for-this-test',
  PAAS_ADMIN_PASSWORD: 'a-password-for-this-test-alone',
};

let platform = startPlatform({ env });
/** When it knows what Kubernetes has. */
async function login() {
  const api = await apiClient(await platform.url).login('admin', env.PAAS_ADMIN_PASSWORD);
  await eventually(async () => assert.deepEqual((await api.get<{ versions: number[] }>('/api/options')).body.versions, [17, 18]));
  return api;
}
const auditor = new pg.Client({ ...state.connection, password });
await auditor.connect();
after(async () => {
  await platform.stop('SIGKILL');
  await auditor.end();
  await state.stop();
  server.stop();
  await rm(folder, { recursive: true });
});

const ref = { project: 'shop', name: 'orders' };
const path = '/api/databases/orders?project=shop';
const cluster = () => direct.request<Cluster>({ method: 'GET', path: pathOf(ref) });
const audited = async () =>
  (
    await auditor.query<{ told: string }>(
      "select action || ' ' || outcome as told from audit_entries where database = 'orders' order by id",
    )
  ).rows.map(({ told }) => told);

/** Nothing can be recorded; when Kubernetes has done it, the platform is killed, and then started again. */
async function killedBeforeItIsRecorded(ask: Promise<unknown>, done: () => Promise<void>): Promise<void> {
  const unanswered = assert.rejects(ask);
  await eventually(done);
  await platform.stop('SIGKILL');
  await auditor.query('rollback');
  await unanswered;
  platform = startPlatform({ env });
}

const holdTheRecord = () => auditor.query('begin; lock table audit_entries in exclusive mode');

test('killed after a create was made: nobody was promised the database, it is shown, and can be deleted', async () => {
  let api = await login();
  await holdTheRecord();
  await killedBeforeItIsRecorded(api.post('/api/databases', ref), async () => void (await cluster()));
  api = await login();
  const found = await eventually(async () => {
    const answer = await api.get<DatabaseView>(path);
    assert.equal(answer.status, 200);
    return answer.body;
  });
  assert.equal(found.status.state, 'creating');
  assert.deepEqual(await audited(), []);
  assert.equal((await api.post('/api/databases', ref)).status, 409);
  assert.equal((await api.delete(path)).status, 202);
  assert.deepEqual(await audited(), ['database.create refused', 'database.delete success']);
});

test('killed after a change was made: the change stays, is shown, and the next one is built on it', async () => {
  let api = await login();
  assert.equal((await api.post('/api/databases', ref)).status, 202);
  await holdTheRecord();
  await killedBeforeItIsRecorded(api.patch(path, { instances: 3 }), async () => assert.equal((await cluster()).spec.instances, 3));
  api = await login();
  await eventually(async () => assert.equal((await api.get<DatabaseView>(path)).body.instances, 3));
  const next = await api.patch<DatabaseView>(path, { labels: { team: 'a' } });
  assert.equal(next.status, 202, next.text);
  assert.deepEqual([next.body.instances, next.body.labels], [3, { team: 'a' }]);
  assert.equal((await audited()).at(-1), 'database.update success');
});
