import { z } from 'zod';
import { LOG_LEVELS, type LogEntry, type LogLevel, logEntryOf } from '../../domain/server-log.ts';

const Text = z.string().optional();

/** A line of an instance's container: what PostgreSQL logs is in `record`, by the names of its csvlog. The instance manager writes other lines. */
const Line = z.object({
  logger: z.literal('postgres'),
  ts: z.union([z.string(), z.number()]),
  record: z.object({
    ...{ log_time: Text, user_name: Text, database_name: Text, process_id: Text, sql_state_code: Text },
    ...{ error_severity: z.string(), message: z.string().default(''), detail: Text, hint: Text, query: Text },
  }),
});

const LEVELS: Readonly<Record<string, LogLevel>> = Object.fromEntries(LOG_LEVELS.map((level) => [level.toUpperCase(), level]));

/** Levels as PostgreSQL writes them, from one level on. */
export const severitiesOf = (levels: readonly LogLevel[]): readonly string[] =>
  levels.flatMap((level) => (level === 'debug' ? ['DEBUG', 'DEBUG1', 'DEBUG2', 'DEBUG3', 'DEBUG4', 'DEBUG5'] : level.toUpperCase()));

/** Whose statements are the platform's or CloudNativePG's, and so are not shown. */
const OF_PLATFORM: readonly (string | undefined)[] = ['postgres', 'streaming_replica', 'cnpg_pooler_pgbouncer'];

/** PURE: what PostgreSQL logged in a line of an instance's container; undefined for a line of anything else. */
export function entryOfLine(instance: string, line: string): LogEntry | undefined {
  const { data } = Line.safeParse(parsed(line));
  const level = LEVELS[data?.record.error_severity.replace(/\d$/, '') ?? ''];
  const time = data && timeOf(data);
  if (!data || !level || !time) return undefined;
  const { user_name: user, database_name: database, process_id: processId, sql_state_code: sqlState, message, ...texts } = data.record;
  return logEntryOf({
    ...{ time, instance, level, sqlState, user, database, message, detail: texts.detail, hint: texts.hint },
    processId: processId === undefined ? undefined : Number(processId),
    statement: OF_PLATFORM.includes(user) ? undefined : texts.query,
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** PostgreSQL's own time where it is in UTC, else the instance manager's, which is a moment later. */
function timeOf({ record: { log_time: logTime = '' }, ts }: z.infer<typeof Line>): string | undefined {
  const [, date, clock] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) (?:UTC|GMT)$/.exec(logTime) ?? [];
  if (date) return `${date}T${clock}Z`;
  const at = new Date(typeof ts === 'number' ? ts * 1000 : ts);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
