import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CnpgBackend } from '../../../api/backends/cnpg/backend.ts';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import type { Transaction } from '../../../api/domain/ports.ts';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { ANNOTATIONS } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';

const tx: Transaction = { query: async () => [], afterCommit: (action) => action(), afterRollback: () => undefined };
const server = await fakeKubernetes();
const client = kubernetesClient(server.connection);
const stop = new AbortController();
const backend = new CnpgBackend({ ...readPlatformFile(undefined), client, report: () => undefined });
const running = backend.run(stop.signal);
after(async () => {
  stop.abort();
  await running;
  server.stop();
});

const path = '/apis/postgresql.cnpg.io/v1/namespaces/pg-shop/clusters/orders';
const pods = '/api/v1/namespaces/pg-shop/pods';

/** As CloudNativePG marks the pod of an instance that was restarted. */
const mark = (pod: string, restartedAt: string) =>
  client.request({
    method: 'PATCH',
    path: `${pods}/${pod}`,
    body: { metadata: { annotations: { [ANNOTATIONS.restartedAt]: restartedAt } } },
  });

test('a restart is pending until CloudNativePG has marked every pod with the time that the Cluster says', async () => {
  const made = await backend.create(tx, { project: 'shop', name: 'orders' }, { ...SPEC_DEFAULTS, instances: 2 });
  for (const name of ['orders-1', 'orders-2']) {
    const labels = { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' };
    await client.request({ method: 'POST', path: pods, body: { metadata: { name, labels } } });
  }
  assert.equal(await backend.restartPending(made), false);
  const asked = await backend.restart(tx, made);
  assert.ok(Number(asked.revision) > Number(made.revision));
  assert.deepEqual([asked.spec, asked.updatedAt], [made.spec, made.updatedAt]);
  const { metadata } = await client.request<Cluster>({ method: 'GET', path });
  const restartedAt = metadata.annotations?.[ANNOTATIONS.restartedAt] ?? assert.fail('The Cluster is not marked.');
  assert.equal(await backend.restartPending(asked), true);
  await mark('orders-1', restartedAt);
  assert.equal(await backend.restartPending(asked), true);
  await mark('orders-2', '2020-01-01T00:00:00Z');
  assert.equal(await backend.restartPending(asked), true);
  await mark('orders-2', restartedAt);
  assert.equal(await backend.restartPending(asked), false);
  await assert.rejects(backend.restart(tx, made), { code: 'revision_conflict' });
});
