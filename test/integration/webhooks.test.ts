import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { Webhook as Verifier } from 'standardwebhooks';
import { CloudEvent } from '../../api/contract/cloud-event.ts';
import type { DeliveryWithAttemptsView } from '../../api/contract/delivery.ts';
import type { WebhookView } from '../../api/contract/webhook.ts';
import { deleteExpired } from '../../api/store/retention.ts';
import { temporaryControlPlane, USERS } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { installPython, PYTHON, pythonMissing } from '../support/python.ts';
import { type WebhookReceiver, webhookReceiver } from '../support/webhook-receiver.ts';

const plane = await temporaryControlPlane();
const admin = await plane.client();
const ada = await plane.client(USERS.ada);
const bob = await plane.client(USERS.bob);
const receivers: WebhookReceiver[] = [];
after(() => plane.stop());
/** A change that nobody saw who leads is told with the next one, as one event. */
const leads = async (url: string) => /^leader 1$/m.test(await (await fetch(`${url}/metrics`)).text());

await eventually(async () => assert.ok(await leads(plane.url)));

/** One a test, so that nothing of another is sent. */
let project = '';
let count = 0;
beforeEach(() => {
  project = `shop-${++count}`;
});
afterEach(async () => {
  for (const { id } of (await admin.get<{ items: WebhookView[] }>('/api/webhooks?limit=200')).body.items)
    await admin.delete(`/api/webhooks/${id}`);
  for (const receiver of receivers.splice(0)) await receiver.stop();
});

type Made = WebhookView & { secret: string };

async function receiver(): Promise<WebhookReceiver> {
  const opened = await webhookReceiver();
  receivers.push(opened);
  return opened;
}

async function webhook(body: object, client = admin): Promise<Made> {
  const made = await client.post<Made>('/api/webhooks', { project, ...body });
  assert.equal(made.status, 201, made.text);
  return made.body;
}

/** A database that becomes available, and then whatever is said. */
async function happen(states: readonly ('degraded' | 'available')[] = [], spec: object = {}): Promise<string> {
  const ref = { project, name: `orders-${++count}` };
  assert.equal((await admin.post('/api/databases', { ...ref, ...spec })).status, 202);
  for (const state of ['available', ...states] as const) {
    plane.backend.settle(ref, { state, reason: null });
    await eventually(async () =>
      assert.equal(
        (await admin.get<{ status: { state: string } }>(`/api/databases/${ref.name}?project=${project}`)).body.status.state,
        state,
      ),
    );
  }
  return ref.name;
}

const deliveriesOf = async (id: string, state?: string) =>
  (
    await admin.get<{ items: { id: string; state: string; type: string; attempts: number }[] }>(
      `/api/webhooks/${id}/deliveries?limit=200${state ? `&state=${state}` : ''}`,
    )
  ).body.items;

const stateOf = async (id: string) => (await admin.get<WebhookView>(`/api/webhooks/${id}`)).body;

