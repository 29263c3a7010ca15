import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { type Certificates, ensureCertificates } from '../../api/backends/embedded/certificates.ts';
import { Gateway, type Port } from '../../api/backends/embedded/endpoint/gateway.ts';
import { CANCEL_REQUEST, GSSENC_REQUEST, openingPacket, SSL_REQUEST } from '../../api/backends/embedded/endpoint/protocol.ts';
import { chooseFreePort } from '../../api/backends/embedded/port-choice.ts';
import { eventually } from '../support/eventually.ts';
import { STARTING, StandInServer } from '../support/stand-in-server.ts';
import { type TestFolder, temporaryDataFolder } from '../support/state-server.ts';
import { answer, dial, dialTls, secured, startup, untilClosed, untilReady } from '../support/wire-client.ts';

let place: TestFolder;
let folder: string;
let certificates: Certificates;
let secureContext: SecureContext;
before(async () => {
  place = await temporaryDataFolder();
  certificates = await ensureCertificates(place.folder);
  secureContext = createSecureContext({ cert: certificates.certificate, key: certificates.key });
});
after(() => place.remove());

let gateway: Gateway;
let ports: Record<Port, number>;
const servers: StandInServer[] = [];
const faults: [Port, string | null][] = [];
const clients: Socket[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'endpoint-'));
  const readWrite = await chooseFreePort(new Set());
  ports = { readWrite, readOnly: await chooseFreePort(new Set([readWrite])) };
  await open();
});
afterEach(async () => {
  await gateway.close();
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  faults.length = 0;
  gateway = new Gateway({
    ports,
    access: { user: 'app', database: 'app' },
    secureContext,
    hasRoom: () => true,
    report: (port, fault) => faults.push([port, fault]),
  });
  await eventually(() => assert.equal(new Set(faults.map(([port]) => port)).size, 2));
}

async function serve(name: string): Promise<StandInServer> {
  const server = await StandInServer.listen(join(folder, name));
  servers.push(server);
  return server;
}

const lead = (readWrite: readonly StandInServer[], { readOnly = readWrite, seats = 10 } = {}) =>
  gateway.lead({
    targets: { readWrite: readWrite.map(({ path }) => path), readOnly: readOnly.map(({ path }) => path) },
    seats,
    readOnly: false,
    refusal: undefined,
  });

async function tls(port: Port = 'readWrite'): Promise<TLSSocket> {
  const client = await dialTls(ports[port], certificates.caCertificate);
  clients.push(client);
  return client;
}

/** A session that is ready for queries. */
async function session(port: Port = 'readWrite'): Promise<TLSSocket> {
  const client = await tls(port);
  client.write(startup());
  await untilReady(client);
  return client;
}

async function plain(): Promise<Socket> {
  const client = await dial(ports.readWrite);
  clients.push(client);
  return client;
}

/** What a client is told that begins like this. */
async function told(parameters: Readonly<Record<string, string>>, protocol?: number): Promise<string> {
  const client = await tls();
  client.write(startup(parameters, protocol));
  return untilClosed(client);
}

test('a session is led to the target, over TLS with the certificate of the platform', async () => {
  const one = await serve('one');
  lead([one]);
  const client = await session();
  assert.equal(client.authorized, true);
  client.write('hello');
  assert.equal(await answer(client), 'hello');
  assert.equal(one.sessions.size, 1);
});

test('TLS at once is served when the client names the protocol, and only then', async () => {
  lead([await serve('one')]);
  const { caCertificate: ca } = certificates;
  const client = await secured(await plain(), { ca, ALPNProtocols: ['postgresql'] });
  client.write(startup());
  await untilReady(client);
  const unnamed = await secured(await plain(), { ca });
  unnamed.write(startup());
  assert.equal(await untilClosed(unnamed), '');
  await assert.rejects(secured(await plain(), { ca, ALPNProtocols: ['http/1.1'] }));
});

test('GSSAPI encryption is declined, and TLS can be asked for afterwards', async () => {
  lead([await serve('one')]);
  const client = await plain();
  client.write(openingPacket(GSSENC_REQUEST, Buffer.alloc(0)));
  assert.equal(await answer(client), 'N');
  client.write(openingPacket(SSL_REQUEST, Buffer.alloc(0)));
  assert.equal(await answer(client), 'S');
  const encrypted = await secured(client, { ca: certificates.caCertificate });
  encrypted.write(startup());
  await untilReady(encrypted);
});

for (const code of [SSL_REQUEST, GSSENC_REQUEST])
  test(`plain bytes behind request ${code} for encryption are refused (CVE-2021-23222)`, async () => {
    lead([await serve('one')]);
    const client = await plain();
    client.write(Buffer.concat([openingPacket(code, Buffer.alloc(0)), startup()]));
    assert.match(await untilClosed(client), /FATAL.*C08P01.*received unencrypted data after/);
    assert.equal(servers[0]?.sessions.size, 0);
  });

test('a session without TLS is refused in the words of PostgreSQL', async () => {
  lead([await serve('one')]);
  const client = await plain();
  client.write(startup());
  assert.match(await untilClosed(client), /C28000.*no pg_hba.conf entry for host "127.0.0.1", user "app", database "app", no encryption/);
});

const refused: readonly (readonly [Record<string, string>, RegExp])[] = [
  [{ user: 'postgres', database: 'app' }, /C28000.*user "postgres", database "app", SSL encryption/],
  [{ user: 'replicator', database: 'app' }, /C28000.*user "replicator"/],
  [{ user: 'app', database: 'postgres' }, /C28000.*database "postgres"/],
  [{ user: 'app', replication: 'database', database: 'app' }, /C28000.*replication connection/],
  [{ user: 'app', replication: 'on', database: 'app' }, /C28000.*replication connection/],
  [{ user: 'app', replication: 'TRUE', database: 'app' }, /C28000.*replication connection/],
  [{ database: 'app' }, /C28000.*no PostgreSQL user name/],
];
for (const [parameters, sentence] of refused)
  test(`who may not come in is refused: ${JSON.stringify(parameters)}`, async () => {
    const one = await serve('one');
    one.begin = () => assert.fail('no server hears of it');
    lead([one]);
    assert.match(await told(parameters), sentence);
  });

test('who names no database means the one with the name of the user', async () => {
  lead([await serve('one')]);
  const client = await tls();
  client.write(startup({ user: 'app', replication: 'off' }));
  await untilReady(client);
});

test('other versions of the protocol are refused, and what is no protocol is hung up on without a word', async () => {
  lead([await serve('one')]);
  assert.match(await told({ user: 'app' }, 0x2_0000), /C0A000.*unsupported frontend protocol 2.0/);
  for (const bytes of [
    Buffer.alloc(64, 0xff),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.from([0, 0, 0, 4, 0, 0, 0, 0]),
    Buffer.from([0x40, 0, 0, 0]),
  ]) {
    const client = await plain();
    client.write(bytes);
    assert.equal(await untilClosed(client), '');
  }
  await session();
});

test('a startup packet that comes byte by byte is read', async () => {
  lead([await serve('one')]);
  const client = await tls();
  for (const byte of startup()) await new Promise<void>((resolve) => void client.write(Buffer.from([byte]), () => resolve()));
  await untilReady(client);
});

test('targets are taken in turn', async () => {
  const [one, two] = [await serve('one'), await serve('two')];
  lead([one, two]);
  await Promise.all([session(), session()]);
  assert.deepEqual([one.sessions.size, two.sessions.size], [1, 1]);
});

test('a session waits while there is no target, and is then led there', async () => {
  const client = await tls();
  client.write(startup());
  const one = await serve('late');
  const ready = untilReady(client);
  lead([one]);
  await ready;
});

test('connections to a target that is left are cut; others stay', async () => {
  const [one, two] = [await serve('one'), await serve('two')];
  lead([one]);
  const first = await session();
  lead([two]);
  await untilClosed(first);
  const second = await session();
  lead([one, two]);
  lead([two, one]);
  second.write('still there');
  assert.equal(await answer(second), 'still there');
});

test('a server that hangs up before its first word, or starts, is asked again until another is named', async () => {
  const [dying, starting, heir] = [await serve('dying'), await serve('starting'), await serve('heir')];
  dying.begin = (socket) => socket.destroy();
  starting.begin = (socket) => void socket.end(STARTING);
  lead([dying, starting]);
  const [first, second] = [await tls(), await tls()];
  for (const client of [first, second]) client.write(startup());
  const ready = Promise.all([untilReady(first), untilReady(second)]);
  lead([heir]);
  await ready;
});

test('a connection that fails takes nobody else away from the target', async () => {
  const one = await serve('one');
  lead([one]);
  const first = await session();
  one.begin = (socket) => socket.destroy();
  const failing = await tls();
  failing.write(startup());
  one.begin = (socket) => one.letIn(socket);
  await untilReady(failing);
  first.write('not cut');
  assert.equal(await answer(first), 'not cut');
});

test('a cancel request reaches the server that gave the key, through either port, encrypted or not, and is answered by hanging up', async () => {
  const [one, two] = [await serve('one'), await serve('two')];
  lead([one], { readOnly: [two] });
  await session('readWrite');
  await session('readOnly');
  const direct = await dial(ports.readOnly);
  direct.write(openingPacket(CANCEL_REQUEST, one.key));
  assert.equal(await untilClosed(direct), '');
  const encrypted = await tls('readWrite');
  encrypted.write(openingPacket(CANCEL_REQUEST, two.key));
  assert.equal(await untilClosed(encrypted), '');
  assert.deepEqual([one.cancelled, two.cancelled], [[one.key], [two.key]]);
});

test('a cancel request with a wrong key is hung up on, and disturbs nobody', async () => {
  const one = await serve('one');
  lead([one]);
  const client = await session();
  const stranger = await plain();
  stranger.write(openingPacket(CANCEL_REQUEST, Buffer.from('guesses!')));
  assert.equal(await untilClosed(stranger), '');
  assert.deepEqual(one.cancelled, []);
  client.write('undisturbed');
  assert.equal(await answer(client), 'undisturbed');
});

test('the surplus is refused with 53300 over TLS, and a seat that is left is given again', async () => {
  const one = await serve('one');
  lead([one], { seats: 2 });
  const [first] = [await session(), await session()];
  assert.match(await told({ user: 'app', database: 'app' }), /FATAL.*C53300.*sorry, too many clients already/);
  assert.equal(one.sessions.size, 2);
  first.destroy();
  await eventually(() => session());
});

test('clients that begin to authenticate and then say nothing give way to one that answers', async () => {
  const one = await serve('one');
  const ask = (socket: Socket) => void socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 10]));
  one.begin = ask;
  lead([one], { seats: 2 });
  const silent = [await tls(), await tls()];
  for (const client of silent) client.write(startup());
  await Promise.all(silent.map(answer));
  one.begin = (socket) => one.letIn(socket);
  await session();
});

