/** The life of a database on a real cluster: real operator, real pods, reached from outside over TLS. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { pooler } from '../../../constructs/manifests/pooler.ts';
import { clusterReplica, sharedState } from '../../support/cluster-platform.ts';
import { eventually } from '../../support/eventually.ts';
import { startWriter } from '../../support/writer.ts';
import { steps } from '../steps.ts';
import { forward } from './forward.ts';
import { runGateway } from './gateway.ts';
import { labOfTests } from './lab.ts';

interface Resource {
  readonly name: string;
  readonly revision: string;
  readonly instances: number;
  readonly status: {
    readonly state: string;
    readonly reason: string | null;
    readonly readyInstances: number;
    readonly primary: string | null;
  };
  readonly connection: { readonly host: string; readonly port: number; readonly readOnlyPort: number };
}

const PLATFORM_FILE = join(import.meta.dirname, 'platform.json');
const lab = await labOfTests();
const stopping = new AbortController();
const gateway = runGateway({ client: lab.client, relaySocket: lab.relaySocket, signal: stopping.signal });
const state = await sharedState();
const platform = await clusterReplica(state, lab.connection, PLATFORM_FILE);
const api = await platform.client();
after(async () => {
  await platform.stop();
  await state.stop();
  stopping.abort();
  await gateway;
});

const step = steps();

const path = (name: string, project = 'shop') => `/api/databases/${name}?project=${project}`;
const get = async (name: string, project?: string) => (await api.get<Resource>(path(name, project))).body;

async function create(spec: object, project = 'shop'): Promise<void> {
  const { status, text } = await api.post('/api/databases', { project, storageGiB: 1, ...spec });
  assert.equal(status, 202, text);
}

async function change(name: string, spec: object): Promise<void> {
  const { status, text } = await api.patch(path(name), spec);
  assert.equal(status, 202, text);
}

/** Until it is as wanted, and its changes have settled. */
const until = (name: string, wanted: string, options: { instances?: number; project?: string; withinMs?: number } = {}) =>
  eventually(async () => {
    const found = await get(name, options.project);
    assert.equal(found.status.state, wanted, `${found.status.reason}`);
    if (options.instances !== undefined) assert.equal(found.status.readyInstances, options.instances);
    return found;
  }, options.withinMs ?? 120_000);

/** As a client would, with nothing but what the API says; the server must prove who it is. */
async function clientConfig(name: string, readOnly = false): Promise<pg.ClientConfig> {
  const { connection } = await eventually(async () => {
    const found = await get(name);
    assert.equal(found.connection.host, 'localhost', 'the gateway has not exposed it yet');
    return found;
  });
  const { body } = await api.get<{ user: string; password: string; caCertificate: string }>(
    `/api/databases/${name}/credentials?project=shop`,
  );
  const port = readOnly ? connection.readOnlyPort : connection.port;
  return {
    host: connection.host,
    port,
    user: body.user,
    password: body.password,
    database: 'app',
    ssl: { ca: body.caCertificate, rejectUnauthorized: true },
  };
}

