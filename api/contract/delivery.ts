import { z } from 'zod';
import { type Attempt, DELIVERY_STATES, type Delivery, type Webhook } from '../domain/webhook.ts';
import { webhookBody } from '../domain/webhook-body.ts';
import { Name } from './database.ts';
import { Time } from './history.ts';
import { Limit, pageOf } from './paging.ts';
import { NumericId } from './webhook.ts';

const NullableText = z.string().nullable();

export const ByDelivery = z.strictObject({ webhook: NumericId, delivery: NumericId });

export const ListDeliveries = z.strictObject({
  limit: Limit,
  cursor: z.string().max(500).optional(),
  state: z.enum(DELIVERY_STATES).optional(),
});

/** Deliveries to send again: those that fit every condition given; at least one must be. */
export const ReplayDeliveries = z
  .strictObject({
    state: z.enum(DELIVERY_STATES).optional().meta({ description: 'For example `failed`.' }),
    since: Time.optional().meta({ description: 'Queued not before this time.' }),
    until: Time.optional().meta({ description: 'Queued before this time.' }),
    database: Name.optional(),
    fromSeq: z.int().min(1).optional().meta({ description: 'From this `seq` on, of `database`.' }),
  })
  .refine(
    (chosen) => Object.values(chosen).some((value) => value !== undefined),
    'Say which: a state, a time, or a database with `fromSeq`.',
  )
  .refine(({ database, fromSeq }) => fromSeq === undefined || database !== undefined, {
    path: ['fromSeq'],
    message: 'Needs `database`: numbers count per database.',
  })
  .meta({ id: 'ReplayDeliveries' });
export const Replayed = z
  .strictObject({ deliveries: z.int().meta({ description: 'So many are sent again, or would be.' }) })
  .meta({ id: 'Replayed' });

const deliveryShape = {
  id: z.string().meta({ description: 'In the header `webhook-id` as `msg_<id>`; the same however often it is sent.' }),
  type: z.string(),
  state: z.enum(DELIVERY_STATES).meta({ description: '`failed`: given up. `skipped`: not wanted any more.' }),
  database: NullableText,
  seq: z.int().nullable(),
  previousSeq: z.int().nullable(),
  attempts: z.int(),
  createdAt: z.string(),
  dueAt: NullableText.meta({ description: 'The next attempt; null when there will be none.' }),
  finishedAt: NullableText,
};
export const DeliveryResource = z.strictObject(deliveryShape).meta({ id: 'WebhookDelivery' });
export const DeliveryPage = pageOf(DeliveryResource).meta({ id: 'WebhookDeliveryPage' });
export type DeliveryView = z.infer<typeof DeliveryResource>;
export type DeliveryPageView = z.infer<typeof DeliveryPage>;

const AttemptResource = z.strictObject({
  number: z.int(),
  at: z.string(),
  status: z.int().nullable().meta({ description: 'Null when there was no answer.' }),
  milliseconds: z.int(),
  error: NullableText,
  answer: NullableText.meta({ description: 'The first 4 KiB of the body.' }),
});
export const DeliveryWithAttempts = z
  .strictObject({
    ...deliveryShape,
    body: z.string().meta({ description: 'What is sent.' }),
    contentType: z.string(),
    tried: z.array(AttemptResource).meta({ description: 'Each attempt, oldest first; kept for 30 days.' }),
  })
  .meta({ id: 'WebhookDeliveryWithAttempts' });
export type DeliveryWithAttemptsView = z.infer<typeof DeliveryWithAttempts>;

export const presentDelivery = ({ id, type, state, event, previousSeq, attempts, ...times }: Delivery): DeliveryView => ({
  ...{ id, type, state, attempts, previousSeq, database: event?.name ?? null, seq: event?.seq ?? null },
  ...{ createdAt: times.createdAt, finishedAt: times.finishedAt, dueAt: state === 'pending' ? times.dueAt : null },
});

interface Tried {
  readonly webhook: Webhook;
  readonly delivery: Delivery & { readonly data: unknown };
  readonly attempts: readonly Attempt[];
}

export function presentTried({ webhook, delivery, attempts }: Tried): DeliveryWithAttemptsView {
  const { contentType, text } = webhookBody(delivery, webhook.format, webhook.project);
  return { ...presentDelivery(delivery), body: text, contentType, tried: attempts.map((attempt) => ({ ...attempt })) };
}
