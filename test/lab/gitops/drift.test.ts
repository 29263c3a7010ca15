/** What Argo CD changes back, what it leaves alone, and what nobody may do on the platform that it keeps. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { eventually } from '../../support/eventually.ts';
import { labOfTests } from '../cluster/lab.ts';
import { steps } from '../steps.ts';
import { addonsOf } from './addons.ts';
import { allSynced, applicationsOf, refresh, statusOf } from './argo-cd.ts';
import { openRepository } from './git-repository.ts';
import { type Installed, openPlatform, read } from './installed.ts';
import { labSettings, NAMESPACE, ownFiles, whatIsBuilt } from './platform-tree.ts';

const lab = await labOfTests();
const built = whatIsBuilt(addonsOf(lab));
const step = steps();
const platform: Installed = await openPlatform(lab);
after(() => platform.close());

const cluster = (name: string, namespace: string) =>
  read<Cluster>(lab, `/apis/postgresql.cnpg.io/v1/namespaces/${namespace}/clusters/${name}`);

step('what is changed by hand is changed back: a Deployment, and a Service that is gone', async () => {
  await platform.kubectl('set', 'env', 'deployment/api', 'PAAS_HOST=127.0.0.1');
  await platform.kubectl('delete', 'service', 'ui');
  await eventually(async () => {
    const host = await platform.kubectl('get', 'deployment', 'api', '-o', 'jsonpath={..env[?(@.name=="PAAS_HOST")].value}');
    assert.equal(host, '0.0.0.0');
    await platform.kubectl('get', 'service', 'ui');
  }, 60_000);
  await platform.kubectl('rollout', 'status', 'deployment/api', '--timeout=120s');
});

step('a database that is deleted by hand comes back', async () => {
  const before = await cluster('sample', 'pg-demo');
  await lab.kubectl('-n', 'pg-demo', 'delete', 'cluster', 'sample', '--wait=true');
  await eventually(async () => {
    const { metadata, status } = await cluster('sample', 'pg-demo');
    assert.notEqual(metadata.uid, before.metadata.uid);
    assert.equal(status?.readyInstances, 1);
  }, 180_000);
});

step('a database that is removed from Git stays, with its data', async () => {
  const { metadata } = await cluster('second', 'pg-demo');
  const repository = openRepository(join(lab.folder, 'git'));
  const settings = await labSettings(lab, repository.url, built);
  const fewer = { ...settings, sampleDatabases: settings.sampleDatabases.filter(({ name }) => name !== 'second') };
  const now = ownFiles(fewer, built);
  const gone = [...ownFiles(settings, built).keys()].filter((path) => !now.has(path));
  assert.ok(
    gone.some((path) => path.includes('second')),
    gone.join(),
  );
  const revision = repository.commit(
    'without the second',
    new Map<string, string | undefined>([...now, ...gone.map((path) => [path, undefined] as const)]),
  );
  await refresh(lab);
  await eventually(async () => {
    const databases = (await applicationsOf(lab)).find((one) => one.metadata.name === 'databases');
    assert.ok(databases);
    const { sync, operationState } = statusOf(databases);
    assert.deepEqual([sync?.revision, sync?.status, operationState?.phase], [revision, 'Synced', 'Succeeded']);
  }, 120_000);
  await allSynced(lab, 60_000); // the root does not wait for what is left over
  const still = await cluster('second', 'pg-demo');
  assert.equal(still.metadata.uid, metadata.uid);
  assert.equal(still.metadata.deletionTimestamp, undefined);
});

step('a pod with rights on its node is refused where the platform lives and where databases are', async () => {
  for (const namespace of [NAMESPACE, 'pg-shop', 'pg-demo']) {
    const pod = ['run', 'intruder', '--image=localhost/pause:1', '--privileged', '-n', namespace];
    await assert.rejects(lab.kubectl(...pod), /violates PodSecurity "restricted/, namespace);
  }
});

step("the API's own token lists no Secret, not even in its own namespace", async () => {
  const token = await platform.kubectl('create', 'token', 'api');
  const ask = (path: string) =>
    lab.kubectl(
      '--kubeconfig=/dev/null',
      '--insecure-skip-tls-verify',
      `--server=${lab.connection.server.origin}`,
      `--token=${token}`,
      'get',
      '--raw',
      path,
    );
  for (const namespace of [NAMESPACE, 'pg-shop', 'kube-system'])
    await assert.rejects(ask(`/api/v1/namespaces/${namespace}/secrets`), /forbidden|Forbidden/, namespace);
});
