import { z } from 'zod';
import { Name } from '../database.ts';
import { readOne } from '../refusals.ts';
import { route } from '../route.ts';
import { LogEntryList, ReadServerLog } from '../server-log.ts';

/** What PostgreSQL itself has logged. */
export const serverLogRoutes = {
  readServerLog: route({
    auth: 'jwt',
    tag: 'Databases',
    id: 'readServerLog',
    method: 'get',
    path: '/api/databases/{name}/server-logs',
    summary: 'The PostgreSQL log of a database',
    description:
      'The newest entries that fit, of all instances, in the order of time; as far back as they are kept. With `follow=true` server-sent events: those entries first, each as `log`, then `ready` (`{at}`), then each that is logged from then on. A stream ends when the database is gone, or the right to read it; begin another one to go on. A comment line comes every 15 s.',
    params: z.strictObject({ name: Name }),
    query: ReadServerLog,
    responses: {
      200: { description: 'The entries, oldest first', schema: LogEntryList, also: { 'text/event-stream': z.string() } },
      ...readOne,
    },
  }),
} as const;
