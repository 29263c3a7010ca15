import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CnpgBackend } from '../../../api/backends/cnpg/backend.ts';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import type { Connection } from '../../../api/backends/cnpg/connection.ts';
import { presentOptions } from '../../../api/contract/platform.ts';
import { type DatabaseRef, SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import type { DomainError } from '../../../api/domain/errors.ts';
import type { Transaction, WatchEvent } from '../../../api/domain/ports.ts';
import { DatabaseService } from '../../../api/services/databases.ts';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { projectObjects, TENANT_ROLE } from '../../../constructs/manifests/project.ts';
import { PLATFORM_DEFAULTS } from '../../../constructs/manifests/props.ts';
import { eventually, promptly } from '../../support/eventually.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { faultProxy } from '../../support/fault-proxy.ts';

const tx: Transaction = { query: async () => [], afterCommit: (action) => action(), afterRollback: () => undefined };
const project = {
  quota: { cpus: 8, memoryGiB: 16, storageGiB: 100, databases: 10 },
  serviceAccount: { namespace: 'postgres-paas', name: 'api' },
};

const server = await fakeKubernetes();
const direct = kubernetesClient(server.connection);
const ends: (() => Promise<void>)[] = [];
after(async () => {
  for (const end of ends) await end();
  server.stop();
});

/** One replica of the API, over its own connection. */
async function replica(connection: Connection = server.connection, report: (error: unknown) => void = () => undefined) {
  const stop = new AbortController();
  const backend = new CnpgBackend({ client: kubernetesClient(connection), platform: PLATFORM_DEFAULTS, project, report });
  const running = backend.run(stop.signal);
  ends.push(async () => {
    stop.abort();
    await running;
  });
  await eventually(() => assert.deepEqual(backend.limits.versions, [17, 18]));
  return backend;
}

let count = 0;
const newRef = (): DatabaseRef => ({ project: 'shop', name: `db-${++count}` });
const pathOf = ({ project: name, ...ref }: DatabaseRef) => `/apis/postgresql.cnpg.io/v1/namespaces/pg-${name}/clusters/${ref.name}`;
const patch = (ref: DatabaseRef, body: unknown) => direct.request<Cluster>({ method: 'PATCH', path: pathOf(ref), body });
const refused = (code: DomainError['code'], message: RegExp) => (error: DomainError) => error.code === code && message.test(error.message);

test('the first database of a project makes the project, with quota, policies and rights', async () => {
  const backend = await replica();
  const created = await backend.create(tx, { project: 'fresh', name: 'orders' }, SPEC_DEFAULTS);
  assert.equal(created.status.state, 'creating');
  assert.deepEqual(backend.find({ project: 'fresh', name: 'orders' }), created);
  const quota = await direct.request<{ spec: { hard: object } }>({
    method: 'GET',
    path: '/api/v1/namespaces/pg-fresh/resourcequotas/project',
  });
  assert.ok('count/clusters.postgresql.cnpg.io' in quota.spec.hard);
  await direct.request({ method: 'GET', path: '/apis/networking.k8s.io/v1/namespaces/pg-fresh/networkpolicies/deny-by-default' });
});

test('making sure of a project makes it, once, and takes no request where databases are', async () => {
  const [one, other] = [await replica(), await replica()];
  const namespaces = async () =>
    (await direct.request<{ items: Cluster[] }>({ method: 'GET', path: '/api/v1/namespaces' })).items.map(({ metadata }) => metadata.name);
  await one.ensureProject('explicit');
  assert.ok((await namespaces()).includes('pg-explicit'));
  await other.ensureProject('explicit');
  await direct.request({ method: 'GET', path: `/apis/rbac.authorization.k8s.io/v1/namespaces/pg-explicit/rolebindings/${TENANT_ROLE}` });
  await one.create(tx, { project: 'explicit', name: 'orders' }, SPEC_DEFAULTS);
  const proxy = await faultProxy(server.connection);
  const third = await replica(proxy.connection);
  await eventually(() => assert.ok(third.projects().has('explicit')));
  proxy.fail({ slowMs: 60_000 });
  await third.ensureProject('explicit');
  await proxy.heal();
  proxy.stop();
});

test('a namespace that is no project is refused when it is made sure of', async () => {
  const backend = await replica();
  await direct.request({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'pg-elsewhere' } } });
  await assert.rejects(backend.ensureProject('elsewhere'), refused('conflict', /"pg-elsewhere".*no project/));
});