async function query(name: string, sql: string, readOnly = false): Promise<unknown[][]> {
  const client = new pg.Client({ ...(await clientConfig(name, readOnly)), connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

const eventTypes = async (name: string): Promise<string[]> => {
  const { body } = await api.get<{ items: { type: string }[] }>(`/api/databases/${name}/service-logs?project=shop&limit=100`);
  return body.items.map(({ type }) => type).toReversed();
};

const ofPods = (name: string, field: string) =>
  lab.kubectl('-n', 'pg-shop', 'get', 'pods', '-l', `cnpg.io/cluster=${name}`, '-o', `jsonpath={.items[*]${field}}`);

const pods = (name: string) => lab.kubectl('-n', 'pg-shop', 'get', 'pods,pvc,secrets', '-l', `cnpg.io/cluster=${name}`, '-o', 'name');

step('a database of one instance becomes available', async () => {
  await create({ name: 'orders', instances: 1 });
  assert.equal((await get('orders')).status.state, 'creating');
  await until('orders', 'available', { instances: 1 });
  await eventually(async () => assert.deepEqual(await eventTypes('orders'), ['database.creating', 'database.created']));
  assert.equal(await ofPods('orders', '.status.qosClass'), 'Guaranteed');
  for (const [label, value] of [
    ['project', 'shop'],
    ['database', 'orders'],
  ])
    assert.equal(await ofPods('orders', `.metadata.labels.postgres-paas\\.io/${label}`), value);
});

step('a client connects over TLS with the CA of the API, and writes', async () => {
  // a service's route follows its pod's readiness by a moment
  await eventually(() => query('orders', 'create table if not exists kept as select generate_series(1, 1000) n'));
  assert.deepEqual(await query('orders', 'select count(*)::int from kept'), [[1000]]);
  assert.deepEqual(await query('orders', 'show data_checksums'), [['on']]);
  const config = await clientConfig('orders');
  const stranger = new pg.Client({ ...config, ssl: { rejectUnauthorized: true } });
  await assert.rejects(stranger.connect(), /certificate/, 'control: without the CA the server must not be believed');
});

step('one instance becomes three, synchronous, and a replica has the data', async () => {
  await change('orders', { instances: 3, synchronous: true });
  await until('orders', 'available', { instances: 3, withinMs: 180_000 });
  assert.deepEqual(await query('orders', 'select count(*)::int from kept', true), [[1000]]);
  const budgets = await lab.kubectl('-n', 'pg-shop', 'get', 'pdb', '-o', 'jsonpath={.items[*].metadata.name}');
  assert.equal(budgets, 'orders orders-primary');
});

/** As the superuser, inside the pod. */
const sql = (pod: string, statement: string) =>
  lab.kubectl('-n', 'pg-shop', 'exec', pod, '-c', 'postgres', '--', 'psql', '-qAtXc', statement);

/**
 * Until both replicas have all of the primary's WAL. A switchover to one that lags leaves the other ahead of the new
 * timeline, where CloudNativePG cannot bring it back by itself.
 */
async function replicasCaughtUp(): Promise<void> {
  const caughtUp = 'select count(*) from pg_stat_replication where replay_lsn = pg_current_wal_lsn()';
  await eventually(async () => {
    const { primary } = (await get('orders')).status;
    assert.equal(await sql(primary ?? '', caughtUp), '2');
  }, 60_000);
}

/** Breaks the primary while rows are written; gives the writer when the database is whole again. */
async function survives(breakIt: (primary: string) => Promise<unknown>): Promise<string> {
  const { primary } = (await get('orders')).status;
  const writer = startWriter(await clientConfig('orders'));
  await eventually(() => assert.ok(writer.count() > 50));
  const breaks = writer.breaks();
  await breakIt(primary ?? '');
  await eventually(() => assert.ok(writer.breaks() > breaks), 120_000); // a server that was told to go serves for a moment yet
  const before = writer.count();
  await eventually(() => assert.ok(writer.count() > before + 50), 120_000);
  await until('orders', 'available', { instances: 3, withinMs: 180_000 });
  const lost = await writer.lost();
  await replicasCaughtUp();
  assert.deepEqual(lost, [], 'acknowledged rows are missing');
  console.log(`           ${writer.longestGapSeconds().toFixed(1)} s without a write, ${writer.count()} acknowledged, none lost`);
  return primary ?? '';
}

step('the primary loses its pod: another takes over, the API tells it in order, no acknowledged row is lost', async () => {
  const known = (await eventTypes('orders')).length;
  const before = await survives((primary) =>
    lab.kubectl('-n', 'pg-shop', 'delete', 'pod', primary, '--grace-period=0', '--force', '--wait=false'),
  );
  const found = await get('orders');
  assert.notEqual(found.status.primary, before);
  await eventually(async () => {
    const seen = (await eventTypes('orders')).slice(known);
    const [started, completed] = [seen.indexOf('database.failover.started'), seen.indexOf('database.failover.completed')];
    assert.ok(started >= 0 && completed > started, seen.join(', '));
  });
});

step('the postmaster of the primary is killed: no acknowledged row is lost', async () => {
  await survives((primary) =>
    lab.kubectl('-n', 'pg-shop', 'exec', primary, '-c', 'postgres', '--', 'bash', '-c', 'kill -9 $(head -1 $PGDATA/postmaster.pid)'),
  );
});

step('a switchover is told as a change of primary', async () => {
  const known = (await eventTypes('orders')).length;
  const { primary } = (await get('orders')).status;
  const running = await pods('orders');
  const target = ['orders-1', 'orders-2', 'orders-3'].find((name) => name !== primary && running.includes(`pod/${name}\n`)) ?? '';
  const status = {
    targetPrimary: target,
    targetPrimaryTimestamp: new Date().toISOString(),
    phase: 'Switchover in progress',
    phaseReason: `Switching over to ${target}`,
  };
  await lab.kubectl(
    '-n',
    'pg-shop',
    'patch',
    'cluster',
    'orders',
    '--subresource=status',
    '--type=merge',
    '-p',
    JSON.stringify({ status }),
  );
  await eventually(async () => assert.equal((await get('orders')).status.primary, target), 60_000);
  await until('orders', 'available', { instances: 3 });
  await eventually(async () => {
    const seen = (await eventTypes('orders')).slice(known);
    assert.ok(seen.includes('database.primary.changed'), seen.join(', '));
  });
});

step('a parameter that needs no restart is applied', async () => {
  await change('orders', { parameters: { work_mem: '9MB' } });
  assert.equal((await get('orders')).status.state, 'updating');
  await until('orders', 'available', { instances: 3 });
  assert.deepEqual(await query('orders', 'show work_mem'), [['9MB']]);
});

/**
 * Such a change moves the primary. CloudNativePG waits with that until the replica it chooses is the furthest and streams,
 * and this holds it to that: a replica that were left ahead of the new primary could never follow it again.
 */
step('a parameter that needs a restart is applied one after the other while rows are written and a replica is behind', async () => {
  await survives(async (primary) => {
    const replica = ['orders-1', 'orders-2', 'orders-3'].find((name) => name !== primary) ?? '';
    await lab.kubectl('-n', 'pg-shop', 'delete', 'pod', replica, '--grace-period=0', '--force', '--wait=false');
    await change('orders', { parameters: { max_connections: '123' } });
  });
  assert.deepEqual(await query('orders', 'show max_connections'), [['123']]);
});

step('storage grows; shrinking is refused with the reason', async () => {
  await change('orders', { storageGiB: 2 });
  await eventually(
    async () =>
      assert.match(
        await lab.kubectl(
          '-n',
          'pg-shop',
          'get',
          'pvc',
          '-l',
          'cnpg.io/cluster=orders',
          '-o',
          'jsonpath={.items[*].status.capacity.storage}',
        ),
        /^2Gi 2Gi 2Gi$/,
      ),
    60_000,
  );
  const { status, text } = await api.patch(path('orders'), { storageGiB: 1 });
  assert.equal(status, 422);
  assert.match(text, /only grow/);
});

/** By a platform whose volumes are of that storage class. */
async function createOfClass(storageClass: string, name: string): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'platform-')), 'platform.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(PLATFORM_FILE, 'utf8')), storageClass }));
  const other = await clusterReplica(state, lab.connection, file);
  const created = await (await other.client()).post('/api/databases', { project: 'shop', name, storageGiB: 1 });
  await other.stop();
  rmSync(dirname(file), { recursive: true });
  assert.equal(created.status, 202, created.text);
}

