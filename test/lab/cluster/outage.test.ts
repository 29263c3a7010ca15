/** The API server dies while two replicas of the platform serve readers and writers, and comes back. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import { pathOf } from '../../../api/backends/cnpg/cluster-requests.ts';
import type { DatabaseView } from '../../../api/contract/database.ts';
import { ANNOTATIONS } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { Answer } from '../../support/api-client.ts';
import { clusterReplica, sharedState } from '../../support/cluster-platform.ts';
import { eventually, promptly } from '../../support/eventually.ts';
import { steps } from '../steps.ts';
import { labOfTests } from './lab.ts';

const PROJECT = 'outage';
/** Larger than the node: the operator follows these databases and no pod runs. */
const SPEC = { project: PROJECT, flavour: 'large', storageGiB: 1 };
const EARLY = ['early-1', 'early-2', 'early-3', 'early-4'];
const LATE = ['late-1', 'late-2', 'late-3', 'late-4'];

const lab = await labOfTests();
const state = await sharedState();
const platformFile = join(import.meta.dirname, 'platform.json');
const replicas = [await clusterReplica(state, lab.connection, platformFile), await clusterReplica(state, lab.connection, platformFile)];
const [one = assert.fail(), two = assert.fail()] = await Promise.all(replicas.map((replica) => replica.client()));
after(async () => {
  for (const replica of replicas) await replica.stop();
  await state.stop();
});

const step = steps();
const path = (name: string) => `/api/databases/${name}?project=${PROJECT}`;
const inApiServer = (name: string) => lab.client.request<Cluster>({ method: 'GET', path: pathOf({ project: PROJECT, name }) });

/** What the callers of the platform asked and were told; of each database how many changes, and the last that was accepted. */
const told = {
  ...{ reads: 0, refusals: 0 },
  ...{ asked: new Map<string, number>(), changes: new Map<string, number>(), changed: new Map<string, number>() },
};
let over = false;

async function read(): Promise<void> {
  for (let turn = 0; !over; turn++) {
    const { status, body } = await (turn % 2 ? one : two).get<{ items: DatabaseView[] }>(`/api/databases?project=${PROJECT}`);
    assert.equal(status, 200);
    assert.ok(body.items.length >= EARLY.length, 'a reader misses a database');
    told.reads++;
  }
}

/** Accepted, or refused in a way that tells when to come back. */
function accepted({ status, headers, text }: Answer): boolean {
  if (status === 202) return true;
  assert.equal(status, 503, text);
  assert.ok(Number(headers.get('retry-after')) > 0);
  told.refusals++;
  return false;
}

async function change(name: string): Promise<void> {
  for (let count = 1; !over; count++) {
    told.asked.set(name, count);
    if (!accepted(await (count % 2 ? one : two).patch(path(name), { labels: { count: String(count) } }))) continue;
    told.changed.set(name, count);
    told.changes.set(name, (told.changes.get(name) ?? 0) + 1);
  }
}

/** As a client should: the same key until it is answered. */
async function create(name: string): Promise<void> {
  const key = { 'idempotency-key': randomUUID() };
  for (let turn = 0; !accepted(await (turn % 2 ? one : two).post('/api/databases', { ...SPEC, name }, key)); turn++);
}

const changedSince = (before: ReadonlyMap<string, number>) =>
  eventually(() => {
    for (const name of EARLY) assert.ok((told.changed.get(name) ?? 0) > (before.get(name) ?? 0));
  }, 60_000);

step('the API server dies and comes back under load: readers notice nothing, writers are told, and the replicas catch up', async () => {
  for (const name of EARLY) assert.equal((await one.post('/api/databases', { ...SPEC, name })).status, 202);
  const load = Promise.all([read(), read(), ...EARLY.map(change)]);
  await changedSince(new Map());

  // as in a crash: one that ends in order leaves its service first, and kube-proxy's back-off decides when pods find it again
  await lab.run('service', 'stop', 'apiserver', 'KILL');
  const [reads, refusals] = [told.reads, told.refusals];
  const creates = Promise.all(LATE.map(create));
  await eventually(() => assert.ok(told.refusals > refusals + EARLY.length + LATE.length && told.reads > reads + 100), 30_000);
  for (const client of [one, two]) {
    await eventually(async () => assert.ok(Number((await client.get(`/api/databases?project=${PROJECT}`)).headers.get('age')) >= 3));
    assert.match((await client.get('/health')).text, /has not answered for \d+ s; what you see is from before that/);
  }
  await lab.run('service', 'start', 'apiserver');
  await eventually(() => lab.kubectl('get', '--raw', '/readyz'), 60_000);

  // the operator may have ended, and its webhook is away until it is back
  const label = ['label', '--overwrite', 'cluster', ...EARLY, 'label.postgres-paas.io/seen=yes'];
  await eventually(() => lab.kubectl('-n', `pg-${PROJECT}`, ...label), 120_000);
  const began = performance.now();
  await promptly(async () => {
    for (const client of [one, two])
      for (const name of EARLY) assert.equal((await client.get<DatabaseView>(path(name))).body.labels.seen, 'yes');
  }, 2_000);
  console.log(`           caught up ${((performance.now() - began) / 1000).toFixed(2)} s after it took writes again`);
  await Promise.all([creates, changedSince(new Map(told.changed))]);
  over = true;
  await load;
  console.log(`           ${told.reads} reads, ${total(told.changes)} changes, ${told.refusals} refusals`);
});

step('nothing acknowledged is lost, and nothing is done twice', async () => {
  const audit = new pg.Client(state.connection);
  await audit.connect();
  try {
    const recorded = async (action: string, name: string) =>
      (
        await audit.query("select from audit_entries where action = $1 and database = $2 and outcome = 'success'", [
          `database.${action}`,
          name,
        ])
      ).rowCount;
    for (const name of EARLY) {
      const { metadata } = await inApiServer(name);
      const [acknowledged, asked] = [told.changes.get(name) ?? 0, told.asked.get(name) ?? 0];
      const writes = Number(metadata.annotations?.[ANNOTATIONS.writes]) - 1; // one for its creation
      const count = Number(metadata.labels?.['label.postgres-paas.io/count']);
      assert.ok(writes >= acknowledged && writes <= asked, `${name}: ${acknowledged} acknowledged, ${writes} written, ${asked} asked for`);
      assert.ok(count >= (told.changed.get(name) ?? 0) && count <= asked, `${name}: the change that was acknowledged last is lost`);
      assert.equal(await recorded('update', name), acknowledged);
    }
    for (const name of [...EARLY, ...LATE]) assert.equal(await recorded('create', name), 1);
  } finally {
    await audit.end();
  }
  for (const client of [one, two]) {
    const { body } = await client.get<{ items: DatabaseView[] }>(`/api/databases?project=${PROJECT}`);
    assert.deepEqual(
      body.items.map(({ name }) => name),
      [...EARLY, ...LATE],
    );
    for (const { name, labels } of body.items)
      assert.equal(labels.count, (await inApiServer(name)).metadata.labels?.['label.postgres-paas.io/count']);
  }
});

step('what was made is taken away again', async () => {
  // Kubernetes' own controllers ask again after up to a minute, after a crash like this; new ones ask at once
  await lab.run('service', 'kill', 'controller-manager');
  for (const name of [...EARLY, ...LATE]) assert.equal((await one.delete(path(name))).status, 202);
  await eventually(async () => {
    const { body } = await two.get<{ items: DatabaseView[] }>(`/api/databases?project=${PROJECT}`);
    assert.deepEqual(body.items, []);
  }, 120_000);
});

const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
