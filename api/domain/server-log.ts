/**
 * How much something in a server's log matters, in PostgreSQL's own order for logs (`log_min_messages`): the least first.
 * `log` ranks above `error`, since it is meant for whoever runs the server.
 */
export const LOG_LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'log', 'fatal', 'panic'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One entry of the log of a PostgreSQL server. */
export interface LogEntry {
  /** RFC 3339, UTC, to the millisecond. */
  readonly time: string;
  /** The server that logged it. */
  readonly instance: string;
  readonly level: LogLevel;
  /** SQLSTATE, five characters; not there when nothing went wrong. */
  readonly sqlState?: string;
  /** Role and database of the session; not there for what the server does by itself. */
  readonly user?: string;
  readonly database?: string;
  readonly processId?: number;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly statement?: string;
}

/** Which entries of a log; filters are joined by "and". */
export interface LogQuery {
  /** RFC 3339, UTC; not before this. */
  readonly since?: string | undefined;
  /** At least this, in the order of {@link LOG_LEVELS}. */
  readonly level?: LogLevel | undefined;
  /** Part of message, detail, hint or statement, as it is written; upper and lower case are the same. */
  readonly text?: string | undefined;
  readonly instance?: string | undefined;
  /** The newest so many. */
  readonly limit: number;
}

/** An entry as it was read; a text that is empty is not there. */
export type FoundLogEntry = { readonly [Field in keyof LogEntry]: LogEntry[Field] | undefined } & Pick<
  LogEntry,
  'time' | 'instance' | 'level' | 'message'
>;

/** A longer text is cut off. */
const LONGEST_TEXT = 16_384;
const SUCCESS = '00000';

/** An entry as people may see it: without passwords, without empty fields, no text longer than 16,384 characters. */
export function logEntryOf({ time, instance, level, processId, message, ...more }: FoundLogEntry): LogEntry {
  const sqlState = more.sqlState === SUCCESS ? undefined : more.sqlState;
  return {
    ...{ time, instance, level },
    ...(sqlState && { sqlState }),
    ...(more.user && { user: more.user }),
    ...(more.database && { database: more.database }),
    ...(processId !== undefined && { processId }),
    message: shown(message),
    ...(more.detail && { detail: shown(more.detail) }),
    ...(more.hint && { hint: shown(more.hint) }),
    ...(more.statement && { statement: shown(more.statement) }),
  };
}

const shown = (text: string): string => {
  const safe = withoutSecrets(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
  return text.length > LONGEST_TEXT ? `${safe} …` : safe;
};

/** A literal of SQL, of which the end may be cut off: `'…'`, `E'…\'…'`, `$tag$…$tag$`. */
const LITERAL = String.raw`(?:(?:E|U&|N)?'(?:[^'\\]|''|\\[^])*(?:'|$)|\$(?<tag>\w{0,63})\$[^]*?(?:\$\k<tag>\$|$))`;
const KEY = String.raw`\b(?:password|passwd|sslpassword)`;
/** Statements that give a password or hold one: roles and user mappings, and connection strings of libpq, alone or within a literal. */
const PASSWORD_LITERAL = new RegExp(String.raw`(${KEY}["']?\s*(?:(?::?=|=>|,|TO)\s*)?)${LITERAL}`, 'gi');
const PASSWORD_QUOTED_TWICE = new RegExp(String.raw`(${KEY}\s*=\s*)''(?:[^'\\]|\\[^])*(?:''|$)`, 'gi');
const PASSWORD_PAIR = new RegExp(String.raw`(${KEY}\s*=\s*)(?!\()(?:\\'|''|[^\s'"&;)])+`, 'gi');
/** The numbers bound the work that a hostile text can make. */
const PASSWORD_IN_URL = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@'"]{0,250}:)[^\s@'"]{1,1000}@/gi;
/** What PostgreSQL keeps in place of a password serves to log in as well, or to guess it. */
const VERIFIER = /\bSCRAM-SHA-256\$[^\s'"]+|\bmd5[0-9a-f]{32}\b/g;
const HIDDEN = '(hidden)';

/** PURE: the text with every password that a statement or a connection string gives replaced by `(hidden)`. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(PASSWORD_QUOTED_TWICE, `$1${HIDDEN}`)
    .replace(PASSWORD_LITERAL, `$1${HIDDEN}`)
    .replace(PASSWORD_PAIR, `$1${HIDDEN}`)
    .replace(PASSWORD_IN_URL, `$1${HIDDEN}@`)
    .replace(VERIFIER, HIDDEN);

export const levelsFrom = (level: LogLevel): readonly LogLevel[] => LOG_LEVELS.slice(LOG_LEVELS.indexOf(level));

/** The test whether an entry is one of those that are asked for, whatever their number. */
export function logFilter({ since, level, text, instance }: LogQuery): (entry: LogEntry) => boolean {
  const levels = new Set(levelsFrom(level ?? 'debug'));
  const part = text?.toLowerCase() ?? '';
  const hasPart = (value: string | undefined) => value?.toLowerCase().includes(part) ?? false;
  return (entry) =>
    levels.has(entry.level) &&
    (since === undefined || entry.time >= since) &&
    (instance === undefined || entry.instance === instance) &&
    (part === '' || [entry.message, entry.detail, entry.hint, entry.statement].some(hasPart));
}

/** Entries of several servers in the order of time; those of one server stay in theirs. */
export const inOrder = (entries: readonly LogEntry[]): readonly LogEntry[] =>
  entries.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));

/** Characters that entries which are read together may have; a log full of long statements must not fill the memory. */
export const MOST_CHARACTERS = 2 ** 21;

export const charactersOf = ({ message, detail = '', hint = '', statement = '' }: LogEntry): number =>
  message.length + detail.length + hint.length + statement.length;

/** The last of these: at most `limit`, and as many as have no more than {@link MOST_CHARACTERS}. */
export function lastOf(entries: readonly LogEntry[], limit: number): readonly LogEntry[] {
  let [from, characters] = [entries.length, 0];
  while (from > Math.max(0, entries.length - limit)) {
    characters += charactersOf(entries[from - 1] as LogEntry); // from is at least 1 here
    if (characters > MOST_CHARACTERS) break;
    from--;
  }
  return entries.slice(from);
}
