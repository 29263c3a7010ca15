import type { ServiceEvent } from './service-events.ts';
import type { Delivery, WebhookFormat } from './webhook.ts';

/** What a request to a receiver carries. */
export interface WebhookBody {
  readonly contentType: string;
  readonly text: string;
}

interface Message extends Pick<Delivery, 'id' | 'type' | 'event' | 'previousSeq' | 'createdAt'> {
  /** Of what is no event of a database. */
  readonly data: unknown;
}

/** Bytes of a text as JSON. Reasons may quote what servers wrote at any length; a body stays below 4 kB. */
const LONGEST_TEXT = 1_200;

/** The body in the webhook's format. The same delivery has the same body whenever it is sent. @param project of the webhook */
export function webhookBody(message: Message, format: WebhookFormat, project: string): WebhookBody {
  const cloudEvent = cloudEventOf(message, project);
  if (format === 'slack') return json('application/json', { text: escapedForSlack(headlineOf(message, project)) });
  if (format === 'teams') return json('application/json', teamsCard(headlineOf(message, project)));
  return json('application/cloudevents+json', cloudEvent);
}

const json = (contentType: string, value: unknown): WebhookBody => ({ contentType, text: JSON.stringify(value) });

/** CloudEvents 1.0 in JSON. The pair of `source` and `id` names the event; `id` is that of the delivery for what is no event. */
export function cloudEventOf({ id, type, event, previousSeq, createdAt, data }: Message, project: string) {
  const common = { specversion: '1.0', type, datacontenttype: 'application/json' };
  if (!event) return { ...common, id: `delivery-${id}`, source: `/projects/${project}`, time: createdAt, data };
  return {
    ...common,
    id: event.id,
    source: `/projects/${event.project}/databases/${event.name}`,
    subject: event.name,
    time: event.at,
    data: eventData(event, previousSeq),
  };
}

/**
 * What a receiver learns of an event. `seq` counts per database without gaps; `previousSeq` is that of the event of the
 * same database which the webhook was sent before, so that a receiver knows what it missed, whatever its filters.
 */
export const eventData = (event: ServiceEvent, previousSeq: number | null) => ({
  project: event.project,
  database: event.name,
  databaseId: event.databaseId,
  seq: event.seq,
  previousSeq,
  from: event.from,
  to: event.to,
  reason: event.reason === null ? null : shortened(event.reason),
  message: shortened(event.message),
  link: `/api/databases/${event.name}?project=${event.project}`,
});

function shortened(text: string): string {
  let cut = text.slice(0, LONGEST_TEXT);
  while (bytesOf(cut) > LONGEST_TEXT) cut = cut.slice(0, cut.length * 0.9);
  return cut.length < text.length ? `${cut.toWellFormed()}…` : text;
}

const bytesOf = (text: string) => new TextEncoder().encode(JSON.stringify(text)).length;

function headlineOf({ type, event, data }: Message, project: string): string {
  if (event) return `${event.project}/${event.name}: ${shortened(event.message)} (${type})`;
  const message = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : type;
  return `${project}: ${shortened(message)} (${type})`;
}

/** Slack reads `<…>` as links and mentions, whatever a server's message had there. */
const escapedForSlack = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An Adaptive Card, as a Teams workflow "when a webhook request is received" takes it. */
const teamsCard = (text: string) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [{ type: 'TextBlock', text, wrap: true }],
      },
    },
  ],
});
