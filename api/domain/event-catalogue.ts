import type { DatabaseState } from './database.ts';
import type { ServiceEvent, ServiceEventType } from './service-events.ts';

interface Described {
  /** When it happens. */
  readonly when: string;
  readonly from: DatabaseState | null;
  readonly to: DatabaseState | null;
  readonly reason?: string;
  readonly message: string;
}

/** Types that are never recorded: becoming `available` has names of its own, and failing over and deletion too. */
type Never = 'database.available' | 'database.failing_over';

const restarted = { from: 'available', to: 'available' } as const;

/** Every event that can happen to a database, with an example. */
const EVENTS: Readonly<Record<Exclude<ServiceEventType, Never>, Described>> = {
  'database.creating': { when: 'It was asked for.', from: null, to: 'creating', message: 'orders is creating.' },
  'database.created': {
    when: 'It takes connections for the first time.',
    from: 'creating',
    to: 'available',
    message: 'orders is ready for connections.',
  },
  'database.updating': { when: 'A change is carried out.', from: 'available', to: 'updating', message: 'orders is updating.' },
  'database.upgrading': { when: 'It moves to another major version.', from: 'available', to: 'upgrading', message: 'orders is upgrading.' },
  'database.updated': {
    when: 'A change or an upgrade is complete.',
    from: 'updating',
    to: 'available',
    message: 'orders runs as it was asked to.',
  },
  'database.degraded': {
    ...{ when: 'It works, with fewer instances or less than was asked for.', from: 'available', to: 'degraded' },
    ...{ reason: '2 of 3 instances are ready.', message: '2 of 3 instances are ready.' },
  },
  'database.storage_full': {
    ...{ when: 'Its storage is used up; nothing can be written.', from: 'available', to: 'storage_full' },
    ...{ reason: '10 of 10 GiB are used.', message: '10 of 10 GiB are used.' },
  },
  'database.unknown': { when: 'Its servers cannot be asked.', from: 'available', to: 'unknown', message: 'orders is unknown.' },
  'database.failed': {
    ...{ when: 'It does not work, and does not mend itself.', from: 'creating', to: 'failed' },
    ...{ reason: 'The image cannot be pulled.', message: 'The image cannot be pulled.' },
  },
  'database.recovered': {
    when: 'It is available again after any trouble.',
    from: 'degraded',
    to: 'available',
    message: 'orders is available again.',
  },
  'database.failover.started': {
    ...{ when: 'Its primary is lost and a replica takes over.', from: 'available', to: 'failing_over' },
    message: 'The primary of orders is gone; a replica takes over.',
  },
  'database.failover.completed': {
    ...{ when: 'The new primary takes writes.', from: 'failing_over', to: 'available' },
    message: 'orders-2 is the primary now; 0.4 s without writes.',
  },
  'database.primary.changed': {
    ...{ when: 'Another instance is the primary, without a failover that was seen.', from: 'available', to: 'available' },
    message: 'orders-2 is the primary now; before it was orders-1.',
  },
  'database.restart.started': { when: 'A restart that was asked for has begun.', ...restarted, message: 'The servers are restarted.' },
  'database.restart.completed': { when: 'All its servers have been restarted.', ...restarted, message: 'Every server has been restarted.' },
  'database.restart.failed': { when: 'A restart came to no end.', ...restarted, message: 'The database was deleted meanwhile.' },
  'database.restoring': { when: 'It is made from a backup.', from: null, to: 'restoring', message: 'orders is restoring.' },
  'database.hibernated': {
    when: 'Its servers are stopped, its data are kept.',
    from: 'available',
    to: 'hibernated',
    message: 'orders is hibernated.',
  },
  'database.deleting': { when: 'Its deletion was asked for.', from: 'available', to: 'deleting', message: 'orders is deleting.' },
  'database.deleted': { when: 'It is gone, with its data.', from: 'deleting', to: null, message: 'orders is deleted, with its data.' },
};

/** What a webhook is sent besides the events of databases. */
const WEBHOOK_EVENTS = {
  ping: 'When a webhook is made: a 2xx verifies it.',
  'webhook.failing': 'Deliveries to another webhook of the project have begun to fail.',
  'webhook.disabled': 'Another webhook of the project was disabled, by its receiver or after five days of failures.',
} as const;

export const EVENT_TYPES = [...Object.keys(EVENTS), ...Object.keys(WEBHOOK_EVENTS)] as readonly string[];

export interface CataloguedEvent {
  readonly type: string;
  readonly when: string;
  /** As {@link ServiceEvent}, or the data of an event that concerns webhooks. */
  readonly example: ServiceEvent | Readonly<Record<string, string>>;
}

export const eventCatalogue = (): readonly CataloguedEvent[] => [
  ...Object.entries(EVENTS).map(([type, { when }]) => ({ type, when, example: exampleEvent(type) ?? {} })),
  ...Object.entries(WEBHOOK_EVENTS).map(([type, when]) => ({ type, when, example: exampleData(type) })),
];

/** @returns undefined for a type that is none of a database */
export function exampleEvent(type: string): ServiceEvent | undefined {
  const described = Object.entries(EVENTS).find(([known]) => known === type);
  if (!described) return undefined;
  const { from, to, reason = null, message } = described[1];
  return {
    ...{ id: '4711', seq: 8, project: 'shop', name: 'orders', databaseId: '0b8e5f0c-6a3f-4f57-9d2b-2f6f3c1c7a10' },
    ...{ at: '2026-01-31T12:00:00.000Z', type: described[0] as ServiceEventType, from, to, reason, message }, // a key of EVENTS
  };
}

export const exampleData = (type: string): Readonly<Record<string, string>> =>
  type === 'ping'
    ? { message: 'This webhook works.' }
    : { webhookId: '7', description: 'Alerts of the shop', reason: 'The receiver answered 503.', message: `Webhook 7: ${type}.` };
