/** The whole platform from one file of settings: Argo CD brings it up in order, and it serves. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import type { DatabaseView } from '../../../api/contract/database.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { eventually } from '../../support/eventually.ts';
import { labOfTests } from '../cluster/lab.ts';
import { steps } from '../steps.ts';
import { addonsOf } from './addons.ts';
import { allSynced, applicationsOf, startArgoCd, statusOf, waveOf } from './argo-cd.ts';
import { makeRepository } from './git-repository.ts';
import { type Installed, openPlatform, read } from './installed.ts';
import { HOST, labSettings, NAMESPACE, ownFiles, partFiles, whatIsBuilt } from './platform-tree.ts';

const lab = await labOfTests();
const addons = addonsOf(lab);
const step = steps();
const repository = makeRepository(join(lab.folder, 'git'));
const has = whatIsBuilt(addons);
let platform: Installed;
after(() => platform?.close());

step('the owner of the platform commits what the settings give', async () => {
  const settings = await labSettings(lab, repository.url, has);
  repository.commit('the platform', new Map([...ownFiles(settings, has), ...(await partFiles(lab, addons, has))]));
});

step('one object is applied, and Argo CD brings up everything', async () => {
  await startArgoCd(lab, addons);
  await addons.run('ingress');
  if (!has.certManager) await addons.run('certificate', HOST);
  await lab.kubectl('apply', '--server-side', '-f', join(lab.folder, 'git/checkout/gitops/root-app.yaml'));
  const all = await allSynced(lab, 600_000);
  for (const one of all)
    console.log(
      `           wave ${waveOf(one)}  made ${one.metadata.creationTimestamp}  done ${statusOf(one).operationState?.finishedAt}  ${one.metadata.name}`,
    );
});

step('each wave began when the one before was done, the slow database included', async () => {
  const all = (await applicationsOf(lab)).filter(({ metadata }) => metadata.name !== 'root');
  const waves = [...new Set(all.map(waveOf))].toSorted((a, b) => a - b);
  const of = (wave: number) => all.filter((one) => waveOf(one) === wave);
  for (const [index, wave] of waves.entries()) {
    const before = waves[index - 1];
    if (before === undefined) continue;
    const began = Math.min(...of(wave).map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '')));
    for (const one of of(before)) {
      const done = Date.parse(statusOf(one).operationState?.finishedAt ?? '');
      assert.ok(done <= began, `wave ${wave} began ${(done - began) / 1000} s before ${one.metadata.name} of wave ${before} was done`);
    }
  }
  const state = await read<Cluster>(lab, `/apis/postgresql.cnpg.io/v1/namespaces/${NAMESPACE}/clusters/paas-state`);
  const ready = state.status?.conditions?.find(({ type }) => type === 'Ready');
  const api = all.find(({ metadata }) => metadata.name === 'paas-api');
  const [readyAt, apiAt] = [Date.parse(ready?.lastTransitionTime ?? ''), Date.parse(api?.metadata.creationTimestamp ?? '')];
  assert.ok(readyAt <= apiAt, `the API came ${(readyAt - apiAt) / 1000} s before its state was ready`);
  assert.ok(readyAt - Date.parse(state.metadata.creationTimestamp ?? '') > 3_000, 'control: the database takes its time');
});

step('the real API serves: its first password is in a Secret that was made in the cluster, and databases of Git are shown', async () => {
  platform = await openPlatform(lab);
  const { items } = (await platform.api.get<{ items: DatabaseView[] }>('/api/databases?project=demo')).body;
  assert.deepEqual(items.map(({ name, status }) => [name, status.state]).toSorted(), [
    ['sample', 'available'],
    ['second', 'available'],
  ]);
});

step('a database is made through the API that Argo CD installed, and can be reached with the password it gives', async () => {
  const { api } = platform;
  const created = await api.post('/api/databases', { project: 'shop', name: 'orders', storageGiB: 1 });
  assert.equal(created.status, 202, created.text);
  await eventually(async () => {
    const { body } = await api.get<DatabaseView>('/api/databases/orders?project=shop');
    assert.equal(body.status.state, 'available', `${body.status.reason}`);
  }, 120_000);
  const { body } = await api.get<{ user: string; password: string }>('/api/databases/orders/credentials?project=shop');
  const port = await platform.way('orders-rw.pg-shop.svc.cluster.local:5432');
  const ssl = { rejectUnauthorized: false };
  // a service's route follows the readiness of its pod by a moment
  await eventually(async () => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: body.user, password: body.password, database: 'app', ssl });
    await client.connect();
    const { rows } = await client.query('select 1 as one');
    await client.end();
    assert.deepEqual(rows, [{ one: 1 }]);
  }, 30_000);
});