step('storage of a class that cannot grow is refused, with the name of the class, and nothing changes', async () => {
  await createOfClass('lab-fixed', 'fixed');
  await until('fixed', 'available');
  const { status, text } = await api.patch(path('fixed'), { storageGiB: 2 });
  assert.equal(status, 422, text);
  assert.match(text, /"path":"\/storageGiB".*"lab-fixed\\" cannot grow/);
  const spec = await lab.kubectl('-n', 'pg-shop', 'get', 'cluster', 'fixed', '-o', 'jsonpath={.spec.storage.size}');
  assert.equal(spec, '1Gi');
  await api.delete(path('fixed'));
});

step('a disk that is full is told, and the database is back with its data when it is given more', async () => {
  await createOfClass('lab-xfs', 'full');
  await until('full', 'available');
  await eventually(() => query('full', 'create table if not exists kept as select generate_series(1, 1000) n'));
  const fill = 'dd if=/dev/zero of=$PGDATA/../filler bs=1M 2>/dev/null; true';
  await lab.kubectl('-n', 'pg-shop', 'exec', 'full-1', '-c', 'postgres', '--', 'bash', '-c', fill);
  const found = await eventually(async () => {
    await sql('full-1', 'select pg_switch_wal(); checkpoint').catch(() => undefined); // until there is no room for the next segment
    const full = await get('full');
    assert.equal(full.status.state, 'storage_full');
    return full;
  }, 60_000);
  assert.match(found.status.reason ?? '', /Raise storageGiB/);
  await change('full', { storageGiB: 2 });
  await until('full', 'available');
  await eventually(async () => assert.deepEqual(await query('full', 'select count(*)::int from kept'), [[1000]]));
  await api.delete(path('full'));
});