test('a project whose making was cut short anywhere is whole once it has a database', async () => {
  const backend = await replica();
  const collectionOf = (kind: string, name: string) =>
    ({
      Namespace: '/api/v1/namespaces',
      RoleBinding: `/apis/rbac.authorization.k8s.io/v1/namespaces/pg-${name}/rolebindings`,
      ResourceQuota: `/api/v1/namespaces/pg-${name}/resourcequotas`,
      LimitRange: `/api/v1/namespaces/pg-${name}/limitranges`,
      NetworkPolicy: `/apis/networking.k8s.io/v1/namespaces/pg-${name}/networkpolicies`,
    })[kind] ?? assert.fail(kind);
  const all = (name: string) => projectObjects({ ...project, project: name }, PLATFORM_DEFAULTS);
  for (let made = 1; made < all('').length; made++) {
    const name = `cut-${made}`;
    for (const body of all(name).slice(0, made)) await direct.request({ method: 'POST', path: collectionOf(body.kind, name), body });
    await backend.create(tx, { project: name, name: 'orders' }, SPEC_DEFAULTS);
    for (const { kind, metadata } of all(name))
      await direct.request({ method: 'GET', path: `${collectionOf(kind, name)}/${metadata.name}` });
  }
});

test('a project is made within the time that callers wait, or they are told to try again', async () => {
  const proxy = await faultProxy(server.connection);
  const client = kubernetesClient(proxy.connection);
  const backend = new CnpgBackend({ client, platform: PLATFORM_DEFAULTS, project, report: () => undefined, writeDeadlineMs: 1_000 });
  const slowMs = 300;
  proxy.fail({ slowMs });
  const began = performance.now();
  await assert.rejects(backend.create(tx, { project: 'slow', name: 'orders' }, SPEC_DEFAULTS), refused('unavailable', /Try again/));
  const wholeMs = slowMs * projectObjects({ ...project, project: 'slow' }, PLATFORM_DEFAULTS).length;
  assert.ok(performance.now() - began < wholeMs, 'all of the project was made first');
  await proxy.heal();
  await eventually(() => backend.create(tx, { project: 'slow', name: 'orders' }, SPEC_DEFAULTS));
  proxy.stop();
});

test('while nobody knows which versions there are, a create is to be tried again and not refused for good', () => {
  const backend = new CnpgBackend({ client: direct, platform: PLATFORM_DEFAULTS, project, report: () => undefined });
  const service = new DatabaseService(backend, { record: () => assert.fail('nothing is written') });
  const user = { username: 'ann', role: 'admin', projects: [] } as const;
  const actor = { name: 'ann', user, tokenId: '1', tokenExpiresAt: '2100-01-01T00:00:00Z' };
  const caller = { actor, requestId: '1', source: '127.0.0.1' };
  assert.throws(() => service.planCreate(caller, { ref: newRef(), spec: SPEC_DEFAULTS }), refused('unavailable', /versions.*Try again/));
});

test('flavours are told as this Kubernetes has them', () => {
  const tiny = { cpuMillis: 100, memoryMiB: 384, walStorageGiB: 0 };
  const platform = { ...PLATFORM_DEFAULTS, sizes: { ...PLATFORM_DEFAULTS.sizes, small: tiny } };
  const backend = new CnpgBackend({ client: direct, platform, project, report: () => undefined });
  assert.deepEqual(presentOptions('cnpg', backend.limits).flavours.small, { cpu: 0.1, memoryMiB: 384 });
});

test('a namespace that is no project is refused and nothing is put into it', async () => {
  const backend = await replica();
  await direct.request({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'pg-foreign' } } });
  await assert.rejects(
    backend.create(tx, { project: 'foreign', name: 'orders' }, SPEC_DEFAULTS),
    refused('conflict', /"pg-foreign".*no project/),
  );
  const { items } = await direct.request<{ items: unknown[] }>({
    method: 'GET',
    path: '/apis/rbac.authorization.k8s.io/v1/namespaces/pg-foreign/rolebindings',
  });
  assert.deepEqual(items, []);
});

