import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import type { DueDelivery } from '../../api/domain/webhook-ports.ts';
import { ReceiverAddresses } from '../../api/subscribers/webhooks/receiver-addresses.ts';
import { WebhookSender } from '../../api/subscribers/webhooks/sender.ts';
import { newSecret } from '../../api/subscribers/webhooks/signature.ts';

const TIMEOUT_MS = 500;
const { signal } = new AbortController();
const ending: (() => void)[] = [];
after(() => {
  for (const end of ending) end();
});

const due = (url: string): DueDelivery => ({
  delivery: {
    ...{ id: '1', webhookId: '1', type: 'ping', event: null, previousSeq: null, state: 'pending', attempts: 0 },
    ...{ createdAt: '2026-01-31T12:00:00.000Z', dueAt: '2026-01-31T12:00:00.000Z', finishedAt: null },
  },
  ...{ data: {}, tries: 0, secrets: { current: newSecret('hmac-sha256').secret, previous: undefined } },
  webhook: {
    ...{ id: '1', project: 'shop', url, format: 'cloudevents', signature: 'hmac-sha256' },
    ...{ headers: {}, failingSince: null, verifiedAt: null },
  },
});

/** What is made of a receiver that does this with each connection. */
async function sentTo(receive: (socket: Socket) => void) {
  const server = createServer((socket) => receive(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sender = new WebhookSender(new ReceiverAddresses(['127.0.0.0/8']), TIMEOUT_MS);
  ending.push(() => {
    sender.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens on a port
  return sender.send(due(`http://127.0.0.1:${port}/`), signal);
}

const answering = (text: string) => (socket: Socket) => void socket.once('data', () => socket.write(text));

function sendingWithoutEnd(socket: Socket, text: string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on('drain', more);
  more();
}

test('a receiver that switches protocols has failed', async () => {
  const { answer } = await sentTo(answering('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'));
  assert.deepEqual(answer.status ?? answer.fault, 'The receiver closed the connection without an answer.');
});

test('a receiver that sends informational answers without end is cut off', async () => {
  const { answer } = await sentTo((socket) => sendingWithoutEnd(socket, 'HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n'.repeat(100)));
  assert.match(answer.fault ?? '', /informational/);
});

test('a receiver that never ends its headers is cut off', async () => {
  const { answer } = await sentTo((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx: ');
    const drip = setInterval(() => socket.write('y'), 10);
    socket.on('close', () => clearInterval(drip));
  });
  assert.match(answer.fault ?? '', /did not answer within 0\.5 s/);
});

test('a look-up that hangs ends with the time that a receiver has', async () => {
  const answers: (() => void)[] = [];
  const sender = new WebhookSender(new ReceiverAddresses([], () => new Promise((resolve) => answers.push(() => resolve([])))), TIMEOUT_MS);
  const { answer } = await sender.send(due('https://receiver.example/'), signal);
  assert.match(answer.fault ?? '', /did not answer within 0\.5 s/);
  assert.equal(answers.length, 1);
});