step('a database whose volume nobody makes says so, and goes on when somebody does', async () => {
  await lab.run('service', 'stop', 'storage');
  await create({ name: 'homeless' });
  const found = await eventually(async () => {
    const waiting = await get('homeless');
    assert.match(waiting.status.reason ?? '', /Waiting for the volume homeless-1 of the storage class "lab-directory"/);
    return waiting;
  }, 30_000);
  assert.equal(found.status.state, 'creating');
  await lab.run('service', 'start', 'storage');
  await until('homeless', 'available');
  await api.delete(path('homeless'));
});

step('an older database moves to a newer version with its data, or back when the newer version refuses the data', async () => {
  await create({ name: 'older', version: 15 });
  await until('older', 'available');
  await eventually(() => query('older', 'create table if not exists kept as select generate_series(1, 1000) n'));
  await query('older', 'create table refused as select 1::regproc as procedure');
  await change('older', { version: 17 });
  const stuck = await until('older', 'failed', { withinMs: 180_000 });
  assert.match(stuck.status.reason ?? '', /upgrade has failed.*set the version back/);
  await change('older', { version: 15 });
  await until('older', 'available');
  await eventually(() => query('older', 'drop table refused'));
  await change('older', { version: 17 });
  await until('older', 'available', { withinMs: 180_000 });
  await eventually(async () => assert.match(String(await query('older', 'show server_version')), /^17\./));
  assert.deepEqual(await query('older', 'select count(*)::int from kept'), [[1000]]);
  const seen = await eventTypes('older');
  assert.ok(seen.indexOf('database.upgrading') > 0 && seen.at(-1) === 'database.updated', seen.join(', '));
  await api.delete(path('older'));
});

step('a larger flavour brings memory and a volume for the write-ahead log, which a smaller one keeps', async () => {
  await create({ name: 'sized' });
  await until('sized', 'available');
  await eventually(() => query('sized', 'create table if not exists kept as select generate_series(1, 1000) n'));
  const claims = () =>
    lab.kubectl('-n', 'pg-shop', 'get', 'pvc', '-l', 'cnpg.io/cluster=sized', '-o', 'jsonpath={.items[*].metadata.name}');
  assert.equal(await claims(), 'sized-1');
  for (const [flavour, memory, buffers] of [
    ['medium', '512Mi', '128MB'],
    ['small', '384Mi', '96MB'],
  ] as const) {
    await change('sized', { flavour });
    await until('sized', 'available', { instances: 1 });
    await eventually(async () => assert.deepEqual(await query('sized', 'show shared_buffers'), [[buffers]]));
    assert.equal(await ofPods('sized', '.spec.containers[0].resources.limits.memory'), memory);
    assert.equal(await claims(), 'sized-1 sized-1-wal');
  }
  assert.deepEqual(await query('sized', 'select count(*)::int from kept'), [[1000]]);
  await api.delete(path('sized'));
});

