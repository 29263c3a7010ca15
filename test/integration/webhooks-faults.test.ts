import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { eventBus } from '../../api/domain/events.ts';
import { WEBHOOK_DEFAULTS, type WebhookSpec } from '../../api/domain/webhook.ts';
import type { DueDelivery, WebhookQueue } from '../../api/domain/webhook-ports.ts';
import { migrate } from '../../api/store/migrate.ts';
import { sqlStore } from '../../api/store/sql-store.ts';
import { sqlWebhookQueue } from '../../api/store/webhook-queue.ts';
import { sqlWebhooks } from '../../api/store/webhooks.ts';
import { WebhookDispatcher } from '../../api/subscribers/webhooks/dispatcher.ts';
import { Receiver } from '../../api/subscribers/webhooks/receiver.ts';
import type { Sent } from '../../api/subscribers/webhooks/sender.ts';
import { newSecret } from '../../api/subscribers/webhooks/signature.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryStateServer } from '../support/state-server.ts';

const server = await temporaryStateServer();
const store = sqlStore(server.connection, () => undefined);
await migrate(store);
const [webhooks, queue] = [sqlWebhooks(store), sqlWebhookQueue(store)];
const stopping: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
  await store.query('delete from webhooks');
});
after(async () => {
  await store.end();
  await server.stop();
});

async function webhook(project: string, spec: Partial<WebhookSpec> = {}): Promise<string> {
  const wanted = { project, spec: { ...WEBHOOK_DEFAULTS, url: 'https://receiver.example/', ...spec }, ...newSecret('hmac-sha256') };
  return (await store.transaction((tx) => webhooks.add(tx, wanted))).id;
}

const deliver = (webhookIds: readonly string[], each = 1) =>
  store.query(
    `insert into webhook_deliveries (webhook_id, type, data) select id, 'ping', '{}' from unnest($1::bigint[]) id, generate_series(1, $2)`,
    [webhookIds, each],
  );

const statesOf = async (webhookId: string) =>
  (await store.query<{ state: string }>('select state from webhook_deliveries where webhook_id = $1', [webhookId])).map(
    ({ state }) => state,
  );

/** What a receiver would answer. */
const answered = (status: number, more: Partial<Sent['answer']> = {}): Sent => ({
  answer: { status, wish: undefined, retryAfterSeconds: undefined, fault: undefined, ...more },
  ...{ milliseconds: 1, text: null },
});

/** A dispatcher over the real queue, where `send` is the receivers, and `over` replaces parts of the queue. */
function dispatcher(send: (due: DueDelivery) => Sent | Promise<Sent>, over: Partial<WebhookQueue> = {}) {
  const [ending, disabled, reported] = [new AbortController(), [] as string[], [] as unknown[]];
  const report = (error: unknown) => void reported.push(error);
  const bus = eventBus(report);
  const running = new WebhookDispatcher({
    ...{ queue: { ...queue, ...over }, bus, report, count() {} },
    sender: { send: async (due) => send(due) },
    async disable({ id }, reason) {
      disabled.push(reason);
      await store.transaction((tx) => queue.disable(tx, id, reason));
    },
  }).run(ending.signal);
  stopping.push(async () => {
    ending.abort();
    await running;
  });
  return {
    disabled,
    reported,
    look: () => bus.publish({ kind: 'webhook_delivery_queued' }),
    changed: () => bus.publish({ kind: 'webhook_changed' }),
  };
}

test('receivers that ask to be left alone hold no places of those that answer', async () => {
  const slow = await Promise.all(Array.from({ length: 60 }, (_, index) => webhook(`slow-${index}`)));
  await deliver(slow, 120);
  const asked = new Set<string>();
  const { look } = dispatcher((due) => {
    if (!due.webhook.project.startsWith('slow')) return answered(204);
    asked.add(due.webhook.id);
    return answered(429, { retryAfterSeconds: 3_600 });
  });
  await eventually(() => assert.equal(asked.size, slow.length));
  const well = await webhook('well');
  await deliver([well], 300);
  look();
  await eventually(async () => assert.deepEqual(new Set(await statesOf(well)), new Set(['delivered'])));
});

