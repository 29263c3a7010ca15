import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CnpgBackend } from '../../../api/backends/cnpg/backend.ts';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import type { Transaction } from '../../../api/domain/ports.ts';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { accessRoles } from '../../../constructs/manifests/access.ts';
import { eventually } from '../../support/eventually.ts';
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

const granted = () =>
  accessRoles()
    .flatMap(({ rules = [] }) => rules)
    .filter(({ verbs }) => !verbs.includes('bind')) // is no request
    .flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
    );

test('the API has the rights that the life of a database takes, and no others', async () => {
  const ref = { project: 'shop', name: 'orders' };
  const path = '/apis/postgresql.cnpg.io/v1/namespaces/pg-shop/clusters';
  let database = await backend.create(tx, ref, SPEC_DEFAULTS);
  await assert.rejects(backend.create(tx, ref, SPEC_DEFAULTS), /already/);
  await eventually(() => assert.ok(server.asked.has('get coordination.k8s.io/leases'))); // it was asked why it is not ready
  const volume = { metadata: { name: 'orders-1', labels: { 'cnpg.io/cluster': 'orders' } }, spec: { storageClassName: 'fast' } };
  await seed('/api/v1/namespaces/pg-shop/persistentvolumeclaims', volume);
  database = await backend.update(tx, database, { ...database.spec, storageGiB: database.spec.storageGiB + 1 });
  await client.request({ method: 'PATCH', path: `${path}/orders`, body: { status: { phase: 'Not enough disk space' } } });
  await eventually(() => assert.ok(server.asked.has('patch /persistentvolumeclaims')));
  database = backend.find(ref) ?? assert.fail();
  const instances = [{ name: 'orders-1', role: 'primary', state: 'running', lagBytes: 0 }] as const;
  assert.deepEqual(await backend.logs.read({ ...database, status: { ...database.status, instances } }, { limit: 1 }), []);
  await assert.rejects(backend.credentials(database), /does not exist yet/);
  await seed('/api/v1/namespaces/pg-shop/secrets', { metadata: { name: 'orders-app' }, data: { password: 'b2xk' } });
  await backend.resetCredentials(tx, database);
  await backend.remove(tx, database);
  await seed('/api/v1/namespaces', { metadata: { name: 'pg-foreign' } });
  await assert.rejects(backend.create(tx, { ...ref, project: 'foreign' }, SPEC_DEFAULTS), /no project/);
  await eventually(() => {
    const asked = [...server.asked].filter((right) => !['create /persistentvolumeclaims', 'create /secrets'].includes(right)); // which only this test does
    assert.deepEqual([...new Set(granted())].toSorted(), asked.toSorted());
  });
});

const seed = (path: string, body: unknown) => client.request({ method: 'POST', path, body });
