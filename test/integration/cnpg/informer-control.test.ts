import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { faultProxy } from '../../support/fault-proxy.ts';

const server = await fakeKubernetes();
const proxy = await faultProxy(server.connection);
after(() => {
  proxy.stop();
  server.stop();
});

const PATH = '/api/v1/namespaces/default/configmaps';
const put = (name: string) =>
  kubernetesClient(server.connection).request({
    method: 'POST',
    path: PATH,
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
  });

/** The reason for a watch of our own, and the proof that the fault tests can fail. */
test('control: the stock informer sees nothing any more after one reset', async () => {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'proxy', server: proxy.connection.server.origin, skipTLSVerify: true }, { name: 'nobody' });
  const core = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, PATH, () => core.listNamespacedConfigMap({ namespace: 'default' }));
  await informer.start();
  await eventually(() => assert.equal(proxy.watches(), 1));
  await put('before');
  await eventually(() => assert.equal(informer.list().length, 1));
  proxy.reset();
  await put('after');
  await assert.rejects(eventually(() => assert.equal(informer.list().length, 2), 2_000));
  assert.equal(proxy.watches(), 0);
  await informer.stop();
});
