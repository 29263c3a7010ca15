import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** What CloudNativePG's own exporters say of one database. */
export interface Measurement {
  /** Databases and WAL of its primary. */
  readonly usedBytes: number | null;
  /** By instance, what it has not replayed yet. */
  readonly lagBytes: ReadonlyMap<string, number>;
}

/** By project and name; see {@link keyOf}. */
export type Measurements = ReadonlyMap<string, Measurement>;

export const keyOf = ({ project, name }: { readonly project: string; readonly name: string }) => `${project}/${name}`;

/** As often as the exporters are scraped. */
const EVERY_MS = 15_000;
const TIMEOUT_MS = 5_000;
/** What was measured last is shown so long while Prometheus cannot be asked; then it is not known. */
const BELIEVED_MS = 60_000;

const OF_DATABASE = 'postgres_paas_io_project, postgres_paas_io_database';
const PRIMARY = 'cnpg_io_instanceRole="primary"';
/** One question for all databases, however many there are. */
const USED = `sum by (${OF_DATABASE}) (cnpg_pg_database_size_bytes{${PRIMARY}}) + sum by (${OF_DATABASE}) (cnpg_collector_pg_wal{value="size",${PRIMARY}})`;
const LAG = `max by (${OF_DATABASE}, application_name) (cnpg_pg_stat_replication_replay_diff_bytes)`;

/** The part of an answer of Prometheus' HTTP API (v1, instant query) that is read. */
const Answer = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

interface Parts {
  /** Address of a Prometheus that scrapes the databases, such as `http://prometheus-operated.monitoring.svc:9090`. */
  readonly url: string;
  readonly take: (measured: Measurements) => void | Promise<void>;
  /** Called once when Prometheus cannot be asked, and again only after it could. */
  readonly report: (error: unknown) => void;
}

/** Asks Prometheus how full each database is and how far its replicas are behind, until `signal` ends. */
export async function measureForever({ url, take, report }: Parts, signal: AbortSignal): Promise<void> {
  let [measuredAt, isReported] = [performance.now(), false];
  while (!signal.aborted) {
    try {
      await take(await measure(url, signal));
      [measuredAt, isReported] = [performance.now(), false];
    } catch (error) {
      if (signal.aborted) return;
      if (!isReported) report(new Error(`Prometheus at ${url} cannot be asked how full the databases are.`, { cause: error }));
      isReported = true;
      if (performance.now() - measuredAt > BELIEVED_MS) await take(new Map());
    }
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** @throws Error when Prometheus cannot be reached, or does not answer as documented */
export async function measure(url: string, signal: AbortSignal): Promise<Measurements> {
  const [used, lags] = await Promise.all([ask(url, USED, signal), ask(url, LAG, signal)]);
  const measured = new Map<string, { usedBytes: number | null; lagBytes: Map<string, number> }>();
  const of = (metric: Readonly<Record<string, string>>) => {
    const key = keyOf({ project: metric.postgres_paas_io_project ?? '', name: metric.postgres_paas_io_database ?? '' });
    const known = measured.get(key) ?? { usedBytes: null, lagBytes: new Map() };
    measured.set(key, known);
    return known;
  };
  for (const { metric, value } of used) of(metric).usedBytes = Math.round(value);
  for (const { metric, value } of lags) of(metric).lagBytes.set(metric.application_name ?? '', Math.max(0, Math.round(value)));
  return measured;
}

async function ask(url: string, query: string, signal: AbortSignal) {
  const answer = await fetch(`${url.replace(/\/$/, '')}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query }),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!answer.ok) throw new Error(`It answered with ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  const { data } = Answer.parse(await answer.json());
  const samples = data.result.map(({ metric, value: [, text] }) => ({ metric, value: Number(text) }));
  return samples.filter(({ value }) => Number.isFinite(value));
}

/** Smaller changes are not shown: each would be an event to every reader. */
const WORTH_BYTES = 1024 * 1024;
const WORTH_SHARE = 0.01;

/** What readers see next: the new figure, or the one before while the difference is not worth telling. */
export function shown(before: number | null | undefined, now: number | null): number | null {
  if (now === null || before === null || before === undefined || (now === 0) !== (before === 0)) return now;
  return Math.abs(now - before) < Math.max(WORTH_BYTES, WORTH_SHARE * before) ? before : now;
}
