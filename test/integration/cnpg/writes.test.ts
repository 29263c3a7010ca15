import { after } from 'node:test';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { writeFaultTests } from '../../support/write-faults.ts';

const server = await fakeKubernetes();
after(() => server.stop());
await kubernetesClient(server.connection).request({
  method: 'POST',
  path: '/apis/postgresql.cnpg.io/v1/clusterimagecatalogs',
  body: { metadata: { name: 'postgresql' }, spec: { images: [{ major: 17 }] } },
});

writeFaultTests('writes, over a fake API server', async () => ({ connection: server.connection, settings: readPlatformFile(undefined) }));