test('what cannot be written down of one webhook leaves no delivery of another behind', async () => {
  const [first, second] = [await webhook('broken'), await webhook('beside')];
  let isBroken = true;
  const { look } = dispatcher(() => answered(204), {
    async markWell(id) {
      if (id === first && isBroken) {
        isBroken = false;
        throw new Error('The store has gone away.');
      }
      await queue.markWell(id);
    },
  });
  await deliver([first, second]);
  look();
  await eventually(async () => assert.deepEqual([await statesOf(first), await statesOf(second)], [['delivered'], ['delivered']]));
  await store.query(`update webhook_deliveries set state = 'pending', due_at = now() where webhook_id = any($1)`, [[first, second]]);
  look();
  await eventually(async () => assert.deepEqual([await statesOf(first), await statesOf(second)], [['delivered'], ['delivered']]));
});

test('a receiver that wants nothing more is sent nothing more, although more was read for it, and is disabled once', async () => {
  const id = await webhook('enough');
  await deliver([id], 300);
  let sent = 0;
  const { disabled, look } = dispatcher((due) => {
    if (due.webhook.id === id) sent += 1;
    return answered(due.webhook.id === id ? 410 : 204);
  });
  await eventually(async () => assert.equal((await webhooks.find(id))?.enabled, false));
  const other = await webhook('after-enough');
  await deliver([other]);
  look();
  await eventually(async () => assert.deepEqual(await statesOf(other), ['delivered']));
  assert.equal(sent, 8, 'what was under way when it said so');
  assert.equal(disabled.length, 1);
});

test('what was read before a webhook changed is not sent as it was', async () => {
  const id = await webhook('changing');
  await deliver([id], 20);
  const urls = new Set<string>();
  let isFirst = true;
  const sending = dispatcher(
    ({ webhook: { url } }) => {
      urls.add(url);
      return answered(204);
    },
    {
      async due(query) {
        const read = await queue.due(query);
        if (isFirst && read.length > 0) {
          isFirst = false;
          await store.query(`update webhooks set url = 'https://new.example/' where id = $1`, [id]);
          sending.changed();
        }
        return read;
      },
    },
  );
  await eventually(async () => assert.deepEqual(new Set(await statesOf(id)), new Set(['delivered'])));
  assert.deepEqual([...urls], ['https://new.example/']);
});

test('a success that was under way does not shorten the pause that a receiver asked for', () => {
  const receiver = new Receiver();
  receiver.ended(false, 1_000, 30_000);
  receiver.ended(true, 1_001, 0);
  assert.deepEqual([receiver.isPaused(30_999), receiver.isPaused(31_000)], [true, false]);
});

test('receivers that fail every other time do not tell each other of it without end', async () => {
  const [first, second] = [await webhook('flapping'), await webhook('flapping')];
  for (let turn = 0; turn < 5; turn += 1)
    for (const id of [first, second]) {
      await queue.markFailing(id);
      await queue.markWell(id);
    }
  assert.deepEqual([await statesOf(first), await statesOf(second)], [['pending'], ['pending']], 'each is told once of the other');
  await store.query(`update webhooks set failing_told_at = failing_told_at - interval '1 hour' where id = $1`, [first]);
  await queue.markFailing(first);
  assert.equal((await statesOf(second)).length, 2);
});

test('a delivery that is refused among others that are not keeps its ten attempts in 75 hours', async () => {
  const id = await webhook('poisoned');
  await deliver([id]);
  const failed = { status: 500, error: 'no', answer: null, milliseconds: 1, state: 'pending', dueInMs: 300_000 } as const;
  const row = async () => {
    const [found = assert.fail()] = await store.query<{ id: string; tries: number; waits: boolean }>(
      'select id, tries, due_at > now() as waits from webhook_deliveries where webhook_id = $1',
      [id],
    );
    return found;
  };
  const turn = async (failingFor: string) => {
    await queue.finish([{ ...failed, deliveryId: (await row()).id }]);
    await queue.markFailing(id);
    await store.query('update webhooks set failing_since = failing_since - $2::interval where id = $1', [id, failingFor]);
    await queue.markWell(id);
  };
  await turn('0');
  assert.deepEqual({ ...(await row()), id: '' }, { id: '', tries: 1, waits: true }, 'not again after each success');
  for (let outage = 0; outage < 12; outage += 1) await turn('1 minute');
  assert.deepEqual({ ...(await row()), id: '' }, { id: '', tries: 1, waits: false }, 'an early attempt does not count');
});
