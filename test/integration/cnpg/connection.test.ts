/** The way to an API server over TLS, as a kubeconfig describes it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { stringify } from 'yaml';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { kubernetesConnection } from '../../../api/backends/cnpg/connection.ts';
import { ensureCertificates } from '../../../api/backends/embedded/certificates.ts';
import { type TestFolder, temporaryDataFolder } from '../../support/state-server.ts';

let place: TestFolder;
let connections = 0;
const server = createServer((request, answer) => answer.end(JSON.stringify({ token: request.headers.authorization })));
server.on('secureConnection', () => connections++);
before(async () => {
  place = await temporaryDataFolder();
  const { certificate, key } = await ensureCertificates(place.folder);
  server.setSecureContext({ cert: certificate, key });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(async () => {
  server.close();
  server.closeAllConnections();
  await place.remove();
});

/** Two ways to the same server; `renewed` is who a pod is: its token lies in a file that the kubelet renews. */
async function kubeconfig(): Promise<string> {
  const file = join(place.folder.path, 'kubeconfig');
  const { port } = server.address() as AddressInfo;
  const { caCertificate } = await ensureCertificates(place.folder);
  const cluster = { server: `https://localhost:${port}`, 'certificate-authority-data': Buffer.from(caCertificate).toString('base64') };
  const renewed = { 'auth-provider': { name: 'tokenFile', config: { tokenFile: tokenFile() } } };
  writeFileSync(
    file,
    stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'lab' },
      clusters: [{ name: 'lab', cluster }],
      users: [
        { name: 'api', user: { token: 'a-token' } },
        { name: 'renewed', user: renewed },
      ],
      contexts: [
        { name: 'lab', context: { cluster: 'lab', user: 'api' } },
        { name: 'renewed', context: { cluster: 'lab', user: 'renewed' } },
        { name: 'nowhere', context: { cluster: 'gone', user: 'api' } },
      ],
    }),
  );
  return file;
}

const tokenFile = () => join(place.folder.path, 'token');
const clientOf = async (context?: string) => kubernetesClient(await kubernetesConnection({ kubeconfig: await kubeconfig(), context }));

test('requests one after the other share a connection, and carry the token', async () => {
  const client = await clientOf();
  for (let count = 0; count < 5; count++) {
    assert.deepEqual(await client.request({ method: 'GET', path: '/api' }), { token: 'Bearer a-token' });
  }
  assert.equal(connections, 1);
});

test('the context that is named is taken, and a token that was renewed in its file is sent a minute later', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  writeFileSync(tokenFile(), 'first');
  const client = await clientOf('renewed');
  const sent = () => client.request<{ token: string }>({ method: 'GET', path: '/api' }).then(({ token }) => token);
  assert.equal(await sent(), 'Bearer first');
  writeFileSync(tokenFile(), 'second');
  context.mock.timers.tick(61_000);
  assert.equal(await sent(), 'Bearer second');
});

test('a context that is not there is told, with those that are', async () => {
  await assert.rejects(clientOf('produktion'), /context "produktion".*has: lab, renewed, nowhere/);
  await assert.rejects(clientOf('nowhere'), /no cluster for the context "nowhere"/);
});

test('a kubeconfig that is not there is told by its name', async () => {
  await assert.rejects(
    kubernetesConnection({ kubeconfig: '/nowhere/kubeconfig', context: undefined }),
    /PAAS_KUBECONFIG.*\/nowhere\/kubeconfig/,
  );
});

test('outside a pod and without a kubeconfig nothing is guessed', async () => {
  const { HOME, KUBECONFIG } = process.env;
  process.env.HOME = place.folder.path;
  delete process.env.KUBECONFIG;
  try {
    await assert.rejects(
      kubernetesConnection({ kubeconfig: undefined, context: undefined }),
      /no kubeconfig.*PAAS_KUBECONFIG.*service account/,
    );
  } finally {
    if (HOME !== undefined) process.env.HOME = HOME;
    if (KUBECONFIG !== undefined) process.env.KUBECONFIG = KUBECONFIG;
  }
});
