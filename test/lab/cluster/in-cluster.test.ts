/** The platform where it belongs: two pods with a service account of few rights, and a state that is a Cluster of its own. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after } from 'node:test';
import type { DatabaseView } from '../../../api/contract/database.ts';
import type { OptionsView } from '../../../api/contract/platform.ts';
import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { type ApiClient, apiClient } from '../../support/api-client.ts';
import { openEvents } from '../../support/event-reader.ts';
import { eventually } from '../../support/eventually.ts';
import { steps } from '../steps.ts';
import { type Forward, forward } from './forward.ts';
import { installPlatform, NAMESPACE } from './install-platform.ts';
import { labOfTests } from './lab.ts';

const lab = await labOfTests();
const step = steps();
const inPlatform = (...args: string[]) => lab.kubectl('-n', NAMESPACE, ...args);
const ways: Forward[] = [];
let platform: Awaited<ReturnType<typeof installPlatform>>;
/** By the name of the pod. */
let replicas: Map<string, ApiClient>;
let api: ApiClient;
after(() => {
  for (const way of ways) way.close();
  platform?.close();
});

/** The pods that are ready, each with a way of its own to it. */
async function readyReplicas(): Promise<Map<string, ApiClient>> {
  const template =
    '{range .items[?(@.status.containerStatuses[0].ready)]}{.metadata.name} {.status.podIP} {.metadata.deletionTimestamp}{"\\n"}{end}';
  const lines = (await inPlatform('get', 'pods', '-l', 'app.kubernetes.io/name=postgres-paas-api', '-o', `jsonpath=${template}`)).split(
    '\n',
  );
  const pods = lines.map((line) => line.trim().split(' ')).filter(([name, , leaving]) => name && !leaving);
  assert.equal(pods.length, 2, lines.join('; '));
  return new Map(
    await Promise.all(
      pods.map(async ([name = '', ip]) => {
        const way = await forward(lab.relaySocket, () => `${ip}:8080`);
        ways.push(way);
        return [name, await apiClient(`http://127.0.0.1:${way.port}`).login('admin', platform.adminPassword)] as const;
      }),
    ),
  );
}

const state = (sql: string) => inPlatform('exec', 'paas-state-1', '-c', 'postgres', '--', 'psql', '-qAtXd', 'app', '-c', sql);

/** The pod that records service events now. */
async function leader(): Promise<string> {
  const sql = "select host(client_addr) from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and granted";
  const ip = await state(sql);
  const pods = await inPlatform('get', 'pods', '-o', 'jsonpath={range .items[*]}{.status.podIP} {.metadata.name}{"\\n"}{end}');
  const found = pods.split('\n').find((line) => line.startsWith(`${ip} `));
  assert.ok(ip && found, `no pod has the lock (${ip})`);
  return found.split(' ')[1] ?? '';
}

async function until(name: string, wanted: string, withinMs = 120_000): Promise<void> {
  await eventually(async () => {
    const { body } = await api.get<DatabaseView>(`/api/databases/${name}?project=inside`);
    assert.equal(body.status.state, wanted, `${body.status.reason}`);
  }, withinMs);
}

const eventTypes = async (client: ApiClient, name: string) =>
  (await client.get<{ items: { type: string }[] }>(`/api/databases/${name}/service-logs?project=inside&limit=100`)).body.items
    .map(({ type }) => type)
    .toReversed();

step('installed as objects, it serves when its state is there, and tells what it runs on', async () => {
  platform = await installPlatform(lab);
  api = await apiClient(platform.url).login('admin', platform.adminPassword);
  replicas = await readyReplicas();
  const encrypted =
    "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where client_addr is not null and usename = 'app'";
  assert.equal(await state(encrypted), 't');
  const { body } = await api.get<OptionsView>('/api/options');
  assert.equal(body.backend, 'cnpg');
  assert.deepEqual(body.flavours.small, { cpu: 0.1, memoryMiB: 384 }, 'as the platform file of the lab has it');
  const { items } = (await api.get<{ items: DatabaseView[] }>('/api/databases')).body;
  assert.ok(!items.some(({ name }) => name.startsWith('paas-state')), 'its own state is none of its databases');
});

