import { z } from 'zod';
import { LOG_LEVELS, type LogEntry } from '../domain/server-log.ts';
import { Name, Text } from './database.ts';
import { Time } from './history.ts';

const LogEntryResource = z
  .strictObject({
    time: z.string().meta({ description: 'RFC 3339, UTC, to the millisecond.' }),
    instance: z.string().meta({ description: 'The server that logged it.', example: 'orders-1' }),
    level: z.enum(LOG_LEVELS),
    sqlState: z.string().optional().meta({ description: 'SQLSTATE, where something went wrong.', example: '42P01' }),
    user: z.string().optional().meta({ description: 'Role of the session; not there for what the server does by itself.' }),
    database: z.string().optional(),
    processId: z.int().optional(),
    message: z
      .string()
      .meta({ description: 'This text and those below: passwords are replaced by `(hidden)`; at most 16,384 characters.' }),
    detail: z.string().optional(),
    hint: z.string().optional(),
    statement: z.string().optional().meta({ description: 'Not there for sessions of the platform.' }),
  })
  .meta({ id: 'LogEntry' });

export type LogEntryView = z.infer<typeof LogEntryResource>;

export const LogEntryList = z.strictObject({ items: z.array(LogEntryResource) }).meta({ id: 'LogEntryList' });
export type LogListView = z.infer<typeof LogEntryList>;

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const TIME_OR_AGE = 'A time in RFC 3339, for example 2026-01-31T12:00:00Z, or how long ago: 30s, 15m, 2h or 7d.';

/** How long ago, as a time. */
const Age = z
  .string()
  .regex(/^[1-9]\d{0,4}[smhd]$/)
  .transform((age) => new Date(Date.now() - Number(age.slice(0, -1)) * (SECONDS[age.slice(-1)] ?? 1) * 1000).toISOString());

const MOST_ENTRIES = 1000;

/** GET /api/databases/{name}/server-logs. */
export const ReadServerLog = z.strictObject({
  project: Name.default('default'),
  follow: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Answer with a stream of server-sent events that goes on with what is logged.' }),
  since: z
    .union([Age, Time], TIME_OR_AGE)
    .optional()
    .meta({ description: `Not before this. ${TIME_OR_AGE}`, example: '15m' }),
  level: z
    .enum(LOG_LEVELS, `One of ${LOG_LEVELS.join(', ')}.`)
    .optional()
    .meta({ description: `At least this, in PostgreSQL's order for logs (log_min_messages): ${LOG_LEVELS.join(' < ')}.` }),
  text: Text.max(200, 'At most 200 characters.')
    .optional()
    .meta({ description: 'Part of message, detail, hint or statement, as it is written; upper and lower case are the same.' }),
  instance: z
    .string()
    .regex(/^[a-z][-a-z0-9]{0,59}$/, 'The name of an instance, such as orders-1.')
    .optional(),
  limit: z
    .string('Give it once.')
    .regex(/^[1-9]\d{0,8}$/, 'A whole number from 1.')
    .transform((limit) => Math.min(Number(limit), MOST_ENTRIES))
    .default(100)
    .meta({ description: `The newest so many; at most ${MOST_ENTRIES}, default 100. Fewer when they have more than 2 MiB of text.` }),
});

export const presentLogEntry = (entry: LogEntry): LogEntryView => ({ ...entry });
