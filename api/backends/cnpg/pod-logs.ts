import type { Database } from '../../domain/database.ts';
import type { ServerLogs, WatchEvent } from '../../domain/ports.ts';
import { inOrder, type LogEntry, type LogQuery, lastOf, logFilter } from '../../domain/server-log.ts';
import { Pauses } from '../../retry/back-off.ts';
import type { KubernetesClient } from './client.ts';
import { Handover } from './handover.ts';
import { hasNoLog, type Newest, PodLog } from './pod-log.ts';

interface Parts {
  readonly client: KubernetesClient;
  /** As the backend's. */
  watch(signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** Of what goes wrong while somebody follows; it is tried again. */
  readonly report: (error: unknown) => void;
}

/** What one reader follows. */
interface Following {
  readonly databaseId: string;
  readonly query: LogQuery;
  /** What has been read of the pods that were there at the beginning. */
  readonly begun: ReadonlyMap<string, Newest>;
  readonly lines: Handover<LogEntry>;
}

/** What servers in pods have logged, as long as Kubernetes keeps it: some MiB of each container, and nothing of pods that are gone. */
export class PodLogs implements ServerLogs {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async read(database: Database, query: LogQuery): Promise<readonly LogEntry[]> {
    return newestOf(await this.#newest(database, query), query);
  }

  /** One connection to each pod, for each reader. */
  async *follow(database: Database, query: LogQuery, signal: AbortSignal): AsyncGenerator<readonly LogEntry[]> {
    const begun = await this.#newest(database, query);
    yield newestOf(begun, query);
    const left = new AbortController();
    const end = AbortSignal.any([signal, left.signal]);
    const lines = new Handover<LogEntry>();
    const following = this.#followPods({ databaseId: database.id, query, begun, lines }, end).catch(this.#parts.report);
    try {
      while (!end.aborted) {
        const entries = await lines.take(end);
        if (entries.length > 0) yield inOrder(entries);
      }
    } finally {
      left.abort();
      await following;
    }
  }

  async #newest({ project, status }: Database, query: LogQuery): Promise<ReadonlyMap<string, Newest>> {
    const read = async (pod: string) => [pod, await this.#log(project, pod).newest(query)] as const;
    return new Map(await Promise.all(podsOf(status, query).map(read)));
  }

  /** Every pod that the database has, as they come and go. */
  async #followPods(following: Following, signal: AbortSignal): Promise<void> {
    const pods = new Map<string, AbortController>();
    for await (const event of this.#parts.watch(signal)) {
      if (event.kind !== 'changed' || event.database.id !== following.databaseId) continue;
      const { project, status } = event.database;
      const wanted = podsOf(status, following.query);
      for (const [pod, end] of pods) if (!wanted.includes(pod) && pods.delete(pod)) end.abort();
      for (const pod of wanted.filter((name) => !pods.has(name))) {
        const end = new AbortController();
        pods.set(pod, end);
        void this.#followPod(following, { project, pod }, AbortSignal.any([signal, end.signal]));
      }
    }
  }

  /** Goes on where it was whenever the connection ends. */
  async #followPod({ query, begun, lines }: Following, ref: { project: string; pod: string }, signal: AbortSignal): Promise<void> {
    const isWanted = logFilter(query);
    const pauses = new Pauses();
    let last = begun.get(ref.pod)?.last;
    while (!signal.aborted) {
      try {
        for await (const { stamp, entry } of this.#log(ref.project, ref.pod).linesAfter(last, signal)) {
          pauses.reset();
          last = stamp;
          if (entry && isWanted(entry)) await lines.put(entry, signal);
        }
      } catch (error) {
        if (!signal.aborted && !hasNoLog(error)) this.#parts.report(error);
      }
      await pauses.wait(signal);
    }
  }

  #log = (project: string, pod: string) => new PodLog(this.#parts.client, { project, pod });
}

const podsOf = ({ instances }: Database['status'], { instance }: LogQuery): readonly string[] =>
  instances.map(({ name }) => name).filter((name) => instance === undefined || name === instance);

const newestOf = (found: ReadonlyMap<string, Newest>, { limit }: LogQuery): readonly LogEntry[] =>
  lastOf(inOrder([...found.values()].flatMap(({ entries }) => entries)), limit);