describe('an event', () => {
  test('is sent, signed so that the published library verifies it, and is on record', async () => {
    const hook = await receiver();
    const { id, secret } = await webhook({ url: hook.url, headers: { 'X-Team': 'shop-canary' } });
    const database = await happen();
    await eventually(() =>
      assert.deepEqual(
        hook.received.map(({ event }) => event.type),
        ['ping', 'database.creating', 'database.created'],
      ),
    );
    for (const { text, headers } of hook.received) new Verifier(secret).verify(text, headers as Record<string, string>);
    for (const { text } of hook.received) CloudEvent.parse(JSON.parse(text)); // as the OpenAPI document says
    const created = hook.ofType('database.created')[0] ?? assert.fail();
    assert.equal(created.headers['content-type'], 'application/cloudevents+json');
    assert.equal(created.headers['x-team'], 'shop-canary');
    assert.deepEqual([created.event.data.database, created.event.data.seq, created.event.data.previousSeq], [database, 2, 1]);
    assert.ok(Buffer.byteLength(created.text) < 4096);
    await eventually(async () =>
      assert.deepEqual(
        (await deliveriesOf(id)).map(({ state }) => state),
        ['delivered', 'delivered', 'delivered'],
      ),
    );
    const [newest = assert.fail()] = await deliveriesOf(id);
    const { body } = await admin.get<DeliveryWithAttemptsView>(`/api/webhooks/${id}/deliveries/${newest.id}`);
    assert.equal(body.body, created.text);
    assert.deepEqual(
      body.tried.map(({ status, error }) => [status, error]),
      [[204, null]],
    );
    assert.ok((await stateOf(id)).verifiedAt);
    assert.doesNotMatch(JSON.stringify([await stateOf(id), plane.logged]), /shop-canary|whsec_/);
  });

  test('is signed with a key whose public half is published, when that is wanted', async () => {
    const hook = await receiver();
    const { publicKey, secret } = await webhook({ url: hook.url, signature: 'ed25519' });
    assert.equal(secret, null);
    await eventually(() => assert.equal(hook.received.length, 1));
    const [{ text, headers }] = hook.received as [(typeof hook.received)[number]];
    const raw = Buffer.from(String(publicKey).replace('whpk_', ''), 'base64');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
    const [version, signature = ''] = String(headers['webhook-signature']).split(',');
    assert.equal(version, 'v1a');
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
    assert.ok(verify(null, Buffer.from(content), key, Buffer.from(signature, 'base64')));
  });

  test('goes to those who want its type and its labels, and each can see from the numbers that it missed none', async () => {
    const [all, some, labelled] = [await receiver(), await receiver(), await receiver()];
    await webhook({ url: all.url });
    await webhook({ url: some.url, types: ['database.degraded', 'database.creat*'] });
    await webhook({ url: labelled.url, labels: { team: 'blue' } });
    const database = await happen(['degraded', 'available', 'degraded'], { labels: { team: 'blue' } });
    await happen([], { labels: { team: 'red' } });
    const chain = ({ received }: WebhookReceiver) =>
      received
        .filter(({ event }) => event.data.database === database)
        .map(({ event: { data } }) => [data.previousSeq, data.seq])
        .toSorted(([, a = 0], [, b = 0]) => Number(a) - Number(b));
    await eventually(() =>
      assert.deepEqual(chain(all), [
        [null, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
      ]),
    );
    await eventually(() =>
      assert.deepEqual(chain(some), [
        [null, 1],
        [1, 2],
        [2, 3],
        [3, 5],
      ]),
    );
    await eventually(() => assert.deepEqual(chain(labelled), chain(all)));
    assert.equal(labelled.received.length, 6, 'a ping and five of one database');
  });

  test('is kept while the webhook is disabled, and sent when it is enabled, or left out when that is wanted', async () => {
    const hook = await receiver();
    const { id } = await webhook({ url: hook.url });
    await eventually(() => assert.equal(hook.received.length, 1));
    assert.equal((await admin.patch(`/api/webhooks/${id}`, { enabled: false })).status, 200);
    await happen();
    await eventually(async () => assert.equal((await stateOf(id)).waiting, 2));
    assert.equal(hook.received.length, 1);
    assert.equal((await admin.patch(`/api/webhooks/${id}`, { enabled: true })).status, 200);
    await eventually(() => assert.equal(hook.received.length, 3));
    await admin.patch(`/api/webhooks/${id}`, { enabled: false });
    await happen();
    await eventually(async () => assert.equal((await stateOf(id)).waiting, 2));
    assert.equal((await admin.patch(`/api/webhooks/${id}?backlog=skip`, { enabled: true })).status, 200);
    assert.equal((await stateOf(id)).waiting, 0);
    assert.equal((await deliveriesOf(id, 'skipped')).length, 2);
    await happen();
    await eventually(() => assert.equal(hook.received.length, 5));
  });
});

describe('a receiver', () => {
  test('that fails is tried again, which is told; when it answers, what waited comes at once', async () => {
    const [hook, other] = [await receiver(), await receiver()];
    await webhook({ url: other.url, types: ['webhook.*'] });
    hook.answerWith(500);
    const { id } = await webhook({ url: hook.url, types: ['database.*'] });
    await happen();
    await eventually(async () => assert.equal((await deliveriesOf(id, 'pending')).filter(({ attempts }) => attempts === 1).length, 3));
    assert.ok((await stateOf(id)).failingSince);
    await eventually(() => assert.equal(other.ofType('webhook.failing')[0]?.event.data.webhookId, id));
    await plane.store.query(`update webhooks set failing_since = failing_since - interval '1 minute' where id = $1`, [id]);
    hook.answerWith(204);
    const [waiting = assert.fail()] = await deliveriesOf(id, 'pending');
    assert.equal((await admin.post(`/api/webhooks/${id}/deliveries/${waiting.id}/resend`)).status, 202);
    await eventually(async () => assert.equal((await deliveriesOf(id, 'delivered')).length, 3));
    assert.equal((await stateOf(id)).failingSince, null);
    assert.equal(new Set(hook.received.map((one) => one.id)).size, 3, 'what is sent again has the id that it had');
    assert.equal(hook.received.length, 6);
  });

  for (const [what, status, headers] of [
    ['answers 410', 410, {}],
    ['asks for it by a header', 200, { 'webhook-delivery': 'disable' }],
  ] as const) {
    test(`that ${what} is sent nothing more; the audit log and the other webhooks tell`, async () => {
      const [hook, other] = [await receiver(), await receiver()];
      await webhook({ url: other.url, types: ['webhook.*'] });
      hook.answerWith(status, headers);
      const { id } = await webhook({ url: hook.url });
      await eventually(async () => assert.equal((await stateOf(id)).enabled, false));
      assert.match((await stateOf(id)).disabledReason ?? '', /receiver answered/);
      await eventually(() => assert.equal(other.ofType('webhook.disabled').length, 1));
      const { body } = await admin.get<{ items: { actor: string; project: string }[] }>('/api/audit/logs?action=webhook.disable&limit=1');
      assert.deepEqual([body.items[0]?.actor, body.items[0]?.project], ['postgres-paas', project]);
      await happen();
      await eventually(async () => assert.ok((await stateOf(id)).waiting >= 2));
      assert.equal(hook.received.length, 1);
    });
  }

  test('that redirects is not followed', async () => {
    const [hook, target] = [await receiver(), await receiver()];
    hook.answerWith(307, { location: target.url });
    const { id } = await webhook({ url: hook.url });
    await eventually(async () => assert.equal((await deliveriesOf(id))[0]?.attempts, 1));
    const { body } = await admin.get<DeliveryWithAttemptsView>(`/api/webhooks/${id}/deliveries/${(await deliveriesOf(id))[0]?.id}`);
    assert.match(body.tried[0]?.error ?? '', /307.*not followed/);
    assert.equal(target.received.length, 0);
  });

  test('that answers without end is cut off, and its answer kept to 4 KiB', async () => {
    const hook = await receiver();
    hook.answerBy((response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.writeHead(200);
      response.on('drain', more);
      more();
    });
    const { id } = await webhook({ url: hook.url });
    await eventually(async () => assert.equal((await deliveriesOf(id))[0]?.state, 'delivered'));
    const { body } = await admin.get<DeliveryWithAttemptsView>(`/api/webhooks/${id}/deliveries/${(await deliveriesOf(id))[0]?.id}`);
    assert.equal(body.tried[0]?.answer?.length, 4096);
  });

  test('that hangs costs the others nothing', async () => {
    const [hanging, hook] = [await receiver(), await receiver()];
    hanging.answerBy(() => undefined);
    await webhook({ url: hanging.url });
    await webhook({ url: hook.url });
    for (let round = 0; round < 10; round += 1) await happen();
    await eventually(() => assert.equal(hook.received.length, 21));
    assert.equal(hanging.received.length, 8, 'as many as may be under way');
  });
});

test('however many receivers hang, with however much waiting for them, the others are sent theirs', async () => {
  const [hanging, hook] = [await receiver(), await receiver()];
  hanging.answerBy(() => undefined);
  await plane.store.query(
    `with w as (insert into webhooks (project, url, description, types, labels, format, signature, ordered, enabled, headers, secret)
       select $1, $2, '', '{none}', '{}', 'cloudevents', 'hmac-sha256', false, true, '{}', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' from generate_series(1, 60)
       returning id)
     insert into webhook_deliveries (webhook_id, type, data) select id, 'ping', '{}' from w, generate_series(1, 150)`,
    [`${project}-hanging`, hanging.url],
  );
  await plane.store.query(`select pg_notify('webhooks', '')`);
  await eventually(() => assert.equal(hanging.received.length, 60 * 8));
  await webhook({ url: hook.url });
  await eventually(() => assert.equal(hook.received.length, 1));
});

describe('sending again', () => {
  test('takes a range, all that failed, or what comes from a number on; a dry run tells how many', async () => {
    const hook = await receiver();
    const { id } = await webhook({ url: hook.url, types: ['database.*'] });
    const database = await happen(['degraded', 'available']);
    await happen();
    await eventually(async () => assert.equal((await deliveriesOf(id, 'delivered')).length, 7));
    const replay = (body: object, dryRun = false) =>
      admin.post<{ deliveries: number }>(`/api/webhooks/${id}/replay?dryRun=${dryRun}`, body);
    assert.equal((await replay({ database, fromSeq: 3 }, true)).body.deliveries, 2);
    assert.equal(hook.received.length, 7);
    assert.equal((await replay({ database, fromSeq: 3 })).body.deliveries, 2);
    await eventually(() => assert.equal(hook.received.length, 9));
    assert.deepEqual(
      hook.received
        .slice(7)
        .map(({ event }) => event.data.seq)
        .sort(),
      [3, 4],
    );
    assert.equal((await replay({ state: 'failed' })).body.deliveries, 0);
    assert.equal((await replay({ since: '2020-01-01T00:00:00Z', until: '2021-01-01T00:00:00Z' })).body.deliveries, 0);
    assert.equal((await replay({})).status, 422);
    assert.equal((await replay({ fromSeq: 3 })).status, 422);
  });

  test('a test sends an example of any type, marked as one', async () => {
    const hook = await receiver();
    const { id } = await webhook({ url: hook.url });
    assert.equal((await admin.post(`/api/webhooks/${id}/test`, { type: 'database.failover.completed' })).status, 202);
    await eventually(() => assert.equal(hook.ofType('database.failover.completed')[0]?.event.data.test, true));
  });

  test('a preview tells which of the newest events a filter would have sent', async () => {
    const database = await happen(['degraded']);
    const preview = () =>
      admin.post<{ looked: number; items: { type: string; database: string }[] }>('/api/events/preview', {
        project,
        types: ['database.degraded'],
      });
    await eventually(async () => assert.equal((await preview()).body.looked, 3));
    assert.deepEqual(
      (await preview()).body.items.map((event) => [event.database, event.type]),
      [[database, 'database.degraded']],
    );
  });
});

describe('a secret', () => {
  test('that is rotated signs with the new one and, for as long as chosen, with the one before', async () => {
    const hook = await receiver();
    const { id, secret: before } = await webhook({ url: hook.url });
    const { body: rotated } = await admin.post<Made>(`/api/webhooks/${id}/rotate`, { overlapHours: 1 });
    assert.notEqual(rotated.secret, before);
    assert.ok(Date.parse(rotated.previousSecretUntil ?? '') > Date.now());
    await admin.post(`/api/webhooks/${id}/test`, {});
    await eventually(() => assert.equal(hook.received.length, 2));
    const { text, headers } = hook.received[1] ?? assert.fail();
    for (const secret of [before, rotated.secret]) new Verifier(secret).verify(text, headers as Record<string, string>);
    const { body: again } = await admin.post<Made>(`/api/webhooks/${id}/rotate`, { overlapHours: 0 });
    await admin.post(`/api/webhooks/${id}/test`, {});
    await eventually(() => assert.equal(hook.received.length, 3));
    const last = hook.received[2] ?? assert.fail();
    new Verifier(again.secret).verify(last.text, last.headers as Record<string, string>);
    assert.throws(() => new Verifier(rotated.secret).verify(last.text, last.headers as Record<string, string>));
  });

  test('is the same for the same Idempotency-Key, and shown nowhere else', async () => {
    const hook = await receiver();
    const body = { project, url: hook.url };
    const key = { 'idempotency-key': 'once' };
    const [first, second] = [await admin.post<Made>('/api/webhooks', body, key), await admin.post<Made>('/api/webhooks', body, key)];
    assert.equal(second.body.id, first.body.id);
    assert.equal(second.body.secret, first.body.secret);
    const shown = [await admin.get('/api/webhooks'), await admin.get(`/api/webhooks/${first.body.id}`), await admin.get('/api/audit/logs')];
    for (const { text } of shown) assert.ok(!text.includes(first.body.secret));
  });
});

const noPython = await pythonMissing();

test('the published library of Python verifies what is sent, and nothing that was changed', { skip: noPython }, async () => {
  await installPython();
  const hook = await receiver();
  const { secret } = await webhook({ url: hook.url });
  await eventually(() => assert.equal(hook.received.length, 1));
  const { text, headers } = hook.received[0] ?? assert.fail();
  const program =
    'import sys, json; from standardwebhooks.webhooks import Webhook; a = json.load(sys.stdin); Webhook(a["secret"]).verify(a["text"], a["headers"])';
  const verify = (body: string) =>
    spawnSync(PYTHON, ['-c', program], { input: JSON.stringify({ secret, text: body, headers }), encoding: 'utf8' });
  assert.equal(verify(text).status, 0, verify(text).stderr);
  assert.match(verify(`${text} `).stderr, /WebhookVerificationError/);
});

test('of two replicas one sends; the other goes on when the first does not lead any more', async () => {
  const hook = await receiver();
  const replica = await plane.second();
  try {
    const { id } = await webhook({ url: hook.url });
    await happen(['degraded', 'available']);
    await eventually(async () => assert.equal((await deliveriesOf(id, 'delivered')).length, 5));
    assert.equal(hook.received.length, 5, 'each once');
    await plane.store.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`);
    await eventually(async () => assert.ok(await leads(replica.url)));
    const database = await happen(['degraded', 'available']);
    await eventually(() => assert.equal(hook.received.filter(({ event }) => event.data.database === database).length, 4));
  } finally {
    await replica.stop();
    await eventually(async () => assert.ok(await leads(plane.url)));
  }
});

test('a webhook is its project’s: others learn nothing of it, and may make none there', async () => {
  const hook = await receiver();
  const { id } = await webhook({ project: 'shop', url: hook.url }, ada);
  assert.equal((await ada.get(`/api/webhooks/${id}`)).status, 200);
  for (const path of [`/api/webhooks/${id}`, `/api/webhooks/${id}/deliveries`]) {
    const [foreign, absent] = [await bob.get(path), await bob.get(path.replace(id, '999999'))];
    assert.equal(foreign.status, 404);
    assert.equal(
      foreign.text.replaceAll(id, 'X').replace(/"traceId":"[^"]*"/, ''),
      absent.text.replaceAll('999999', 'X').replace(/"traceId":"[^"]*"/, ''),
    );
  }
  for (const answer of [
    await bob.delete(`/api/webhooks/${id}`),
    await bob.patch(`/api/webhooks/${id}`, { enabled: false }),
    await bob.post(`/api/webhooks/${id}/rotate`, {}),
  ])
    assert.equal(answer.status, 404);
  assert.equal((await bob.post('/api/webhooks', { project: 'shop', url: hook.url })).status, 403);
  assert.deepEqual((await bob.get<{ items: unknown[] }>('/api/webhooks')).body.items, []);
});

test('whoever changes what somebody else has changed is told so', async () => {
  const hook = await receiver();
  const { id } = await webhook({ url: hook.url });
  const etag = (await admin.get(`/api/webhooks/${id}`)).headers.get('etag') ?? '';
  assert.equal((await admin.patch(`/api/webhooks/${id}`, { description: 'first' }, { 'if-match': etag })).status, 200);
  assert.equal((await admin.patch(`/api/webhooks/${id}`, { description: 'second' }, { 'if-match': etag })).status, 412);
  assert.equal((await admin.delete(`/api/webhooks/${id}`, { headers: { 'if-match': etag } })).status, 412);
  assert.equal((await stateOf(id)).description, 'first');
});

test('a gap is filled from the events after a number, oldest first; of a name that was used again, the newest database counts', async () => {
  const database = await happen(['degraded', 'available']);
  type Page = { items: { seq: number; type: string }[]; more: boolean };
  const after = (seq: number, limit = 50) =>
    admin.get<Page>(`/api/databases/${database}/events?project=${project}&after=${seq}&limit=${limit}`);
  await eventually(async () => assert.equal((await after(0)).body.items.length, 4));
  assert.deepEqual(
    (await after(1, 2)).body.items.map(({ seq }) => seq),
    [2, 3],
  );
  assert.equal((await after(1, 2)).body.more, true);
  assert.deepEqual((await after(4)).body, { items: [], more: false });
  plane.backend.vanish({ project, name: database });
  await eventually(async () => assert.equal((await after(4)).body.items[0]?.type, 'database.deleted'));
  assert.equal((await admin.post('/api/databases', { project, name: database })).status, 202);
  await eventually(async () => assert.equal((await after(0)).body.items[0]?.type, 'database.creating'));
  assert.equal((await admin.get(`/api/databases/${database}/events?project=${project}&after=-1`)).status, 422);
  assert.equal((await bob.get(`/api/databases/${database}/events?project=${project}`)).status, 404);
});

test('deliveries are kept for thirty days after their end', async () => {
  const hook = await receiver();
  const { id } = await webhook({ url: hook.url });
  await eventually(async () => assert.equal((await deliveriesOf(id, 'delivered')).length, 1));
  const kept = { sql: plane.store, auditDays: 0, eventDays: 0 };
  await plane.store.query(`update webhook_deliveries set finished_at = now() - interval '29 days'`);
  assert.equal(await deleteExpired(kept, new AbortController().signal), 0);
  await plane.store.query(`update webhook_deliveries set finished_at = now() - interval '31 days'`);
  assert.equal(await deleteExpired(kept, new AbortController().signal), 1);
  assert.deepEqual(await deliveriesOf(id), []);
});

test('more changes at once than the store has connections do not wait for each other', async () => {
  const hook = await receiver();
  const { id } = await webhook({ url: hook.url });
  const changes = Array.from({ length: 40 }, (_, index) => admin.patch(`/api/webhooks/${id}`, { description: `change ${index}` }));
  const statuses = (await Promise.all(changes)).map(({ status }) => status);
  assert.deepEqual(
    statuses.filter((status) => status !== 200 && status !== 412),
    [],
  );
  assert.ok(statuses.includes(200));
});

test('what is refused says what is wrong', async () => {
  const refusal = async (body: object) => {
    const answer = await admin.post<{ errors: { message: string }[] }>('/api/webhooks', { url: 'https://receiver.example/', ...body });
    assert.equal(answer.status, 422, answer.text);
    return answer.body.errors.map(({ message }) => message).join(' ');
  };
  assert.match(await refusal({ headers: { 'Webhook-Id': 'x' } }), /set by the platform or by HTTP/);
  assert.match(await refusal({ headers: { 'a b': 'x' } }), /name of a header/);
  for (const url of ['http://127.0.0.1/\u0000', ' http://127.0.0.1/', 'http://127.0.0.1/a\nb', 'http:127.0.0.1', 'http:/\\127.0.0.1'])
    assert.match(await refusal({ url }), /begins with https:\/\/.*spaces/, url);
  assert.match(await refusal({ url: 'http://127.0.0.1:0/' }), /port/);
  const long = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`x-${index}`, 'x'.repeat(1_000)]));
  assert.match(await refusal({ headers: long }), /8000 characters/);
});