step('its rights are enough for a database, from the project that is made for it to its password', async () => {
  const answer = await api.post('/api/databases', { project: 'inside', name: 'orders', storageGiB: 1 });
  assert.equal(answer.status, 202, answer.text);
  await until('orders', 'available');
  const { status, body } = await api.get<{ password: string }>('/api/databases/orders/credentials?project=inside');
  assert.equal(status, 200);
  assert.ok(body.password.length > 20);
});

step('its rights are no more than that', async () => {
  const can = (verb: string, what: string, ...where: string[]) =>
    lab.kubectl('auth', 'can-i', verb, what, `--as=system:serviceaccount:${NAMESPACE}:api`, ...where).then(
      () => true,
      () => false, // kubectl says no by its exit code
    );
  assert.equal(await can('get', 'secrets', '-n', 'pg-inside'), true, 'control');
  for (const [verb, what, ...where] of [
    ['list', 'secrets', '-n', 'pg-inside'],
    ['watch', 'secrets', '-n', 'pg-inside'],
    ['create', 'pods/exec', '-n', 'pg-inside'],
    ['get', 'secrets', '-n', NAMESPACE],
    ['get', 'secrets', '-n', 'kube-system'],
    ['delete', 'clusters.postgresql.cnpg.io', '-n', NAMESPACE],
    ['delete', 'namespaces'],
    ['create', 'clusterrolebindings'],
    ['impersonate', 'users'],
  ] as const) {
    assert.equal(await can(verb, what, ...where), false, `${verb} ${what} ${where.join(' ')}`);
  }
});

step('a Cluster where nobody gave it rights is shown, and its password is refused with what is missing', async () => {
  const namespace = 'pg-strange';
  await lab.kubectl('create', 'namespace', namespace);
  const { platform: offered } = readPlatformFile(join(import.meta.dirname, 'platform.json'));
  const body = cluster({ ...SPEC_DEFAULTS, project: 'strange', name: 'orders', storageGiB: 1 }, offered, 'gitops');
  await lab.client.request({ method: 'POST', path: `/apis/postgresql.cnpg.io/v1/namespaces/${namespace}/clusters`, body });
  await eventually(async () => {
    const { body: found } = await api.get<DatabaseView>('/api/databases/orders?project=strange');
    assert.match(found.status.reason ?? '', /no right to look.*role binding/);
  }, 30_000);
  const refused = await api.get('/api/databases/orders/credentials?project=strange');
  assert.equal(refused.status, 503, refused.text);
  assert.match(refused.text, /no right.*role binding/);
  await lab.kubectl('delete', 'namespace', namespace, '--wait=false');
});

step('both replicas give the same list, and a change by one is told by the stream of the other', async () => {
  const [[, first], [, second]] = [...replicas] as [[string, ApiClient], [string, ApiClient]];
  const stream = await openEvents(second.url, second.token);
  await stream.message('ready');
  assert.equal((await first.patch('/api/databases/orders?project=inside', { labels: { team: 'checkout' } })).status, 202);
  await stream.message('database', (data) => JSON.stringify(data).includes('checkout'));
  stream.close();
  await until('orders', 'available');
  await eventually(async () => {
    // each takes a change for carried out when its own next look finds nothing against it, so up to a second apart
    const [a, b] = await Promise.all(
      [first, second].map((client) => client.get<{ items: DatabaseView[] }>('/api/databases?project=inside')),
    );
    assert.deepEqual(a?.body, b?.body);
  });
});

step('each replica tells Prometheus how its watch fares', async () => {
  for (const client of replicas.values()) {
    const { text } = await client.get('/metrics');
    assert.match(text, /^kubernetes_watch_connected 1$/m);
    const silence = Number(/^kubernetes_watch_silence_seconds ([\d.]+)$/m.exec(text)?.[1]);
    assert.ok(silence >= 0 && silence < 75, `${silence}`);
  }
});

step('a token that one replica takes back is refused by the other within a second', async () => {
  const [[, first], [, second]] = [...replicas] as [[string, ApiClient], [string, ApiClient]];
  const session = await apiClient(first.url).login('admin', platform.adminPassword);
  const elsewhere = apiClient(second.url, session.token);
  assert.equal((await elsewhere.get('/api/databases')).status, 200, 'control');
  assert.equal((await session.post('/api/auth/logout')).status, 204);
  await eventually(async () => assert.equal((await elsewhere.get('/api/databases')).status, 401), 1_000);
});

