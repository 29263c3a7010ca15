import { z } from 'zod';
import { EVENT_TYPES } from '../domain/event-catalogue.ts';
import type { ServiceEvent } from '../domain/service-events.ts';
import { SIGNATURES, WEBHOOK_DEFAULTS, WEBHOOK_FORMATS, type Webhook, type WebhookSpec, wantsType } from '../domain/webhook.ts';
import { Labels, Name, Text } from './database.ts';
import { presentServiceEvent, ServiceEventResource } from './history.ts';
import { Limit, pageOf } from './paging.ts';

const NullableText = z.string().nullable();

const Url = z
  .string()
  .max(2_000, 'At most 2000 characters.')
  .refine(
    (text) => /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && URL.canParse(text),
    'A URL that begins with https:// (or http://, where the operator allows it), without spaces and control characters.',
  )
  .refine((text) => !URL.parse(text)?.username && !URL.parse(text)?.password, 'No user and no password in the URL: give a header.')
  .refine((text) => URL.parse(text)?.port !== '0', 'There is no port 0.')
  .meta({ example: 'https://hooks.example.com/postgres' });

const EventType = z
  .string()
  .max(100)
  .refine(
    (wanted) => EVENT_TYPES.some((type) => wantsType([wanted], type)),
    'No event has this type. `GET /api/events/catalog` lists them; a `*` at the end stands for all that begin so.',
  )
  .meta({ example: 'database.failover.*' });

/** Set by us or by HTTP itself. */
const RESERVED_HEADERS =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|webhook-.*|user-agent)$/i;
const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'The name of a header.')
  .refine((name) => !RESERVED_HEADERS.test(name), 'This header is set by the platform or by HTTP.');
const HeaderValue = z.string().regex(/^[\x20-\x7e]{0,2000}$/, 'Printable ASCII characters, at most 2000.');

/** Every field of the spec. */
const fields = {
  url: Url,
  description: Text.max(500, 'At most 500 characters.'),
  types: z.array(EventType).min(1, 'At least one type; `*` for all.').max(50),
  labels: Labels.meta({ description: 'Events of databases that have all of these; empty for every database of the project.' }),
  format: z.enum(WEBHOOK_FORMATS).meta({ description: 'CloudEvents 1.0 in JSON, or a message as Slack or Teams take it.' }),
  signature: z.enum(SIGNATURES).meta({ description: 'Standard Webhooks: by a shared secret, or by a key whose public half verifies.' }),
  ordered: z
    .boolean()
    .meta({ description: 'Events of one database one after the other: the next waits until the one before was delivered or given up.' }),
  enabled: z.boolean().meta({ description: 'While false nothing is sent, and nothing is lost.' }),
  headers: z
    .record(HeaderName, HeaderValue)
    .refine((headers) => Object.keys(headers).length <= 20, 'At most 20 headers.')
    .refine((headers) => Object.entries(headers).flat().join('').length <= 8_000, 'At most 8000 characters, all names and values together.')
    .meta({ description: 'Sent with each request. No answer shows their values.' }),
} satisfies Readonly<Record<keyof WebhookSpec, z.ZodType>>;

/** POST /api/webhooks. */
export const CreateWebhook = z
  .strictObject({
    project: Name.default('default'),
    url: fields.url,
    description: fields.description.default(WEBHOOK_DEFAULTS.description),
    types: fields.types.default([...WEBHOOK_DEFAULTS.types]),
    labels: fields.labels.default({}),
    format: fields.format.default(WEBHOOK_DEFAULTS.format),
    signature: fields.signature.default(WEBHOOK_DEFAULTS.signature),
    ordered: fields.ordered.default(WEBHOOK_DEFAULTS.ordered),
    enabled: fields.enabled.default(WEBHOOK_DEFAULTS.enabled),
    headers: fields.headers.default({}),
  })
  .meta({ id: 'CreateWebhook' });

