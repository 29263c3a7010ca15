/**
 * The load scenarios, once for both that run them: `npm run load`, and the k6 scripts beside this file. No imports, so that
 * k6 can read it.
 */

/** The rate goes evenly from what it was to `perSecond`, within `seconds`. */
export interface Stage {
  readonly seconds: number;
  /** Iterations begun in a second, whether those before have ended or not. */
  readonly perSecond: number;
}

/** What a run must keep. All of them are of requests, but the last two. */
export interface Thresholds {
  /** Milliseconds within which 95 of 100 answers come. */
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Share of requests that may fail: no answer, or another status than the step expects. */
  readonly failedShare: number;
  /** Iterations that may be left out because too many were still running. */
  readonly dropped: number;
  /** Seconds within which 95 of 100 databases are available; only where databases are made. */
  readonly readyP95Seconds?: number;
}

export interface Scenario {
  readonly title: string;
  /** `reads`: an iteration is one request that reads. `lifecycle`: it makes a database, uses, changes and deletes it. */
  readonly flow: 'reads' | 'lifecycle';
  /** Iterations a second at the beginning. */
  readonly startPerSecond: number;
  readonly stages: readonly Stage[];
  /** Iterations that may run at the same time; what is due beyond that is dropped and counted. */
  readonly maxRunning: number;
  readonly thresholds: Thresholds;
}

export type ScenarioName = 'read-heavy' | 'crud-lifecycle' | 'spike';

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  'read-heavy': {
    title: 'Reads at an even rate, as from consoles and scripts',
    flow: 'reads',
    startPerSecond: 200,
    stages: [{ seconds: 60, perSecond: 200 }],
    maxRunning: 500,
    thresholds: { p95Ms: 50, p99Ms: 200, failedShare: 0.001, dropped: 0 },
  },
  'crud-lifecycle': {
    title: 'Databases that are made, used, changed and deleted',
    flow: 'lifecycle',
    startPerSecond: 0.5,
    stages: [{ seconds: 60, perSecond: 0.5 }],
    maxRunning: 50,
    thresholds: { p95Ms: 500, p99Ms: 1000, failedShare: 0.01, dropped: 0, readyP95Seconds: 120 },
  },
  spike: {
    title: 'Ten times the usual reads within five seconds, and back',
    flow: 'reads',
    startPerSecond: 40,
    stages: [
      { seconds: 20, perSecond: 40 },
      { seconds: 5, perSecond: 400 },
      { seconds: 20, perSecond: 400 },
      { seconds: 5, perSecond: 40 },
      { seconds: 20, perSecond: 40 },
    ],
    maxRunning: 1000,
    thresholds: { p95Ms: 250, p99Ms: 500, failedShare: 0.001, dropped: 0 },
  },
};

/** What is read, and how often among ten. `{name}` is one of the databases that there are. */
const READS: readonly (readonly [step: string, path: string, times: number])[] = [
  ['page of databases', '/api/databases?limit=50', 4],
  ['one database', '/api/databases/{name}', 3],
  ['who am I', '/api/auth/me', 1],
  ['search', '/api/databases?limit=20&q=a', 1],
  ['audit', '/api/audit/logs?limit=20', 1],
];
const CYCLE = READS.flatMap(([step, path, times]) => Array.from({ length: times }, () => ({ step, path })));

/** The read of the n-th iteration; a page where one database is wanted and there is none. */
export function readOf(iteration: number, names: readonly string[]): { readonly step: string; readonly path: string } {
  const { step, path } = CYCLE[(iteration * 7) % CYCLE.length] ?? { step: '', path: '' }; // 7 mixes them, since it shares no factor with 10
  const name = names[iteration % Math.max(1, names.length)];
  if (!path.includes('{name}')) return { step, path };
  return name === undefined ? { step: 'page of databases', path: '/api/databases?limit=50' } : { step, path: path.replace('{name}', name) };
}

/** The database of a lifecycle: the smallest there is. */
export const lifecycleSpec = (name: string) => ({ name, instances: 1, storageGiB: 1, labels: { purpose: 'load' } });
export const LIFECYCLE_CHANGE = { labels: { purpose: 'load', changed: 'yes' } };
/** Between two looks at whether it is available, or gone. */
export const POLL_SECONDS = 0.5;
/** After that a database counts as never available, or never gone. */
export const GIVE_UP_SECONDS = 300;

/** The same scenario, in `seconds` altogether: each stage has its share. */
export function lasting(scenario: Scenario, seconds: number | undefined): Scenario {
  if (seconds === undefined) return scenario;
  const whole = secondsOf(scenario);
  return { ...scenario, stages: scenario.stages.map((stage) => ({ ...stage, seconds: (stage.seconds * seconds) / whole })) };
}

export const secondsOf = ({ stages }: Scenario) => stages.reduce((sum, { seconds }) => sum + seconds, 0);
