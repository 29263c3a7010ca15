import { type Figure, percentile } from '../report.ts';
import { type Scenario, secondsOf } from '../scenarios.ts';
import { rateAt } from './arrivals.ts';
import type { Sample } from './client.ts';
import type { Outcome, ReplicaCount } from './run.ts';

/** One second of a run. */
export interface Second {
  readonly second: number;
  /** Iterations that were due in it. */
  readonly due: number;
  readonly requests: number;
  /** Milliseconds; null without requests. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** How often each answer came. */
  readonly answers: Readonly<Record<string, number>>;
  /** As counted last, which may be two seconds ago; null when nobody counts. */
  readonly replicas: number | null;
}

export function secondsOfRun(scenario: Scenario, { samples, replicas }: Outcome): Second[] {
  const last = Math.max(secondsOf(scenario), ...samples.map(({ at }) => at + 1e-6));
  const bySecond = Map.groupBy(samples, ({ at }) => Math.floor(at));
  return Array.from({ length: Math.ceil(last) }, (_, second) => {
    const inSecond = bySecond.get(second) ?? [];
    const times = inSecond.map(({ ms }) => ms);
    const share = (of: number) => (times.length === 0 ? null : percentile(times, of));
    return {
      ...{ second, requests: inSecond.length, due: second < secondsOf(scenario) ? rateAt(scenario, second + 0.5) : 0 },
      ...{ p50: share(0.5), p95: share(0.95), p99: share(0.99), answers: countAnswers(inSecond), replicas: countIn(replicas, second) },
    };
  });
}

export const countAnswers = (samples: readonly Sample[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(samples, ({ answer }) => answer)].map(([answer, all]) => [answer, all.length]).toSorted());

const countIn = (replicas: readonly ReplicaCount[], second: number) =>
  replicas.findLast(({ at }) => at < second + 1 && at >= second - 2)?.count ?? null;

/** Each threshold of the scenario, beside what was measured. A run without a single request keeps none. */
export function judge({ thresholds }: Scenario, { samples, dropped, ready }: Outcome): Figure[] {
  const times = samples.map(({ ms }) => ms);
  const failed = samples.filter(({ isExpected }) => !isExpected).length / samples.length;
  const { p95Ms, p99Ms, failedShare, readyP95Seconds } = thresholds;
  const atMost = (what: string, [value, bar]: readonly [number, number], text: (value: number) => string): Figure => ({
    what,
    value: Number.isNaN(value) ? 'none' : text(value),
    bar: `<= ${text(bar)}`,
    met: value <= bar,
  });
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`;
  return [
    atMost('95 of 100 answers', [percentile(times, 0.95), p95Ms], ms),
    atMost('99 of 100 answers', [percentile(times, 0.99), p99Ms], ms),
    atMost('requests that failed', [failed, failedShare], percent),
    atMost('iterations that were left out', [samples.length === 0 ? Number.NaN : dropped, thresholds.dropped], String),
    ...(readyP95Seconds === undefined
      ? []
      : [atMost('95 of 100 databases available', [percentile(ready, 0.95), readyP95Seconds], (value) => `${value.toFixed(1)} s`)]),
  ];
}

/** Figures of each step, slowest first. */
export function steps(samples: readonly Sample[]) {
  return [...Map.groupBy(samples, ({ step }) => step)]
    .map(([step, all]) => {
      const times = all.map(({ ms }) => ms);
      const [p50, p95, p99] = [percentile(times, 0.5), percentile(times, 0.95), percentile(times, 0.99)];
      return { step, requests: all.length, failed: all.filter(({ isExpected }) => !isExpected).length, p50, p95, p99 };
    })
    .toSorted((a, b) => b.p95 - a.p95);
}