/** PATCH: what is given replaces what was there, lists and objects as a whole. The kind of signature changes by a rotation only. */
export const PatchWebhook = z.strictObject(fields).omit({ signature: true }).partial().meta({ id: 'PatchWebhook' });

const webhookShape = {
  id: z.string(),
  project: z.string(),
  url: z.string(),
  description: z.string(),
  types: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  format: fields.format,
  signature: fields.signature,
  ordered: z.boolean(),
  enabled: z.boolean(),
  headerNames: z.array(z.string()).meta({ description: 'Of the headers that are sent; their values are not shown.' }),
  publicKey: NullableText.meta({ description: 'For ed25519: what receivers verify with.' }),
  createdAt: z.string(),
  updatedAt: z.string(),
  verifiedAt: NullableText.meta({ description: 'When the receiver first answered 2xx.' }),
  failingSince: NullableText.meta({ description: 'Since when every attempt has failed; after five days it is disabled.' }),
  disabledReason: NullableText.meta({ description: 'Why it was disabled, when its receiver or the platform did that.' }),
  previousSecretUntil: NullableText.meta({ description: 'During a rotation: until when the secret before signs as well.' }),
  waiting: z.int().meta({ description: 'Deliveries that wait for an attempt.' }),
};

export const WebhookResource = z.strictObject(webhookShape).meta({ id: 'Webhook' });
export const WebhookWithSecret = z
  .strictObject({
    ...webhookShape,
    secret: z.string().meta({ description: 'Shown this once. For ed25519 it is null: verify with `publicKey`.' }).nullable(),
  })
  .meta({ id: 'WebhookWithSecret' });
export const WebhookPage = pageOf(WebhookResource).meta({ id: 'WebhookPage' });
export type WebhookView = z.infer<typeof WebhookResource>;
export type WebhookPageView = z.infer<typeof WebhookPage>;

/** Ids of webhooks and deliveries: decimal text within PostgreSQL's bigint. */
export const NumericId = z.string().regex(/^[1-9]\d{0,17}$/, 'A whole number.');
export const ByWebhook = z.strictObject({ webhook: NumericId });

export const ListWebhooks = z.strictObject({ limit: Limit, cursor: z.string().max(500).optional(), project: Name.optional() });
export const EnableQuery = z.strictObject({
  backlog: z
    .enum(['send', 'skip'])
    .default('send')
    .meta({ description: 'When it is enabled: go on where it stopped, or only with what comes from now on.' }),
});

/** An hour to a week. */
export const RotateSecret = z
  .strictObject({
    overlapHours: z.number().min(0).max(168).default(24).meta({ description: 'So long the secret before signs as well.' }),
  })
  .meta({ id: 'RotateSecret' });

export const TestWebhook = z
  .strictObject({ type: z.enum(EVENT_TYPES as [string, ...string[]]).default('ping') })
  .meta({ id: 'TestWebhook' });

export const PreviewWebhook = z
  .strictObject({ project: Name.default('default'), types: fields.types.default(['*']), labels: fields.labels.default({}) })
  .meta({ id: 'PreviewWebhook' });
export const Preview = z
  .strictObject({
    looked: z.int().meta({ description: 'So many of the newest events of the project were looked at; at most 50.' }),
    items: z.array(ServiceEventResource).meta({ description: 'Those that it would have been sent.' }),
  })
  .meta({ id: 'WebhookPreview' });

/** What is given replaces what was there. */
export const patchedWebhook = (spec: WebhookSpec, patch: z.infer<typeof PatchWebhook>): WebhookSpec => ({
  ...spec,
  ...(Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<WebhookSpec>), // its fields are the spec's
});

export function presentWebhook({ headers, revision: _revision, ...webhook }: Webhook): WebhookView {
  return { ...webhook, types: [...webhook.types], labels: { ...webhook.labels }, headerNames: Object.keys(headers).toSorted() };
}

export const presentPreview = (looked: number, events: readonly ServiceEvent[]) => ({ looked, items: events.map(presentServiceEvent) });