step('the replica that records service events is killed: the other goes on, and each event is there once', async () => {
  const before = await leader();
  await inPlatform('delete', 'pod', before, '--grace-period=0', '--force', '--wait=false');
  const left = [...replicas].find(([name]) => name !== before)?.[1];
  assert.ok(left);
  const created = await left.post('/api/databases', { project: 'inside', name: 'invoices', storageGiB: 1 });
  assert.equal(created.status, 202, created.text);
  await eventually(async () => assert.notEqual(await leader(), before), 30_000);
  await until('invoices', 'available');
  await inPlatform('rollout', 'status', 'deployment/api', '--timeout=60s');
  replicas = await eventually(readyReplicas, 30_000);
  for (const client of replicas.values())
    await eventually(async () => assert.deepEqual(await eventTypes(client, 'invoices'), ['database.creating', 'database.created']));
});

step('without its state it still tells what it knows, refuses changes with a time to come back, and is ready again after', async () => {
  await inPlatform('annotate', 'cluster', 'paas-state', 'cnpg.io/hibernation=on');
  await eventually(async () => assert.equal(await inPlatform('get', 'pods', '-l', 'cnpg.io/cluster=paas-state', '-o', 'name'), ''), 60_000);
  for (const client of replicas.values()) {
    assert.equal((await client.get<DatabaseView>('/api/databases/orders?project=inside')).body.status.state, 'available');
    const refused = await client.patch('/api/databases/orders?project=inside', { labels: { team: 'b' } });
    assert.equal(refused.status, 503, refused.text);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal((await client.get('/readyz')).status, 200, 'what it can do, it must be asked for');
  }
  await inPlatform('annotate', '--overwrite', 'cluster', 'paas-state', 'cnpg.io/hibernation=off');
  await eventually(
    async () => assert.equal((await api.patch('/api/databases/orders?project=inside', { labels: { team: 'b' } })).status, 202),
    90_000,
  );
});

step('the password of its state is changed, and nobody notices', async () => {
  const changed = "alter role app password 'changed-while-running'";
  const uri = `postgresql://app:changed-while-running@paas-state-rw.${NAMESPACE}:5432/app`;
  const stringData = JSON.stringify({ stringData: { password: 'changed-while-running', uri } });
  await inPlatform('patch', 'secret', 'paas-state-app', '--type=merge', '-p', stringData);
  await state(changed);
  const pod = [...replicas.keys()][0] ?? '';
  const seen = () =>
    inPlatform('exec', pod, '--', 'node', '-p', "require('fs').readFileSync('/run/secrets/postgres-paas/state/uri', 'utf8')");
  await eventually(async () => assert.match(await seen(), /changed-while-running/), 120_000); // the kubelet renews files about every minute
  await state("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app' and pid <> pg_backend_pid()");
  for (const { url } of replicas.values()) await eventually(() => apiClient(url).login('admin', platform.adminPassword));
});

step('it is rolled out anew while it is asked all the time, and every request is answered', async () => {
  const rolling = inPlatform('rollout', 'restart', 'deployment/api').then(() =>
    inPlatform('rollout', 'status', 'deployment/api', '--timeout=90s'),
  );
  let over = false;
  void rolling.finally(() => {
    over = true;
  });
  const answers: number[] = [];
  while (!over) {
    const { status } = await api.send('GET', '/api/databases/orders?project=inside', { headers: { connection: 'close' } });
    answers.push(status);
  }
  await rolling;
  console.log(`           ${answers.length} requests meanwhile`);
  assert.ok(answers.length > 50);
  assert.deepEqual([...new Set(answers)], [200]);
});

step('what was made is taken away again', async () => {
  for (const name of ['orders', 'invoices']) assert.equal((await api.delete(`/api/databases/${name}?project=inside`)).status, 202);
  await eventually(
    async () => assert.deepEqual((await api.get<{ items: unknown[] }>('/api/databases?project=inside')).body.items, []),
    60_000,
  );
  await lab.kubectl('delete', 'namespace', NAMESPACE, '--wait=false');
});