test('a name that is taken is refused, also when two replicas ask at once', async () => {
  const replicas = [await replica(), await replica()];
  const ref = newRef();
  const outcomes = await Promise.allSettled(replicas.map((one) => one.create(tx, ref, SPEC_DEFAULTS)));
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const [lost] = outcomes.filter((one) => one.status === 'rejected');
  assert.ok(refused('name_taken', /already/)(lost?.reason));
});

test('a lost reply to a create is no second database and no false refusal', async () => {
  const proxy = await faultProxy(server.connection);
  const backend = await replica(proxy.connection);
  await backend.create(tx, newRef(), SPEC_DEFAULTS); // the project is there
  const ref = newRef();
  proxy.fail({ loseReplyTo: 'POST' });
  const created = await backend.create(tx, ref, SPEC_DEFAULTS);
  const found = await direct.request<Cluster>({ method: 'GET', path: pathOf(ref) });
  assert.equal(created.id, found.metadata.uid);
  proxy.stop();
});

test('a create that was not recorded is taken away, also when the API server is away at first', async () => {
  const proxy = await faultProxy(server.connection);
  const backend = await replica(proxy.connection);
  const undone: (() => void)[] = [];
  const ref = newRef();
  await backend.create({ ...tx, afterRollback: (then) => undone.push(then) }, ref, SPEC_DEFAULTS);
  proxy.fail({ refuse: { status: 503 } });
  const before = proxy.refused();
  for (const then of undone) then();
  assert.equal(backend.find(ref), undefined);
  await eventually(() => assert.ok(proxy.refused() > before + 1)); // the watch and the deletion
  await proxy.heal();
  await eventually(() => assert.rejects(direct.request({ method: 'GET', path: pathOf(ref) }), /not found/));
  proxy.stop();
});

test('an update meets a change of status and goes through; an outdated one does not', async () => {
  const backend = await replica();
  const ref = newRef();
  const first = await backend.create(tx, ref, SPEC_DEFAULTS);
  await patch(ref, { status: { phase: 'Setting up primary' } });
  const second = await backend.update(tx, first, { ...first.spec, instances: 3, labels: { team: 'a' } });
  assert.equal(second.spec.instances, 3);
  assert.notEqual(second.revision, first.revision);
  await assert.rejects(backend.update(tx, first, { ...first.spec, instances: 2 }), refused('revision_conflict', /changed meanwhile/));
  await assert.rejects(backend.remove(tx, first), refused('revision_conflict', /changed meanwhile/));
});

test('a database archives to one place as long as it lives, and another of its name to another', async () => {
  const client = kubernetesClient(server.connection);
  const platform = { ...PLATFORM_DEFAULTS, objectStore: 'backups' };
  const backend = new CnpgBackend({ client, platform, project, report: () => undefined });
  const ref = newRef();
  const archive = async () =>
    (await direct.request<Cluster>({ method: 'GET', path: pathOf(ref) })).spec.plugins?.[0]?.parameters?.serverName;
  const first = await backend.create(tx, ref, SPEC_DEFAULTS);
  const firstArchive = await archive();
  assert.match(firstArchive ?? '', new RegExp(`^shop\\.${ref.name}\\.`));
  const changed = await backend.update(tx, first, { ...first.spec, labels: { team: 'a' } });
  assert.equal(await archive(), firstArchive);
  await backend.remove(tx, changed);
  await backend.create(tx, ref, SPEC_DEFAULTS);
  assert.notEqual(await archive(), firstArchive);
});