step('a Cluster of a repository is shown and refused, and is managed from when its label says so', async () => {
  const props = { ...(await specOf('orders')), name: 'described', instances: 1, synchronous: false };
  const body = cluster(props, readPlatformFile(PLATFORM_FILE).platform, 'gitops');
  await lab.client.request({ method: 'POST', path: '/apis/postgresql.cnpg.io/v1/namespaces/pg-shop/clusters', body });
  await until('described', 'available');
  for (const refused of [await api.patch(path('described'), { labels: { team: 'a' } }), await api.delete(path('described'))]) {
    assert.equal(refused.status, 409);
    assert.match(refused.text, /described in a Git repository/);
  }
  await lab.kubectl('-n', 'pg-shop', 'label', '--overwrite', 'cluster', 'described', 'app.kubernetes.io/managed-by=postgres-paas');
  await eventually(() => change('described', { labels: { team: 'a' } }));
  await api.delete(path('described'));
});

step('a query goes through a pooler', async () => {
  const object = pooler(await specOf('orders'), { type: 'rw', instances: 1, mode: 'transaction' });
  await lab.client.request({ method: 'POST', path: '/apis/postgresql.cnpg.io/v1/namespaces/pg-shop/poolers', body: object });
  await eventually(
    async () =>
      assert.equal(
        await lab.kubectl('-n', 'pg-shop', 'get', 'deployment', 'orders-pool-rw', '-o', 'jsonpath={.status.readyReplicas}'),
        '1',
      ),
    60_000,
  );
  const labelled = ['-l', 'cnpg.io/poolerName=orders-pool-rw,postgres-paas.io/project=shop,postgres-paas.io/database=orders'];
  assert.match(await lab.kubectl('-n', 'pg-shop', 'get', 'pods', ...labelled, '-o', 'name'), /^pod\//);
  const { port, close } = await forward(lab.relaySocket, () => 'orders-pool-rw.pg-shop.svc.cluster.local:5432');
  const rows = await eventually(async () => {
    const client = new pg.Client({ ...(await clientConfig('orders')), port, ssl: { rejectUnauthorized: false } });
    await client.connect();
    return (await client.query('select 1 as one').finally(() => client.end())).rows;
  });
  assert.deepEqual(rows, [{ one: 1 }]);
  close();
});

step('two replicas race for one name: one gets it, the other is told', async () => {
  const other = await clusterReplica(state, lab.connection, PLATFORM_FILE);
  const apis = [api, await other.client()];
  const answers = await Promise.all(apis.map((one) => one.post('/api/databases', { project: 'shop', name: 'raced', storageGiB: 1 })));
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [202, 409]);
  await eventually(() =>
    assert.deepEqual(
      platform.backend.find({ project: 'shop', name: 'raced' })?.id,
      other.backend.find({ project: 'shop', name: 'raced' })?.id,
    ),
  );
  await other.stop();
  await api.delete(path('raced'));
});

step('an image that does not exist is a failure with a reason within 30 s', async () => {
  const images = JSON.parse(await lab.kubectl('get', 'clusterimagecatalog', 'postgresql', '-o', 'json')).spec.images;
  const broken = {
    spec: {
      images: [...images.filter(({ major }: { major: number }) => major !== 16), { major: 16, image: 'localhost/postgresql:16.99' }],
    },
  };
  await lab.kubectl('patch', 'clusterimagecatalog', 'postgresql', '--type=merge', '-p', JSON.stringify(broken));
  await eventually(
    async () =>
      assert.equal((await api.post('/api/databases', { project: 'shop', name: 'pictureless', version: 16, storageGiB: 1 })).status, 202),
    60_000,
  );
  const began = performance.now();
  const found = await until('pictureless', 'failed', { withinMs: 30_000 });
  assert.match(found.status.reason ?? '', /localhost\/postgresql:16.99 cannot be pulled/);
  console.log(`           reason after ${((performance.now() - began) / 1000).toFixed(1)} s: ${found.status.reason}`);
  await api.delete(path('pictureless'));
});

