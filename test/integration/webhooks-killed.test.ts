import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Database, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { WEBHOOK_DEFAULTS } from '../../api/domain/webhook.ts';
import { sqlServiceEventLog } from '../../api/store/service-event-log.ts';
import { sqlStore } from '../../api/store/sql-store.ts';
import { sqlWebhooks } from '../../api/store/webhooks.ts';
import { newSecret } from '../../api/subscribers/webhooks/signature.ts';
import { sharedState } from '../support/cluster-platform.ts';
import { eventually } from '../support/eventually.ts';
import { databaseOf } from '../support/memory-backend.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type WebhookReceiver, webhookReceiver } from '../support/webhook-receiver.ts';

const KILLS = 20;
const DATABASES = 10;
const EVENTS_EACH = 40;

const state = await sharedState();
const store = sqlStore(state.connection, () => undefined);
const [webhooks, log] = [sqlWebhooks(store), sqlServiceEventLog(store)];
const receivers: WebhookReceiver[] = [];
const dispatchers = new Set<ChildProcess>();
after(async () => {
  for (const dispatcher of dispatchers) dispatcher.kill('SIGKILL');
  for (const receiver of receivers) await receiver.stop();
  await store.end();
  await state.stop();
});

async function receiverOf(project: string, ordered: boolean): Promise<WebhookReceiver> {
  const receiver = await webhookReceiver();
  receivers.push(receiver);
  const spec = { ...WEBHOOK_DEFAULTS, url: receiver.url, ordered };
  await store.transaction((tx) => webhooks.add(tx, { project, spec, ...newSecret('hmac-sha256') }));
  return receiver;
}

async function dispatcher(): Promise<ChildProcess> {
  const started = fork(join(import.meta.dirname, '../support/webhook-dispatcher-process.ts'), [JSON.stringify(state.connection)]);
  dispatchers.add(started);
  await once(started, 'message');
  return started;
}

/** As many changes of state as there are to be events, of all databases in turn. */
async function happen(project: string): Promise<void> {
  const databases = Array.from({ length: DATABASES }, (_, index) => databaseOf({ project, name: `orders-${index}` }, SPEC_DEFAULTS, index));
  for (let turn = 0; turn < EVENTS_EACH; turn += 1)
    for (const database of databases) {
      const seen: Database = {
        ...database,
        id: `${project}-${database.name}`,
        status: { ...database.status, state: turn % 2 ? 'degraded' : 'available' },
      };
      await log.observe(seen);
    }
}

/** Of each database every number, each after the one before it; what came twice is the same twice. */
function assertWhole({ received }: WebhookReceiver, { ordered }: { ordered: boolean }): void {
  const [once, chains] = [new Map<string, string>(), new Map<string, number[]>()];
  for (const { id, text, event } of received) {
    const before = once.get(id);
    assert.equal(before ?? text, text, 'a delivery that is made twice is the same');
    once.set(id, text);
    if (before !== undefined) continue;
    const { database = '', seq = 0, previousSeq } = event.data;
    assert.equal(previousSeq, seq === 1 ? null : seq - 1);
    chains.set(database, [...(chains.get(database) ?? []), seq]);
  }
  assert.equal(once.size, DATABASES * EVENTS_EACH);
  for (const [database, chain] of chains) {
    const inOrder = chain.toSorted((a, b) => a - b);
    assert.deepEqual(
      inOrder,
      Array.from({ length: EVENTS_EACH }, (_, index) => index + 1),
      database,
    );
    if (ordered) assert.deepEqual(chain, inOrder, `${database}, one after the other`);
  }
}

test('the sender is killed over and over: nothing is lost, and what comes twice has one id', async (t) => {
  const [plain, ordered] = [await receiverOf('killed', false), await receiverOf('killed', true)];
  const random = seededRandom(t);
  const happening = happen('killed');
  let running = await dispatcher();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const until = plain.received.length + ordered.received.length + Math.floor(random() * 40);
    await eventually(() => assert.ok(plain.received.length + ordered.received.length >= Math.min(until, DATABASES * EVENTS_EACH)));
    running.kill('SIGKILL');
    await once(running, 'exit');
    running = await dispatcher();
  }
  await happening;
  await eventually(async () => assert.deepEqual(await store.query(`select 1 from webhook_deliveries where state <> 'delivered'`), []));
  running.kill('SIGKILL');
  assertWhole(plain, { ordered: false });
  assertWhole(ordered, { ordered: true });
});

test('two senders at once, as when the leader changes, lose nothing, and each delivery keeps its id', async () => {
  const receiver = await receiverOf('twice', false);
  const both = [await dispatcher(), await dispatcher()];
  await happen('twice');
  await eventually(async () => assert.deepEqual(await store.query(`select 1 from webhook_deliveries where state <> 'delivered'`), []));
  for (const one of both) one.kill('SIGKILL');
  assertWhole(receiver, { ordered: false });
});
