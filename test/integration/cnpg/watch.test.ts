import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { newWatchHealth, watchObjects } from '../../../api/backends/cnpg/watch.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { faultProxy } from '../../support/fault-proxy.ts';
import { watchFaultTests } from '../../support/watch-faults.ts';

const server = await fakeKubernetes();
after(() => server.stop());

watchFaultTests('the watch, over a fake API server', async () => server);

/** A real API server cannot be made to forget from outside; the answer that it gives then is the one of the suite above. */
test('what changed while nobody listened is found when the server has forgotten it', async () => {
  const [proxy, stop, health, names] = [await faultProxy(server.connection), new AbortController(), newWatchHealth(), new Set<string>()];
  const path = '/api/v1/namespaces/default/secrets';
  const direct = kubernetesClient(server.connection);
  const put = (name: string) => direct.request({ method: 'POST', path, body: { metadata: { name, labels: { forgotten: 'yes' } } } });
  const options = { client: kubernetesClient(proxy.connection), path, labelSelector: 'forgotten', signal: stop.signal, health };
  const following = (async () => {
    for await (const change of watchObjects<{ metadata: { name: string; uid?: string } }>(options)) {
      if (change.kind === 'put') names.add(change.item.metadata.uid ?? '');
      if (change.kind === 'gone') names.delete(change.uid);
    }
  })();
  await put('old');
  await eventually(() => assert.equal(names.size, 1));
  const [old] = names;
  await proxy.down();
  await put('new');
  await direct.request({ method: 'DELETE', path: `${path}/old`, body: {} });
  server.compact();
  await proxy.up();
  await eventually(() => assert.equal(health.relists, 2), 2_000);
  assert.equal(names.size, 1);
  assert.ok(!names.has(old ?? ''));
  stop.abort();
  proxy.stop();
  await following;
});
