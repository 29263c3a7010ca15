/** Sends what waits for receivers, as the replica that leads does, until it is killed. Argument: the connection to the store, as JSON. */
import { eventBus } from '../../api/domain/events.ts';
import { storeFeed } from '../../api/store/feed.ts';
import { listen } from '../../api/store/notifications.ts';
import { sqlStore } from '../../api/store/sql-store.ts';
import { sqlWebhookQueue } from '../../api/store/webhook-queue.ts';
import { WebhookDispatcher } from '../../api/subscribers/webhooks/dispatcher.ts';
import { ReceiverAddresses } from '../../api/subscribers/webhooks/receiver-addresses.ts';
import { WebhookSender } from '../../api/subscribers/webhooks/sender.ts';

const connection = JSON.parse(process.argv[2] ?? '');
const { signal } = new AbortController();
const report = (error: unknown) => console.error(error);
const [store, bus] = [sqlStore(connection, report), eventBus(report)];
const revocations = { reload() {}, isRevoked: () => false, async revoke() {} };
void listen(connection, storeFeed({ sql: store, bus, revocations, report, signal }), { report, signal });
const dispatcher = new WebhookDispatcher({
  ...{ queue: sqlWebhookQueue(store), sender: new WebhookSender(new ReceiverAddresses(['127.0.0.0/8'])), bus, report },
  disable: async (_webhook, reason) => report(new Error(reason)),
  count() {},
});
process.on('message', () => process.send?.(process.cpuUsage()));
process.send?.('running');
await dispatcher.run(signal);