test('the volumes of a database whose disk is full are made larger here, for CloudNativePG does not', async () => {
  const backend = await replica();
  const [ours, theirs] = [newRef(), newRef()];
  const claims = '/api/v1/namespaces/pg-shop/persistentvolumeclaims';
  const claim = (name: string, pvcRole: string) => ({
    metadata: { name, labels: { 'cnpg.io/cluster': name.replace(/-1(-wal)?$/, ''), 'cnpg.io/pvcRole': pvcRole } },
    spec: { resources: { requests: { storage: '10Gi' } } },
  });
  const size = async (name: string) =>
    (await direct.request<ReturnType<typeof claim>>({ method: 'GET', path: `${claims}/${name}` })).spec.resources.requests.storage;
  const created = await backend.create(tx, ours, { ...SPEC_DEFAULTS, storageGiB: 10 });
  const described = cluster({ ...theirs, ...SPEC_DEFAULTS, storageGiB: 30 }, PLATFORM_DEFAULTS, 'gitops');
  await direct.request({ method: 'POST', path: pathOf(theirs).replace(/\/[^/]+$/, ''), body: described });
  for (const name of [ours.name, theirs.name]) {
    await direct.request({ method: 'POST', path: claims, body: claim(`${name}-1`, 'PG_DATA') });
    await direct.request({ method: 'POST', path: claims, body: claim(`${name}-1-wal`, 'PG_WAL') });
  }
  const grown = await backend.update(tx, created, { ...created.spec, storageGiB: 20 });
  await patch(theirs, { status: { phase: 'Not enough disk space' } });
  await eventually(() => assert.equal(backend.find(theirs)?.status.state, 'storage_full'));
  assert.equal(await size(`${ours.name}-1`), '10Gi', 'where the disk is not full that is for CloudNativePG to do');
  await patch(ours, { status: { phase: 'Not enough disk space' } });
  await eventually(async () => assert.equal(await size(`${ours.name}-1`), '20Gi'));
  assert.equal(await size(`${ours.name}-1-wal`), '10Gi');
  await backend.update(tx, backend.find(ours) ?? grown, { ...grown.spec, storageGiB: 25 });
  await eventually(async () => assert.equal(await size(`${ours.name}-1`), '25Gi'));
  assert.equal(await size(`${theirs.name}-1`), '10Gi', 'what a repository describes only changes there');
});

test('a smaller flavour keeps the WAL volume, which can neither shrink nor go, and WAL that fits it', async () => {
  const backend = await replica();
  const ref = newRef();
  let current = await backend.create(tx, ref, { ...SPEC_DEFAULTS, flavour: 'large', storageGiB: 500 });
  for (const flavour of ['medium', 'small'] as const) {
    current = await backend.update(tx, current, { ...current.spec, flavour });
    const { spec } = await direct.request<Cluster>({ method: 'GET', path: pathOf(ref) });
    assert.equal(spec.walStorage?.size, '20Gi');
    assert.equal(spec.postgresql?.parameters?.max_wal_size, '2560MB');
    assert.equal(spec.resources?.requests?.memory, `${PLATFORM_DEFAULTS.sizes[flavour].memoryMiB / 1024}Gi`);
  }
});

test('a parameter that is taken away is gone, and what others wrote stays', async () => {
  const backend = await replica();
  const ref = newRef();
  const first = await backend.create(tx, ref, { ...SPEC_DEFAULTS, parameters: { work_mem: '8MB', jit: 'off' } });
  await patch(ref, { spec: { postgresql: { parameters: { wal_level: 'logical' } } } });
  const now = backend.find(ref);
  await eventually(() => assert.notEqual(backend.find(ref)?.revision, first.revision));
  await backend.update(tx, backend.find(ref) ?? now ?? first, { ...first.spec, parameters: { jit: 'off' } });
  const { spec } = await direct.request<Cluster>({ method: 'GET', path: pathOf(ref) });
  assert.equal(spec.postgresql?.parameters?.work_mem, undefined);
  assert.equal(spec.postgresql?.parameters?.jit, 'off');
  assert.equal(spec.postgresql?.parameters?.wal_level, 'logical');
});

test('without the API server reads go on, writes say when to try again, and its age is told', async (t) => {
  const started = performance.now();
  const clock = t.mock.method(performance, 'now', () => started);
  const proxy = await faultProxy(server.connection);
  const backend = await replica(proxy.connection);
  const ref = newRef();
  await backend.create(tx, ref, SPEC_DEFAULTS);
  await proxy.down();
  assert.equal(backend.find(ref)?.name, ref.name);
  await assert.rejects(
    backend.create(tx, newRef(), SPEC_DEFAULTS),
    (error: DomainError) => error.code === 'unavailable' && (error.retryAfterSeconds ?? 0) > 0,
  );
  assert.equal(backend.ageSeconds(), undefined, 'a moment is nothing');
  clock.mock.mockImplementation(() => started + 3_000);
  await eventually(() => assert.match(backend.fault() ?? '', /has not answered for 3 s/));
  assert.equal(backend.ageSeconds(), 3);
  await proxy.up();
  await promptly(() => assert.equal(backend.fault(), null), 2_000);
  assert.equal(backend.ageSeconds(), undefined);
  proxy.stop();
});

