import { StringDecoder } from 'node:string_decoder';
import { type FoundLogEntry, LOG_LEVELS, type LogEntry, type LogLevel, logEntryOf } from '../../../domain/server-log.ts';
import { REPLICATION_USER, SUPERUSER } from '../instance-settings.ts';

/** A longer line is cut off, and so is an entry of more lines than this. */
const LONGEST_LINE = 65_536;
export const MOST_LINES = 500;

/** `log_line_prefix` as servers get it, or got it before: without SQLSTATE, or none yet while a server reads its settings. */
const PREFIX =
  /^(?<date>\d{4}-\d\d-\d\d) (?<clock>\d\d:\d\d:\d\d\.\d{3}) (?:UTC|GMT) \[(?<pid>\d+)\] (?:(?<sqlState>[0-9A-Z]{5}) )?(?:(?<user>\S*)@(?<database>\S*) )?(?<word>[A-Z]+)\d?: {2}(?<text>.*)$/;

/** What further lines of an entry hold; of the others nothing is shown. */
const FIELDS: Readonly<Record<string, 'detail' | 'hint' | 'statement' | undefined>> = {
  DETAIL: 'detail',
  HINT: 'hint',
  STATEMENT: 'statement',
};
const LEVELS: Readonly<Record<string, LogLevel>> = Object.fromEntries(LOG_LEVELS.map((level) => [level.toUpperCase(), level]));

/** Whose statements are the platform's, and so are not shown. */
const OF_PLATFORM: readonly (string | undefined)[] = [SUPERUSER, REPLICATION_USER];
const UNKNOWN = '[unknown]';

interface Line {
  /** Undefined for a line that goes on with the entry before it. */
  readonly level: LogLevel | undefined;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** PURE: undefined for a line without a prefix, which PostgreSQL begins with a tab when a text has several lines. */
function prefixOf(line: string): Line | undefined {
  const groups = PREFIX.exec(line)?.groups;
  return groups && { level: LEVELS[groups.word ?? ''], groups };
}

/** PURE: whether an entry begins with this line. */
export const beginsEntry = (line: string): boolean => prefixOf(line)?.level !== undefined;

/** PURE: an entry of the log of `instance` from its lines; undefined when it does not begin with the first of them. */
export function entryOf(instance: string, [head = '', ...lines]: readonly string[]): LogEntry | undefined {
  const found = prefixOf(head);
  if (!found?.level) return undefined;
  const { date, clock, pid, sqlState, user, database, text = '' } = found.groups;
  const texts = textsOf(text, lines);
  const known = (name: string | undefined) => (name === UNKNOWN ? undefined : name);
  const entry: FoundLogEntry = {
    ...{ time: `${date}T${clock}Z`, instance, level: found.level, sqlState, processId: Number(pid) },
    ...{ user: known(user), database: known(database) },
    ...{ message: texts.message, detail: texts.detail, hint: texts.hint },
    statement: OF_PLATFORM.includes(user) ? undefined : texts.statement,
  };
  return logEntryOf(entry);
}

type Texts = Partial<Record<'detail' | 'hint' | 'statement' | 'left out', string>> & { message: string };

function textsOf(message: string, lines: readonly string[]): Texts {
  const texts: Texts = { message };
  let field: keyof Texts = 'message';
  for (const line of lines) {
    const prefix = prefixOf(line);
    if (prefix) field = FIELDS[prefix.groups.word ?? ''] ?? 'left out';
    texts[field] = prefix ? (prefix.groups.text ?? '') : `${texts[field] ?? ''}\n${line.replace(/^\t/, '')}`;
  }
  return texts;
}

/** Cuts what is read of a log, block by block, into whole lines. A line that is too long loses its end. */
export class LineCutter {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The lines that have come to their end. */
  push(block: Buffer): readonly string[] {
    const lines = (this.#rest + this.#decoder.write(block)).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    return lines.map((line) => line.slice(0, LONGEST_LINE));
  }

  /** Nothing of a line is left over. */
  get isEven(): boolean {
    return this.#rest === '';
  }
}

/** Puts lines together to entries. Lines before the first entry are left out. */
export class EntryAssembler {
  readonly #instance: string;
  #lines: string[] = [];

  constructor(instance: string) {
    this.#instance = instance;
  }

  /** The entry that has come to its end because this line begins another. */
  push(line: string): LogEntry | undefined {
    if (!beginsEntry(line)) {
      if (this.#lines.length > 0 && this.#lines.length < MOST_LINES) this.#lines.push(line);
      return undefined;
    }
    const entry = this.end();
    this.#lines = [line];
    return entry;
  }

  /** The entry that was being put together. */
  end(): LogEntry | undefined {
    const entry = entryOf(this.#instance, this.#lines);
    this.#lines = [];
    return entry;
  }
}