test('however many connect and say nothing, a client that speaks comes in and nobody is cut', async () => {
  lead([await serve('one')]);
  const working = await session();
  for (let round = 0; round < 6; round++) clients.push(...(await Promise.all(Array.from({ length: 100 }, () => dial(ports.readWrite)))));
  await session();
  working.write('not cut');
  assert.equal(await answer(working), 'not cut');
});

test('much data passes whole, at the pace of who reads it', async () => {
  const one = await serve('one');
  const size = 32 * 1024 * 1024;
  one.begin = (socket) => {
    one.letIn(socket);
    socket.unpipe(socket);
    socket.once('data', () => socket.end(Buffer.alloc(size, 7))).resume();
  };
  lead([one], { seats: 100 });
  const client = await session();
  const [sender] = one.sessions;
  client.pause();
  client.write('all');
  await eventually(() => assert.equal(sender?.writableLength, size));
  for (let other = 0; other < 10; other++) await session().catch(() => undefined);
  assert.equal(sender?.writableLength, size, 'what nobody reads stays where it comes from');
  let read = 0;
  for await (const chunk of client) read += (chunk as Buffer).length;
  assert.equal(read, size);
});

test('when the server ends a session, what it said last still arrives', async () => {
  const one = await serve('one');
  lead([one]);
  const client = await session();
  for (const socket of one.sessions) socket.end('goodbye');
  assert.equal(await untilClosed(client), 'goodbye');
});

test('a port that is taken is told of, the other is open, and it opens by itself when it is free', async () => {
  await gateway.close();
  const squatter = createServer().listen(ports.readWrite, '127.0.0.1');
  await once(squatter, 'listening');
  await open();
  assert.deepEqual(faults.toSorted(), [
    ['readOnly', null],
    ['readWrite', 'is taken by another program'],
  ]);
  lead([await serve('one')]);
  await session('readOnly');
  squatter.close();
  await eventually(() => assert.deepEqual(faults.at(-1), ['readWrite', null]));
  await session('readWrite');
});

test('closed, it lets nobody in and keeps nobody', async () => {
  lead([await serve('one')]);
  const client = await session();
  const cut = untilClosed(client);
  await gateway.close();
  await cut;
  await assert.rejects(dial(ports.readWrite), /ECONNREFUSED/);
});