test('a server that answers, and refuses, is not said to be silent', async () => {
  const proxy = await faultProxy(server.connection);
  const backend = await replica(proxy.connection);
  const refusedWith = async (status: number, wanted: RegExp) => {
    // a watch that is just being opened would get through and stay
    await eventually(() => assert.equal(backend.health.connected, true));
    proxy.fail({ refuse: { status } });
    await eventually(() => assert.match(backend.fault() ?? '', wanted));
    proxy.heal();
    await eventually(() => assert.equal(backend.fault(), null));
  };
  await refusedWith(403, /no right to look at databases.*The proxy refuses/);
  await refusedWith(404, /CloudNativePG is not installed/);
  await refusedWith(503, /answers 503.*The proxy refuses.*before/);
  proxy.stop();
});

test('why there is no watch is reported once, not at each try', async () => {
  const proxy = await faultProxy(server.connection);
  const reported: string[] = [];
  const backend = await replica(proxy.connection, (error) => reported.push(String(error)));
  await eventually(() => assert.equal(backend.health.connected, true));
  proxy.fail({ refuse: { status: 403 } });
  await eventually(() => assert.ok(proxy.refused('/apis/postgresql.cnpg.io/v1/clusters') > 3));
  assert.equal(backend.health.connected, false);
  const refusals = reported.filter((message) => message.includes('refuses /apis/postgresql.cnpg.io/v1/clusters.'));
  assert.equal(refusals.length, 1, reported.join('; '));
  await proxy.heal();
  await eventually(() => assert.equal(backend.health.connected, true));
  proxy.stop();
});

test('a Cluster that cannot be read is reported, and all others are followed', async () => {
  const reported: unknown[] = [];
  const backend = await replica(server.connection, (error) => reported.push(error));
  const ref = newRef();
  await backend.create(tx, ref, SPEC_DEFAULTS);
  const path = pathOf(ref).replace(/\/[^/]+$/, '');
  const labels = { 'postgres-paas.io/project': 'shop' };
  await direct.request({ method: 'POST', path, body: { metadata: { name: 'broken', namespace: 'pg-shop', labels } } });
  await patch(ref, { status: { phase: 'Cluster in healthy state', readyInstances: 1 } });
  await eventually(() => assert.equal(backend.find(ref)?.status.state, 'available'));
  assert.equal(reported.length, 1);
  await direct.request({ method: 'DELETE', path: `${path}/broken` });
});

test('a volume that would have to grow, for data or for the write-ahead log, is refused where its class cannot', async () => {
  const backend = await replica();
  const ref = newRef();
  let database = await backend.create(tx, ref, { ...SPEC_DEFAULTS, flavour: 'medium' });
  const seed = (path: string, body: unknown) => direct.request({ method: 'POST', path, body });
  await seed('/apis/storage.k8s.io/v1/storageclasses', { metadata: { name: 'fixed' }, allowVolumeExpansion: false });
  const labels = { 'cnpg.io/cluster': ref.name };
  await seed('/api/v1/namespaces/pg-shop/persistentvolumeclaims', {
    metadata: { name: `${ref.name}-1`, labels },
    spec: { storageClassName: 'fixed' },
  });
  const change = async (spec: object) => backend.update(tx, database, { ...database.spec, ...spec });
  await assert.rejects(change({ storageGiB: 50 }), refused('invalid', /\/storageGiB: Volumes of the storage class "fixed" cannot grow/));
  await assert.rejects(change({ flavour: 'large' }), refused('invalid', /\/flavour: .*write-ahead log.* "fixed" cannot grow/));
  database = await change({ flavour: 'small' }); // what is there stays
  database = await change({ flavour: 'medium' });
  const { spec } = await direct.request<Cluster>({ method: 'GET', path: pathOf(ref) });
  assert.equal(spec.walStorage?.size, '5Gi');
});

test('every replica sees the same databases and the same changes in the same order', async () => {
  const [one, two] = [await replica(), await replica()];
  const stop = new AbortController();
  const seen = [one, two].map((backend) => collect(backend.watch(stop.signal)));
  const ref = newRef();
  await one.create(tx, ref, SPEC_DEFAULTS);
  for (const phase of ['Setting up primary', 'Failing over', 'Cluster in healthy state'])
    await patch(ref, { status: { phase, readyInstances: 1 } });
  const states = (events: readonly WatchEvent[]) =>
    events.flatMap((event) => (event.kind === 'changed' && event.database.name === ref.name ? [event.database.status.state] : []));
  await eventually(() => {
    for (const events of seen) assert.deepEqual([...new Set(states(events))], ['creating', 'failing_over', 'available']);
  });
  assert.deepEqual(one.find(ref), two.find(ref));
  stop.abort();
});

