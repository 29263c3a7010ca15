import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Webhook as Verifier } from 'standardwebhooks';
import { CloudEvent, presentCatalogue } from '../../api/contract/cloud-event.ts';
import { EVENT_TYPES, exampleEvent } from '../../api/domain/event-catalogue.ts';
import { type Answer, isGivenUp, RETRY_PAUSES_MS, verdictOf, WEBHOOK_FORMATS, wantsType } from '../../api/domain/webhook.ts';
import { webhookBody } from '../../api/domain/webhook-body.ts';
import { newSecret, signatureOf } from '../../api/subscribers/webhooks/signature.ts';

const answered = (answer: Partial<Answer>): Answer => ({
  status: 500,
  wish: undefined,
  retryAfterSeconds: undefined,
  fault: undefined,
  ...answer,
});
const middle = () => 0.5;

describe('after an attempt', () => {
  test('a delivery that fails is tried ten times in about 75 hours, each time a little earlier or later, and then given up', () => {
    const pauses = Array.from({ length: 9 }, (_, index) => verdictOf(answered({}), index + 1, middle).dueInMs);
    assert.deepEqual(pauses, RETRY_PAUSES_MS);
    assert.equal(Math.round(RETRY_PAUSES_MS.reduce((sum, ms) => sum + ms) / 3_600_000), 76);
    assert.equal(verdictOf(answered({}), 10).state, 'failed');
    const spread = [0, 1].map((random) => verdictOf(answered({}), 3, () => random).dueInMs ?? 0);
    assert.deepEqual(spread.map(Math.round), [1_620_000, 1_980_000]);
  });

  test('only a 2xx delivers; a redirect is a failure that says what to do', () => {
    for (const status of [200, 201, 204, 299]) assert.equal(verdictOf(answered({ status }), 1).state, 'delivered', String(status));
    for (const status of [199, 301, 308, 400, 404, 500]) assert.equal(verdictOf(answered({ status }), 1).state, 'pending', String(status));
    assert.match(verdictOf(answered({ status: 301 }), 1).error ?? '', /301.*not followed/);
    assert.equal(verdictOf(answered({ status: undefined, fault: 'Nobody listens.' }), 1).error, 'Nobody listens.');
  });

  test('an overloaded receiver is left alone for as long as it asks, within an hour', () => {
    for (const status of [429, 502, 503, 504]) assert.equal(verdictOf(answered({ status }), 1).pauseMs, 5_000, String(status));
    assert.deepEqual(pausesOf({ status: 429, retryAfterSeconds: 30 }), [30_000, 30_000]);
    assert.deepEqual(pausesOf({ status: 503, retryAfterSeconds: 1e9 }), [3_600_000, 3_600_000]);
    assert.deepEqual(pausesOf({ status: 500, retryAfterSeconds: 30 }), [0, 30_000]);
  });
  const pausesOf = (answer: Partial<Answer>) => {
    const { pauseMs, dueInMs } = verdictOf(answered(answer), 1, middle);
    return [pauseMs, dueInMs];
  };

  test('a receiver ends one delivery, or all of them', () => {
    assert.equal(verdictOf(answered({ status: 400, wish: 'abort-message' }), 1).state, 'failed');
    assert.equal(verdictOf(answered({ status: 200, wish: 'abort-message' }), 1).state, 'delivered');
    assert.match(verdictOf(answered({ status: 410 }), 1).disable ?? '', /410/);
    assert.match(verdictOf(answered({ status: 200, wish: 'disable' }), 1).disable ?? '', /disable/);
    assert.equal(verdictOf(answered({ status: 500 }), 1).disable, null);
  });

  test('a receiver is given up after five days of failures', () => {
    const since = '2026-01-01T00:00:00Z';
    assert.ok(!isGivenUp(since, Date.parse('2026-01-05T23:59:59Z')));
    assert.ok(isGivenUp(since, Date.parse('2026-01-06T00:00:00Z')));
  });
});

test('a type is wanted by its name, by its beginning, or with all others', () => {
  assert.ok(wantsType(['database.failed'], 'database.failed'));
  assert.ok(wantsType(['database.failover.*'], 'database.failover.started'));
  assert.ok(wantsType(['*'], 'ping'));
  assert.ok(!wantsType(['database.fail'], 'database.failed'));
  assert.ok(!wantsType(['database.failover.*'], 'database.failed'));
});

describe('a body', () => {
  const long = 'x\u0000"é'.repeat(2_000);
  const event = { ...(exampleEvent('database.failed') ?? assert.fail()), reason: long, message: long };
  const message = { id: '1', type: event.type, event, previousSeq: 7, createdAt: event.at, data: null };

  for (const format of WEBHOOK_FORMATS)
    test(`as ${format} is JSON below 4 kB and the same each time`, () => {
      const { text } = webhookBody(message, format, 'shop');
      assert.ok(Buffer.byteLength(text) < 4_096, `${Buffer.byteLength(text)}`);
      assert.deepEqual(webhookBody(message, format, 'shop').text, text);
      assert.ok(JSON.parse(text));
    });

  test('for Slack mentions nobody and links nowhere, whatever a message has', () => {
    const { text } = webhookBody({ ...message, event: { ...event, message: 'a <!channel> & <http://evil.example|b>' } }, 'slack', 'shop');
    assert.match(text, /a &lt;!channel&gt; &amp; &lt;http/);
  });

  test('is a CloudEvent: every type of the catalogue has one', () => {
    const { items } = presentCatalogue();
    assert.deepEqual(
      items.map(({ type }) => type),
      EVENT_TYPES,
    );
    for (const { type, example } of items) {
      assert.ok(CloudEvent.parse(example));
      assert.equal(example.type, type);
      for (const attribute of ['id', 'source']) assert.match(String(example[attribute]), /./, `${type} ${attribute}`);
    }
  });
});

test('a signature is right for both secrets of a rotation, and for nothing else', () => {
  const [current, previous, other] = [newSecret('hmac-sha256'), newSecret('hmac-sha256'), newSecret('hmac-sha256')];
  const at = new Date();
  const signature = signatureOf({ current: current.secret, previous: previous.secret }, { id: 'msg_1', at, body: '{}' });
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': signature };
  for (const { secret } of [current, previous]) new Verifier(secret).verify('{}', headers);
  assert.throws(() => new Verifier(other.secret).verify('{}', headers));
  assert.throws(() => new Verifier(current.secret).verify('{"a":1}', headers));
});
