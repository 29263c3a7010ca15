import { z } from 'zod';
import { Name } from '../database.ts';
import { read } from '../refusals.ts';
import { route } from '../route.ts';

/** Changes as they happen. */
export const eventRoutes = {
  streamEvents: route({
    auth: 'jwt',
    tag: 'Audit',
    id: 'streamEvents',
    method: 'get',
    path: '/api/events',
    summary: 'Live changes, as server-sent events',
    description:
      'Messages: `ready` when the stream has begun (read your lists after it), `database` (as GET answers it), `database_deleted` (`{id, project, name}`), `operation` (as GET answers it), `service_event` and `audit` (as in the logs). Service events carry an id: with `Last-Event-ID` those missed come first, and `ready` says `resumed: true` and carries the id so far. With an id the platform never gave out, `ready` says `resumed: false`: what was missed is in the service logs, and the stream goes on from the id it names. A comment line comes every 15 s.',
    query: z.strictObject({ project: Name.optional() }),
    headers: z.object({
      'last-event-id': z
        .string()
        .regex(/^\d{1,18}$/, 'The id of a service event, as the stream gave it.')
        .optional(),
    }),
    responses: { 200: { description: 'A stream that does not end', schema: z.string(), mediaType: 'text/event-stream' }, ...read },
  }),
} as const;
