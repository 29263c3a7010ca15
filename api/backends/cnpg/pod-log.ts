import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import { charactersOf, type LogEntry, type LogQuery, lastOf, logFilter, MOST_CHARACTERS } from '../../domain/server-log.ts';
import type { KubernetesClient } from './client.ts';
import { KubernetesError, toDomainError } from './kubernetes-error.ts';
import { linesOf } from './lines.ts';
import { entryOfLine } from './log-record.ts';
import { type Stamp, sinceTimeOf, stampedLine } from './log-stamp.ts';

/** Of a pod's log the last so many lines are read; and, when too few of them fit, once more so many. */
const TAILS = [2_000, 50_000] as const;
const DEADLINE_MS = 10_000;
const SILENCE_LIMIT_MS = 300_000;

export interface PodRef {
  readonly project: string;
  /** An instance is called like its pod. */
  readonly pod: string;
}

/** A line of a pod's log. */
interface PodLine {
  readonly stamp: Stamp;
  /** Undefined for what PostgreSQL has not logged. */
  readonly entry: LogEntry | undefined;
}

/** The newest entries of a pod, oldest first, and the last line that was read of its log. */
export interface Newest {
  readonly entries: readonly LogEntry[];
  readonly last: Stamp | undefined;
}

/** What the server in one pod has logged, by the API server's `pods/log`. */
export class PodLog {
  readonly #client: KubernetesClient;
  readonly #ref: PodRef;

  constructor(client: KubernetesClient, ref: PodRef) {
    this.#client = client;
    this.#ref = ref;
  }

  /** Empty for a pod that has no log yet or is gone. @throws DomainError `unavailable` */
  async newest(query: LogQuery): Promise<Newest> {
    try {
      const { isAll, ...newest } = await this.#tail(query, TAILS[0]);
      return isAll ? newest : await this.#tail(query, TAILS[1]);
    } catch (error) {
      if (hasNoLog(error)) return { entries: [], last: undefined };
      throw toDomainError(asKubernetesError(error));
    }
  }

  /**
   * Lines after `last`, all there are when it is undefined, until the connection ends: with the container, or after five minutes
   * of silence, in which it may have died. @throws KubernetesError when it does not come about or is lost
   */
  async *linesAfter(last: Stamp | undefined, signal: AbortSignal): AsyncGenerator<PodLine> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
    const query = { follow: 'true', ...(last !== undefined && { sinceTime: sinceTimeOf(last) }) };
    try {
      for await (const line of this.#lines(query, AbortSignal.any([signal, silence.signal]))) {
        timer.refresh();
        if (last === undefined || line.stamp > last) yield line;
      }
    } catch (error) {
      if (!silence.signal.aborted) throw asKubernetesError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #tail(query: LogQuery, tailLines: number): Promise<Newest & { readonly isAll: boolean }> {
    const isWanted = logFilter(query);
    const since = query.since === undefined ? {} : { sinceTime: query.since.replace(/\.\d+Z$/, 'Z') };
    let [entries, characters, lines, last]: [LogEntry[], number, number, Stamp | undefined] = [[], 0, 0, undefined];
    for await (const { stamp, entry } of this.#lines({ ...since, tailLines: `${tailLines}` }, AbortSignal.timeout(DEADLINE_MS))) {
      lines++;
      last = stamp;
      if (!entry || !isWanted(entry)) continue;
      entries.push(entry);
      characters += charactersOf(entry);
      if (entries.length <= 2 * query.limit && characters <= 2 * MOST_CHARACTERS) continue;
      entries = [...lastOf(entries, query.limit)];
      characters = entries.reduce((sum, one) => sum + charactersOf(one), 0);
    }
    return { entries: lastOf(entries, query.limit), last, isAll: lines < tailLines || entries.length >= query.limit };
  }

  async *#lines(query: Readonly<Record<string, string>>, signal: AbortSignal): AsyncGenerator<PodLine> {
    const { project, pod } = this.#ref;
    const path = `/api/v1/namespaces/${namespaceOf(project)}/pods/${pod}/log`;
    for await (const line of linesOf(await this.#client.stream(path, { container: 'postgres', timestamps: 'true', ...query }, signal))) {
      const stamped = stampedLine(line);
      if (stamped) yield { stamp: stamped.stamp, entry: entryOfLine(pod, stamped.text) };
    }
  }
}

/** The pod is gone, or its container has not been started yet. */
export const hasNoLog = (error: unknown) => error instanceof KubernetesError && (error.status === 404 || error.status === 400);

/** What a connection ends with in the middle is no answer. */
function asKubernetesError(error: unknown): KubernetesError {
  if (error instanceof KubernetesError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new KubernetesError(`The connection to a pod's log was lost: ${message}`, { status: 0, reason: 'NoAnswer' });
}
