import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, test } from 'node:test';
import { Endpoint } from '../../api/backends/embedded/endpoint.ts';
import { chooseFreePort } from '../../api/backends/embedded/port-choice.ts';

let endpoint: Endpoint;
const servers: Server[] = [];
const accepted: Socket[] = [];

beforeEach(async () => {
  endpoint = new Endpoint(await chooseFreePort(new Set()));
  await endpoint.open();
});
afterEach(async () => {
  await endpoint.close();
  for (const socket of accepted.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server that answers everything with its name. Returns its port. */
async function serve(name: string, answer = (socket: Socket) => socket.on('data', () => socket.write(name))): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket.on('error', () => undefined));
    answer(socket);
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port; // a TCP server that listens has such an address
}

function connect({ allowHalfOpen = false } = {}): Socket {
  return createConnection({ port: endpoint.port, host: '127.0.0.1', allowHalfOpen }).on('error', () => undefined);
}

async function ask(client: Socket): Promise<string> {
  client.write('who?');
  const [answer] = await once(client, 'data');
  return String(answer);
}

test('a connection is led to the target', async () => {
  endpoint.lead([await serve('one')]);
  const client = connect();
  assert.equal(await ask(client), 'one');
  client.destroy();
});

test('targets are taken in turn', async () => {
  endpoint.lead([await serve('one'), await serve('two')]);
  const clients = [connect(), connect()];
  assert.deepEqual((await Promise.all(clients.map(ask))).toSorted(), ['one', 'two']);
  for (const client of clients) client.destroy();
});

test('a connection waits while there is no target, and is then led there', async () => {
  const client = connect();
  const answered = ask(client);
  await once(client, 'connect');
  endpoint.lead([await serve('late')]);
  assert.equal(await answered, 'late');
  client.destroy();
});

test('connections to a target that is left are cut; others stay', async () => {
  const [one, two] = [await serve('one'), await serve('two')];
  endpoint.lead([one]);
  const first = connect();
  await ask(first);
  endpoint.lead([one, two]);
  endpoint.lead([two]);
  await once(first, 'close');
  const second = connect();
  assert.equal(await ask(second), 'two');
  endpoint.lead([two]);
  assert.equal(await ask(second), 'two');
  second.destroy();
});

test('a server that ends before its first word is replaced, and what the client said is said again', async () => {
  const dying = await serve('dying', (socket) => socket.once('data', () => socket.destroy()));
  endpoint.lead([dying]);
  const client = connect();
  const answered = ask(client);
  await once(servers[0] ?? assert.fail(), 'connection');
  endpoint.lead([await serve('heir')]);
  assert.equal(await answered, 'heir');
  client.destroy();
});

test('a refused connection waits instead of failing', async () => {
  endpoint.lead([await chooseFreePort(new Set([endpoint.port]))]);
  const client = connect();
  const answered = ask(client);
  await once(client, 'connect');
  endpoint.lead([await serve('heir')]);
  assert.equal(await answered, 'heir');
  client.destroy();
});

test('much data passes whole in both directions, and the end of one direction leaves the other open', async () => {
  const size = 8 * 1024 * 1024;
  endpoint.lead([await serve('echo', (socket) => socket.pipe(socket))]);
  const client = connect({ allowHalfOpen: true });
  client.end(Buffer.alloc(size, 7));
  const back = await buffer(client);
  assert.equal(back.length, size);
  assert.ok(back.every((byte) => byte === 7));
});

test('closed, it lets nobody in and keeps nobody', async () => {
  endpoint.lead([await serve('one')]);
  const client = connect();
  await ask(client);
  const cut = once(client, 'close');
  await endpoint.close();
  await cut;
  await assert.rejects(once(createConnection({ port: endpoint.port, host: '127.0.0.1' }), 'connect'), /ECONNREFUSED/);
});
