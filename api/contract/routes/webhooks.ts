import { z } from 'zod';
import { EventCatalogue } from '../cloud-event.ts';
import { DryRun } from '../database.ts';
import {
  ByDelivery,
  DeliveryPage,
  DeliveryResource,
  DeliveryWithAttempts,
  ListDeliveries,
  ReplayDeliveries,
  Replayed,
} from '../delivery.ts';
import { problems } from '../problem.ts';
import { read, readOne, write } from '../refusals.ts';
import { IdempotencyKey, IfMatch } from '../request-headers.ts';
import { route } from '../route.ts';
import {
  ByWebhook,
  CreateWebhook,
  EnableQuery,
  ListWebhooks,
  PatchWebhook,
  Preview,
  PreviewWebhook,
  RotateSecret,
  TestWebhook,
  WebhookPage,
  WebhookResource,
  WebhookWithSecret,
} from '../webhook.ts';

const webhooks = { auth: 'jwt', tag: 'Webhooks' } as const;
const Tagged = z.object({ ETag: z.string() });
const Made = Tagged.extend({ Location: z.string() });

/** Events sent to receivers: signed by Standard Webhooks, tried again, and every attempt on record. */
export const webhookRoutes = {
  eventCatalogue: route({
    ...webhooks,
    id: 'eventCatalogue',
    method: 'get',
    path: '/api/events/catalog',
    summary: 'Every type of event, with an example',
    responses: { 200: { description: 'The catalogue', schema: EventCatalogue }, ...read },
  }),
  createWebhook: route({
    ...webhooks,
    id: 'createWebhook',
    method: 'post',
    path: '/api/webhooks',
    summary: 'Send events to a receiver',
    description: 'The answer holds the secret, this once. A `ping` is sent at once; the webhook is verified when it is answered 2xx.',
    headers: IdempotencyKey,
    body: CreateWebhook,
    responses: {
      201: { description: 'It is there', schema: WebhookWithSecret, headers: Made },
      ...write('not_allowed', 'conflict', 'idempotency_mismatch', 'idempotency_in_progress'),
    },
  }),
  listWebhooks: route({
    ...webhooks,
    id: 'listWebhooks',
    method: 'get',
    path: '/api/webhooks',
    summary: 'List webhooks, newest first',
    query: ListWebhooks,
    responses: { 200: { description: 'One page', schema: WebhookPage }, ...read },
  }),
  previewWebhook: route({
    ...webhooks,
    id: 'previewWebhook',
    method: 'post',
    path: '/api/events/preview',
    summary: 'Which of the last 50 events a filter would have sent',
    body: PreviewWebhook,
    responses: { 200: { description: 'What would have been sent', schema: Preview }, ...write('not_allowed') },
  }),
  getWebhook: route({
    ...webhooks,
    id: 'getWebhook',
    method: 'get',
    path: '/api/webhooks/{webhook}',
    summary: 'One webhook, with how it fares',
    conditional: true,
    params: ByWebhook,
    responses: { 200: { description: 'The webhook', schema: WebhookResource }, ...readOne },
  }),
  updateWebhook: route({
    ...webhooks,
    id: 'updateWebhook',
    method: 'patch',
    path: '/api/webhooks/{webhook}',
    summary: 'Change a webhook, disable or enable it',
    description: 'Fields that are left out stay. While it is disabled its events are kept.',
    params: ByWebhook,
    query: EnableQuery,
    headers: IfMatch,
    body: PatchWebhook,
    bodyTypes: ['application/merge-patch+json', 'application/json'],
    responses: {
      200: { description: 'As it is now', schema: WebhookResource, headers: Tagged },
      ...write('not_found', 'revision_conflict'),
    },
  }),
  deleteWebhook: route({
    ...webhooks,
    id: 'deleteWebhook',
    method: 'delete',
    path: '/api/webhooks/{webhook}',
    summary: 'Delete a webhook, with the record of its deliveries',
    params: ByWebhook,
    headers: IfMatch,
    responses: {
      204: { description: 'It is gone' },
      ...problems('malformed', 'not_authenticated', 'not_found', 'revision_conflict', 'invalid', 'unavailable', 'internal'),
    },
  }),
  rotateWebhookSecret: route({
    ...webhooks,
    id: 'rotateWebhookSecret',
    method: 'post',
    path: '/api/webhooks/{webhook}/rotate',
    summary: 'A new secret; the one before signs as well for a while',
    params: ByWebhook,
    body: RotateSecret,
    responses: { 200: { description: 'With the new secret, shown this once', schema: WebhookWithSecret }, ...write('not_found') },
  }),
  testWebhook: route({
    ...webhooks,
    id: 'testWebhook',
    method: 'post',
    path: '/api/webhooks/{webhook}/test',
    summary: 'Send an example of an event',
    params: ByWebhook,
    body: TestWebhook,
    responses: {
      202: { description: 'It is on its way', schema: DeliveryResource, headers: z.object({ Location: z.string() }) },
      ...write('not_found'),
    },
  }),
  listDeliveries: route({
    ...webhooks,
    id: 'listDeliveries',
    method: 'get',
    path: '/api/webhooks/{webhook}/deliveries',
    summary: 'Deliveries, newest first',
    params: ByWebhook,
    query: ListDeliveries,
    responses: { 200: { description: 'One page', schema: DeliveryPage }, ...readOne },
  }),
  replayDeliveries: route({
    ...webhooks,
    id: 'replayDeliveries',
    method: 'post',
    path: '/api/webhooks/{webhook}/replay',
    summary: 'Send many deliveries again',
    description: 'Each keeps its `webhook-id`. With `dryRun` it is only told how many there are.',
    params: ByWebhook,
    query: z.strictObject({ dryRun: DryRun }),
    body: ReplayDeliveries,
    responses: { 200: { description: 'How many', schema: Replayed }, ...write('not_found') },
  }),
  getDelivery: route({
    ...webhooks,
    id: 'getDelivery',
    method: 'get',
    path: '/api/webhooks/{webhook}/deliveries/{delivery}',
    summary: 'One delivery: its body, and what each attempt was answered',
    params: ByDelivery,
    responses: { 200: { description: 'The delivery', schema: DeliveryWithAttempts }, ...readOne },
  }),
  resendDelivery: route({
    ...webhooks,
    id: 'resendDelivery',
    method: 'post',
    path: '/api/webhooks/{webhook}/deliveries/{delivery}/resend',
    summary: 'Send one delivery again',
    description: 'With the `webhook-id` that it had.',
    params: ByDelivery,
    responses: { 202: { description: 'It is on its way', schema: DeliveryResource }, ...readOne },
  }),
} as const;