step('a database larger than every node says so', async () => {
  await create({ name: 'giant', flavour: 'large' });
  const found = await until('giant', 'failed', { withinMs: 30_000 });
  assert.match(found.status.reason ?? '', /No node has room/);
  await api.delete(path('giant'));
});

step('a quota that is used up is told, for databases and for what they need', async () => {
  await create({ name: 'first' }, 'tight');
  await until('first', 'available', { project: 'tight' });
  const limit = (hard: object) =>
    lab.kubectl('-n', 'pg-tight', 'patch', 'resourcequota', 'project', '--type=merge', '-p', JSON.stringify({ spec: { hard } }));
  await limit({ 'requests.cpu': '150m' });
  await create({ name: 'second' }, 'tight');
  const found = await until('second', 'failed', { project: 'tight', withinMs: 30_000 });
  assert.match(found.status.reason ?? '', /quota is used up \(requested: .*requests.cpu=100m/);
  await limit({ 'count/clusters.postgresql.cnpg.io': '2' });
  const { status, text } = await api.post('/api/databases', { project: 'tight', name: 'third' });
  assert.equal(status, 409, text);
  assert.match(text, /quota is used up/);
  for (const name of ['first', 'second']) await api.delete(path(name, 'tight'));
});

step('without its operator a new database says what it waits for, and goes on when it is back', async () => {
  const operator = (replicas: number) =>
    lab.kubectl('-n', 'cnpg-system', 'scale', 'deployment', 'cnpg-controller-manager', `--replicas=${replicas}`);
  await create({ name: 'patient' });
  // between the volume and the pod of a new Cluster an operator that ends may leave what the next one waits for
  await eventually(async () =>
    assert.match(await lab.kubectl('-n', 'pg-shop', 'get', 'pods', '-l', 'cnpg.io/cluster=patient', '-o', 'name'), /^pod\//),
  );
  await operator(0);
  const found = await eventually(async () => {
    const waiting = await get('patient');
    assert.match(waiting.status.reason ?? '', /operator has not been heard of/);
    return waiting;
  }, 60_000);
  assert.equal(found.status.state, 'creating');
  const { status, headers, text } = await api.post('/api/databases', { project: 'shop', name: 'impatient' });
  assert.equal(status, 503, text);
  assert.match(text, /CloudNativePG's operator does not answer/);
  assert.ok(Number(headers.get('retry-after')) > 0);
  await operator(1);
  await until('patient', 'available', { withinMs: 180_000 });
  await api.delete(path('patient'));
});

step('a deleted database leaves no pod, no volume and no secret', async () => {
  await lab.kubectl('-n', 'pg-shop', 'delete', 'pooler', 'orders-pool-rw');
  // by their names: not all Secrets carry the label of their database
  const named = async () =>
    (await lab.kubectl('-n', 'pg-shop', 'get', 'pods,pvc,secrets', '-o', 'name')).split('\n').filter((one) => /\/orders-/.test(one));
  const before = await named();
  for (const one of ['pod/orders-2', 'persistentvolumeclaim/orders-2', 'secret/orders-app', 'secret/orders-ca', 'secret/orders-server'])
    assert.ok(before.includes(one), `control: ${one} is not among ${before.join(', ')}`);
  assert.equal((await api.delete(path('orders'))).status, 202);
  await eventually(async () => assert.equal((await api.get(path('orders'))).status, 404), 120_000);
  await eventually(async () => assert.deepEqual(await named(), []), 60_000);
  assert.equal((await api.delete(path('orders'))).status, 204);
});

async function specOf(name: string) {
  const found = platform.backend.find({ project: 'shop', name });
  assert.ok(found);
  return { ...found.spec, name: found.name, project: found.project };
}
