/** The platform's address: a certificate that cert-manager issues, a page and an API behind it, a renewal that nobody notices. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { connect } from 'node:tls';
import { eventually } from '../../support/eventually.ts';
import { labOfTests } from '../cluster/lab.ts';
import { steps } from '../steps.ts';
import { addonsOf } from './addons.ts';
import { type Installed, openPlatform, secretValue } from './installed.ts';
import { startLoad, told } from './load.ts';
import { HOST, NAMESPACE, whatIsBuilt } from './platform-tree.ts';

const lab = await labOfTests();
const step = steps();
let platform: Installed;
let port: number;
after(() => platform?.close());

const SECRET = 'postgres-paas-tls';
const authority = () => secretValue(lab, SECRET, 'ca.crt');

/** What a browser gets, with the chain checked against the authority of the cluster. */
async function get(path: string, headers: Record<string, string> = {}) {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    servername: HOST,
    ca: await authority(),
    headers: { host: HOST, ...headers },
    agent: false,
  });
  sent.end();
  const [answer] = await once(sent, 'response');
  return { status: answer.statusCode as number, headers: answer.headers as Record<string, string>, text: await text(answer) };
}

async function servedSerial(): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, servername: HOST, ca: await authority() });
  await once(socket, 'secureConnect');
  const { serialNumber } = new X509Certificate(socket.getPeerCertificate().raw);
  socket.destroy();
  return serialNumber;
}

step('behind the address, over TLS, are the page, the API and its document', async () => {
  platform = await openPlatform(lab);
  port = await platform.way('10.200.0.1:443');
  const page = await get('/');
  assert.equal(page.status, 200);
  assert.match(page.headers['content-security-policy'] ?? '', /default-src 'none'/);
  const [script = ''] = page.text.match(/\/assets\/[^"]+\.js/) ?? [];
  assert.match((await get(script)).headers['cache-control'] ?? '', /immutable/);
  const unpacked = Number((await get(script)).headers['content-length']);
  assert.ok(Number((await get(script, { 'accept-encoding': 'gzip' })).headers['content-length']) < unpacked, 'compressed beforehand');
  assert.equal((await get('/openapi.json')).status, 200);
  assert.equal((await get('/api/databases')).status, 401);
  const listed = await get('/api/databases', { authorization: `Bearer ${platform.api.token}` });
  assert.equal(listed.status, 200);
  assert.match(listed.text, /"sample"/);
});

step('without TLS there is nothing but the way to it, and another name is refused in the handshake', async () => {
  const plain = await platform.way('10.200.0.1:80');
  const { status, headers } = await fetch(`http://127.0.0.1:${plain}/api/databases`, { redirect: 'manual', headers: { host: HOST } });
  assert.deepEqual([status, headers.get('location')?.startsWith('https://')], [301, true]);
  const socket = connect({ host: '127.0.0.1', port, servername: 'other.lab.test', rejectUnauthorized: false });
  const [error] = await once(socket, 'error');
  assert.match(String(error), /unrecognized name|handshake/);
});

if (whatIsBuilt(addonsOf(lab)).certManager) {
  step('a certificate is renewed while the platform is asked, and no request fails', async () => {
    const before = await servedSerial();
    const load = startLoad({ port, ca: await authority(), token: platform.api.token ?? '' }, { clients: 4 });
    // what its controller does when two thirds of the time are over
    const status = JSON.stringify({
      status: {
        conditions: [
          { type: 'Issuing', status: 'True', reason: 'Renewal', message: 'by a test', lastTransitionTime: new Date().toISOString() },
        ],
      },
    });
    await lab.kubectl('-n', NAMESPACE, 'patch', 'certificate', SECRET, '--subresource=status', '--type=merge', '-p', status);
    await eventually(async () => assert.notEqual(await servedSerial(), before), 90_000);
    await load.stop();
    console.log(`           ${told(load)}`);
    assert.deepEqual([...load.answers.keys()], ['200']);
  });

  step('a certificate that is deleted is issued again', async () => {
    const before = await servedSerial();
    await platform.kubectl('delete', 'secret', SECRET);
    await eventually(async () => assert.notEqual(await servedSerial(), before), 90_000);
  });
} else {
  console.log('           NOT RUN: issue and renewal of certificates; there was no time to build cert-manager');
}