test('what a repository describes is shown and only changes there', async () => {
  const backend = await replica();
  const ref = newRef();
  const body = cluster({ ...ref, ...SPEC_DEFAULTS }, PLATFORM_DEFAULTS, 'gitops');
  await direct.request({ method: 'POST', path: pathOf(ref).replace(/\/[^/]+$/, ''), body });
  const found = await eventually(() => backend.find(ref) ?? assert.fail('not seen yet'));
  await assert.rejects(backend.update(tx, found, { ...found.spec, instances: 2 }), refused('conflict', /Git repository/));
  await assert.rejects(backend.remove(tx, found), refused('conflict', /Git repository/));
});

test('a Cluster where nobody gave us rights is shown, and says what we cannot see', async () => {
  const reported: unknown[] = [];
  const backend = await replica(server.connection, (error) => reported.push(error));
  const ref = { project: 'strange', name: 'orders' };
  await direct.request({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'pg-strange' } } });
  const body = cluster({ ...ref, ...SPEC_DEFAULTS }, PLATFORM_DEFAULTS, 'gitops');
  await direct.request({ method: 'POST', path: pathOf(ref).replace(/\/[^/]+$/, ''), body });
  const found = await eventually(() => {
    const seen = backend.find(ref);
    assert.match(seen?.status.reason ?? '', /no right to look.*pg-strange.*role binding/);
    return seen ?? assert.fail();
  });
  assert.equal(found.status.state, 'creating');
  await assert.rejects(backend.credentials(found), refused('unavailable', /no right.*role binding/));
  assert.deepEqual(reported, [], 'it is told where it is asked for, and not each second in a log');
  await direct.request({ method: 'DELETE', path: pathOf(ref) });
});

test('a deleted database is gone, and said so', async () => {
  const backend = await replica();
  const stop = new AbortController();
  const seen = collect(backend.watch(stop.signal));
  const created = await backend.create(tx, newRef(), SPEC_DEFAULTS);
  assert.equal((await backend.remove(tx, created)).status.state, 'deleting');
  await eventually(() => assert.ok(seen.some((event) => event.kind === 'deleted' && event.database.id === created.id)));
  assert.equal(backend.find(created), undefined);
  stop.abort();
});

function collect(events: AsyncIterable<WatchEvent>): WatchEvent[] {
  const all: WatchEvent[] = [];
  void (async () => {
    for await (const event of events) all.push(event);
  })();
  return all;
}

test('a reset puts a new password into every value of the Secret, and a rollback puts the old ones back', async () => {
  const backend = await replica();
  const ref = newRef();
  await backend.ensureProject(ref.project);
  const database = await backend.create(tx, ref, SPEC_DEFAULTS);
  const path = `/api/v1/namespaces/pg-${ref.project}/secrets`;
  const values = { username: 'app', password: 'old', uri: 'postgresql://app:old@host/app', pgpass: 'host:5432:app:app:old', host: 'host' };
  const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  for (const name of [`${ref.name}-app`, `${ref.name}-ca`])
    await direct.request({ method: 'POST', path, body: { metadata: { name }, data } });
  const undo: (() => void)[] = [];
  await backend.resetCredentials({ ...tx, afterRollback: (action) => undo.push(action) }, database);
  const { password } = await backend.credentials(database);
  assert.ok(password.length >= 32);
  const now = await direct.request<{ data: Record<string, string> }>({ method: 'GET', path: `${path}/${ref.name}-app` });
  const plain = (key: string) => Buffer.from(now.data[key] ?? '', 'base64').toString();
  assert.deepEqual(['username', 'uri', 'pgpass', 'host'].map(plain), [
    ...['app', `postgresql://app:${password}@host/app`, `host:5432:app:app:${password}`, 'host'],
  ]);
  for (const action of undo) action();
  await eventually(async () => assert.equal((await backend.credentials(database)).password, 'old'));
});
