import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { killedPlatformTests } from '../../support/killed-platform.ts';

killedPlatformTests('a platform that is killed, over a fake API server', async () => {
  const server = await fakeKubernetes();
  const folder = await mkdtemp(join(tmpdir(), 'postgres-paas-killed-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(
    kubeconfig,
    JSON.stringify({
      // the library takes plain HTTP only with this
      clusters: [{ name: 'fake', cluster: { server: server.connection.server.origin, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'fake', user: {} }],
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
      'current-context': 'fake',
    }),
  );
  return {
    kubeconfig,
    client: kubernetesClient(server.connection),
    async stop() {
      server.stop();
      await rm(folder, { recursive: true });
    },
  };
});
