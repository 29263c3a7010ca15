import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Webhook as Verifier } from 'standardwebhooks';
import { newSecret } from '../../api/subscribers/webhooks/signature.ts';
import { Forwarder } from '../../scripts/listen/forwarder.ts';
import { temporaryControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { webhookReceiver } from '../support/webhook-receiver.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());

test('events of a platform reach a local port, signed as webhooks are; a receiver that is away is tried again', async () => {
  const admin = await plane.client();
  const hook = await webhookReceiver();
  const { secret } = newSecret('hmac-sha256');
  const [ending, said] = [new AbortController(), [] as string[]];
  const options = { url: plane.url, token: admin.token ?? '', forward: hook.url, secret, project: 'shop', types: ['database.c*'] };
  const running = new Forwarder({ ...options, say: (line) => said.push(line) }).run(ending.signal);
  await eventually(() => assert.deepEqual(said, ['listening']));
  hook.answerBy((response) => response.writeHead(hook.received.length === 1 ? 500 : 204).end());
  await admin.post('/api/databases', { name: 'elsewhere' });
  await admin.post('/api/databases', { name: 'orders', project: 'shop' });
  await eventually(() => assert.equal(hook.received.length, 2));
  plane.backend.settle({ name: 'orders', project: 'shop' }, { state: 'available' });
  plane.backend.settle({ name: 'orders', project: 'shop' }, { state: 'degraded' });
  await eventually(() => assert.equal(hook.received.length, 3));
  assert.deepEqual(
    hook.received.map(({ event }) => [event.type, event.data.database, event.data.previousSeq]),
    [
      ['database.creating', 'orders', null],
      ['database.creating', 'orders', null],
      ['database.created', 'orders', 1],
    ],
  );
  assert.equal(hook.received[0]?.id, hook.received[1]?.id);
  for (const { text, headers } of hook.received) new Verifier(secret).verify(text, headers as Record<string, string>);
  await eventually(() => assert.equal(said.length, 3));
  ending.abort();
  await running;
  await hook.stop();
});
