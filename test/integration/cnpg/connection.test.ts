/** The way to an API server over TLS, as a kubeconfig describes it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
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
  const { certificateFile, keyFile } = await ensureCertificates(place.folder);
  server.setSecureContext({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(async () => {
  server.close();
  server.closeAllConnections();
  await place.remove();
});

async function clientOf(authority: string) {
  const file = join(place.folder.path, 'kubeconfig');
  const { port } = server.address() as AddressInfo;
  const cluster = { server: `https://localhost:${port}`, 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  writeFileSync(
    file,
    stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'lab' },
      clusters: [{ name: 'lab', cluster }],
      users: [{ name: 'api', user: { token: 'a-token' } }],
      contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'api' } }],
    }),
  );
  return kubernetesClient(await kubernetesConnection({ kubeconfig: file, context: undefined }));
}

test('requests one after the other share a connection, and carry the token', async () => {
  const { caCertificate } = await ensureCertificates(place.folder);
  const client = await clientOf(caCertificate);
  for (let count = 0; count < 5; count++) {
    assert.deepEqual(await client.request({ method: 'GET', path: '/api' }), { token: 'Bearer a-token' });
  }
  assert.equal(connections, 1);
});
