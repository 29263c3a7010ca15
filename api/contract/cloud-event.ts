import { z } from 'zod';
import { EVENT_TYPES, eventCatalogue, exampleData, exampleEvent } from '../domain/event-catalogue.ts';
import { cloudEventOf } from '../domain/webhook-body.ts';

const NullableText = z.string().nullable();

const EventData = z.strictObject({
  project: z.string(),
  database: z.string(),
  databaseId: z.string(),
  seq: z.int().meta({ description: 'Counts per database, from 1, without gaps.' }),
  previousSeq: z
    .int()
    .nullable()
    .meta({ description: '`seq` of the event of this database that this webhook was sent before; null for the first.' }),
  from: NullableText,
  to: NullableText,
  reason: NullableText,
  message: z.string(),
  link: z.string(),
});

/** CloudEvents 1.0 in JSON: the body of a webhook in the format `cloudevents`. */
export const CloudEvent = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.enum(EVENT_TYPES as [string, ...string[]]),
    subject: z.string().optional().meta({ description: 'The name of the database.' }),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json'),
    data: z.union([EventData, z.record(z.string(), z.unknown()).meta({ description: 'Of events that are of no database, and of tests.' })]),
  })
  .meta({ id: 'CloudEvent' });

export const EventCatalogue = z
  .strictObject({ items: z.array(z.strictObject({ type: z.string(), when: z.string(), example: z.record(z.string(), z.unknown()) })) })
  .meta({ id: 'EventCatalogue' });

/** Every type of event with the body of an example. */
export const presentCatalogue = () => ({
  items: eventCatalogue().map(({ type, when }) => ({ type, when, example: exampleBody(type) })),
});

const exampleBody = (type: string): Record<string, unknown> =>
  cloudEventOf(
    {
      ...{ id: '815', type, event: exampleEvent(type) ?? null, previousSeq: exampleEvent(type) ? 7 : null },
      ...{ createdAt: '2026-01-31T12:00:00.000Z', data: exampleData(type) },
    },
    'shop',
  );
