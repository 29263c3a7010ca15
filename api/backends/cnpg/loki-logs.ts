import { z } from 'zod';
import type { Database } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ServerLogs } from '../../domain/ports.ts';
import { inOrder, type LogEntry, type LogQuery, lastOf, logFilter } from '../../domain/server-log.ts';
import { entryOfLine } from './log-record.ts';
import { logqlOf } from './loki-query.ts';

interface Parts {
  /** Address of a Loki that gets the lines of the databases' pods, such as `http://loki.monitoring.svc:3100`. */
  readonly url: string;
  /** What goes on as it is logged comes from the pods. */
  readonly live: ServerLogs;
}

const TIMEOUT_MS = 10_000;
/** Loki refuses a longer range (`max_query_length`, 721 h unless configured). */
const LONGEST_RANGE_MS = 720 * 3600_000;
/** A longer answer is not read: fewer entries are asked for. */
const MOST_BYTES = 16 * 2 ** 20;

/** The part of an answer of Loki's HTTP API (`query_range` of a log query) that is read. */
const Answer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.object({ pod: z.string() }),
        /** Nanoseconds, the line, and perhaps metadata. */
        values: z.array(z.tuple([z.string().regex(/^\d+$/), z.string()]).rest(z.unknown())),
      }),
    ),
  }),
});

/**
 * What servers have logged, from Loki: as far back as that keeps it, also of pods that are no more. Not what was logged
 * by a database of the same name before this one.
 */
export class LokiLogs implements ServerLogs {
  readonly #url: string;
  readonly #live: ServerLogs;

  constructor({ url, live }: Parts) {
    this.#url = url.replace(/\/$/, '');
    this.#live = live;
  }

  async read(database: Database, query: LogQuery): Promise<readonly LogEntry[]> {
    const isWanted = logFilter(query);
    try {
      const found = await this.#ask(database, query);
      return lastOf(inOrder(found.filter(isWanted)), query.limit);
    } catch (error) {
      throw new DomainError('unavailable', UNAVAILABLE, { retryAfterSeconds: 5, recordedReason: sentenceOf(error), cause: error });
    }
  }

  /** Loki gets lines some seconds late, so a stream is of the pods from its beginning. */
  follow(database: Database, query: LogQuery, signal: AbortSignal): AsyncIterable<readonly LogEntry[]> {
    return this.#live.follow(database, query, signal);
  }

  async #ask(database: Database, query: LogQuery): Promise<readonly LogEntry[]> {
    for (let limit = query.limit; ; limit = Math.ceil(limit / 10)) {
      const answer = await this.#request(database, { ...query, limit });
      if (answer !== undefined) return entriesOf(Answer.parse(JSON.parse(answer)));
      if (limit === 1) throw new Error(`One line is longer than ${MOST_BYTES} bytes.`);
    }
  }

  /** Undefined when the answer is too long. */
  async #request(database: Database, query: LogQuery): Promise<string | undefined> {
    const now = Date.now();
    const since = Math.max(Date.parse(query.since ?? database.createdAt), Date.parse(database.createdAt), now - LONGEST_RANGE_MS);
    const parameters = new URLSearchParams({
      query: logqlOf(database, query),
      start: nanoseconds(Math.min(since, now)),
      end: nanoseconds(now + 1),
      limit: `${query.limit}`,
      direction: 'backward',
    });
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(`${this.#url}/loki/api/v1/query_range?${parameters}`, { redirect: 'error', signal });
    const text = await textOf(answer);
    if (!answer.ok) throw new Error(`It answered with ${answer.status}: ${(text ?? '').slice(0, 200)}`);
    return text;
  }
}

const UNAVAILABLE =
  'The log of the past cannot be read now: Loki, where it is kept, does not answer as it should. Try again in a moment; with follow=true you see what is logged from now on.';

const sentenceOf = (error: unknown) => `Loki cannot be asked: ${error instanceof Error ? error.message : error}`;

const nanoseconds = (ms: number) => `${BigInt(ms) * 1_000_000n}`;

async function textOf(answer: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined; // which ends the connection
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Lines of one stream come newest first. */
const entriesOf = ({ data }: z.infer<typeof Answer>): readonly LogEntry[] =>
  data.result.flatMap(({ stream: { pod }, values }) =>
    values.toReversed().flatMap(([, line]) => {
      const entry = entryOfLine(pod, line);
      return entry ? [entry] : [];
    }),
  );
