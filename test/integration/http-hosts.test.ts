import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { rawExchange, rawRequest } from '../support/raw-http.ts';

const plane = await temporaryControlPlane({ allowedHosts: ['paas.example.com'] });
after(() => plane.stop());
const admin = await plane.client();
const bearer = `Authorization: Bearer ${admin.token}`;
const { port } = new URL(plane.url);

describe('on a loopback address', () => {
  const everywhere = [
    '/',
    '/docs',
    '/openapi.json',
    '/livez',
    '/metrics',
    '/api/auth/me',
    '/api/events',
    '/elements/pg-console.js',
    '/nowhere',
  ];

  for (const path of everywhere) {
    test(`${path} is not answered for the name of another site`, async () => {
      const { status, headers, text } = await rawRequest(plane.url, `GET ${path}`, [bearer, `Host: evil.example:${port}`]);
      assert.equal(status, 421);
      assert.equal(headers.get('content-type'), 'application/problem+json');
      assert.match(text, /\\"evil\.example:\d+\\"[\s\S]*PAAS_ALLOWED_HOSTS/);
    });
  }

  test('nor is a change, a login, a preflight or a socket', async () => {
    for (const line of ['POST /api/databases', 'POST /api/auth/login', 'OPTIONS /api/databases', 'DELETE /api/databases/x'])
      assert.equal((await rawRequest(plane.url, line, ['Host: evil.example'])).status, 421, line);
    const upgrade = [
      'Host: evil.example',
      'Upgrade: websocket',
      'Connection: Upgrade, close',
      'Sec-WebSocket-Key: eA==',
      'Sec-WebSocket-Version: 13',
    ];
    assert.equal((await rawRequest(plane.url, 'GET /api/events', upgrade)).status, 421);
  });

  test('it is answered for localhost, the address itself, and names that the operator gives', async () => {
    for (const host of [
      'localhost',
      'LOCALHOST',
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      '[::1]',
      `[::1]:${port}`,
      'paas.example.com',
      'Paas.Example.com:443',
    ])
      assert.equal((await rawRequest(plane.url, 'GET /livez', [`Host: ${host}`])).status, 200, host);
  });

  test('names that only look like it are refused', async () => {
    for (const host of [
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      'x.paas.example.com',
      'localhost@evil.example',
      '127.0.0.1:80:80',
      '0.0.0.0',
      '[::]',
      '',
    ])
      assert.equal((await rawRequest(plane.url, 'GET /livez', [`Host: ${host}`])).status, 421, host);
  });

  test('an absolute target names the host, whatever the header says', async () => {
    const get = (target: string, host: string) =>
      rawExchange(plane.url, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.match(await get('http://evil.example/livez', 'localhost'), /^HTTP\/1.1 421 /);
    assert.match(await get('http://localhost/livez', 'evil.example'), /^HTTP\/1.1 421 /);
    assert.match(await get('http://user@localhost/livez', 'localhost'), /^HTTP\/1.1 200 /);
  });

  test('a host given twice is refused', async () => {
    const text = await rawExchange(plane.url, 'GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    assert.match(text, /^HTTP\/1.1 400 /);
  });
});
