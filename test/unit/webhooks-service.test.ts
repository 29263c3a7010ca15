import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Journal, Transaction, Work } from '../../api/domain/ports.ts';
import { WEBHOOK_DEFAULTS, type Webhook } from '../../api/domain/webhook.ts';
import type { Webhooks } from '../../api/domain/webhook-ports.ts';
import { WebhookService } from '../../api/services/webhooks.ts';

const caller = {
  actor: {
    name: 'ann',
    user: { username: 'ann', role: 'admin', projects: [] },
    tokenId: '1',
    tokenExpiresAt: '2100-01-01T00:00:00Z',
  },
  ...{ requestId: '1', source: '127.0.0.1' },
} as const;
const spec = { ...WEBHOOK_DEFAULTS, url: 'https://receiver.example/' };
const kept = { ...spec, id: '1', project: 'shop', revision: '1' } as Webhook;

test('a name is looked up while no transaction waits for it: a slow DNS server holds no connection of the store', async () => {
  let [open, lookUps] = [0, 0];
  const work: Work = { note: () => undefined, query: async () => [], afterCommit: (then) => then(), afterRollback: () => undefined };
  const journal: Journal = {
    async record(_intent, action) {
      open += 1;
      return action(work).finally(() => {
        open -= 1;
      });
    },
  };
  const webhooks = {
    count: async () => 0,
    add: async () => kept,
    queue: async () => undefined,
    find: async () => kept,
    update: async (_tx: Transaction, _current: Webhook, changed: object) => ({ ...kept, ...changed }),
  } as unknown as Webhooks; // those that are called
  const service = new WebhookService({
    ...{ webhooks, journal, newSecret: () => ({ secret: 'whsec_', publicKey: null }) },
    async receiverFault() {
      lookUps += 1;
      assert.equal(open, 0, 'no transaction is open');
      return undefined;
    },
  });
  await service.create(caller, { project: 'shop', spec });
  await service.update(caller, '1', {
    apply: (current) => ({ ...current, url: 'https://other.example/' }),
    ...{ expected: undefined, backlog: 'send' },
  });
  assert.equal(lookUps, 2);
});
