import type { Change } from './audit.ts';
import type { Database, DatabaseSpec, Flavours } from './database.ts';
import type { Fault } from './errors.ts';
import { needsRestart } from './parameters.ts';
import { sharedMemoryFaults } from './shared-memory.ts';
import { walSizeFaults } from './wal-size.ts';

/** What an update would do, said before it is done. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Sentences, in the order in which things will happen. Empty when nothing changes. */
  readonly steps: readonly string[];
  /** Servers restart one after the other, replicas first. */
  readonly restart: boolean;
  /** The database is at the same place with the same data, but cannot be undone: storage grows only. */
  readonly growOnly: boolean;
  /** Seconds without writes to expect; 0 when nothing is interrupted. Measured on an idle two-core machine, see test/load. */
  readonly interruptionSeconds: number;
}

/** Every field that differs, maps key by key. Order: as in the spec. */
export function changesBetween(from: Partial<DatabaseSpec>, to: DatabaseSpec): Change[] {
  return (Object.keys(to) as (keyof DatabaseSpec)[]).flatMap((field) => {
    const [before, after] = [from[field], to[field]];
    if (isMap(after)) return mapChanges(field, isMap(before) ? before : {}, after);
    return before === after ? [] : [{ path: field, from: before, to: after }];
  });
}

const isMap = (value: unknown): value is Readonly<Record<string, string>> => typeof value === 'object' && value !== null;

function mapChanges(field: string, before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .filter((key) => before[key] !== after[key])
    .toSorted()
    .map((key) => ({ path: `${field}.${key}`, from: before[key], to: after[key] }));
}

/** What each change brings about; `interruptionSeconds` of the plan is the longest, since restarts are shared. */
const effects: readonly {
  when(change: Change, from: DatabaseSpec, to: DatabaseSpec): boolean;
  step(change: Change, from: DatabaseSpec, to: DatabaseSpec): string;
  readonly interruptionSeconds?: number;
  readonly restart?: boolean;
}[] = [
  {
    when: ({ path }, from, to) => path === 'version' && to.version < from.version,
    step: ({ from, to }) => `The upgrade to PostgreSQL ${from} is given up; the database comes back with ${to} and its data.`,
    interruptionSeconds: 10,
    restart: true,
  },
  {
    when: ({ path }) => path === 'version',
    step: ({ from, to }) => `PostgreSQL ${from} is upgraded to ${to}; the database is away while that runs.`,
    interruptionSeconds: 60,
    restart: true,
  },
  {
    when: ({ path }) => path === 'flavour',
    step: ({ from, to }) => `Each server restarts with the memory of "${to}" instead of "${from}", replicas first.`,
    interruptionSeconds: 1,
    restart: true,
  },
  {
    when: ({ path }) => path.startsWith('parameters.') && needsRestart(path.slice('parameters.'.length)),
    step: ({ path }) => `${path.slice('parameters.'.length)} takes a rolling restart, replicas first.`,
    interruptionSeconds: 1,
    restart: true,
  },
  {
    when: ({ path }) => path.startsWith('parameters.'),
    step: ({ path }) => `${path.slice('parameters.'.length)} is applied by a reload; nothing is interrupted.`,
  },
  {
    when: ({ path }, from, to) => path === 'instances' && to.instances > from.instances,
    step: ({ from, to }) => `${Number(to) - Number(from)} replica(s) are cloned from the primary; it goes on working.`,
  },
  {
    when: ({ path }) => path === 'instances',
    step: ({ from, to }) => `${Number(from) - Number(to)} replica(s) are removed, with their copy of the data.`,
  },
  { when: ({ path }) => path === 'storageGiB', step: ({ from, to }) => `Storage grows from ${from} to ${to} GiB. It cannot shrink again.` },
  {
    when: ({ path }) => path === 'synchronous',
    step: ({ to }) => (to ? 'From now on a commit waits for one replica.' : 'Commits no longer wait for a replica.'),
  },
];

/** The plan for going from one spec to another. Pure; says nothing about whether it is allowed. */
export function planUpdate(from: DatabaseSpec, to: DatabaseSpec): Plan {
  const changes = changesBetween(from, to);
  const matched = changes.flatMap((change) => {
    const effect = effects.find(({ when }) => when(change, from, to));
    return effect ? [{ effect, step: effect.step(change, from, to) }] : [];
  });
  return {
    changes,
    steps: matched.map(({ step }) => step),
    restart: matched.some(({ effect }) => effect.restart === true),
    growOnly: changes.some(({ path }) => path === 'storageGiB'),
    interruptionSeconds: Math.max(0, ...matched.map(({ effect }) => effect.interruptionSeconds ?? 0)),
  };
}

/** The plan for making a database. */
export function planCreation(spec: DatabaseSpec, { versionsOnDemand = [] }: Pick<SpecLimits, 'versionsOnDemand'> = {}): Plan {
  const replicas = spec.instances - 1;
  const steps = [
    ...(versionsOnDemand.includes(spec.version) ? [`PostgreSQL ${spec.version} is installed first, from the npm registry.`] : []),
    `A PostgreSQL ${spec.version} primary of flavour "${spec.flavour}" with ${spec.storageGiB} GiB is made.`,
    ...(replicas > 0 ? [`${replicas} replica(s) are cloned from it.`] : []),
    ...(spec.synchronous ? ['From then on a commit waits for one replica.'] : []),
  ];
  return { changes: changesBetween({}, spec), steps, restart: false, growOnly: false, interruptionSeconds: 0 };
}

/** The plan for deleting a database. */
export function planDeletion({ instances }: DatabaseSpec): Plan {
  const steps = ['All connections end.', `${instances} server(s) stop.`, 'Their data is deleted. This cannot be undone.'];
  return { changes: [], steps, restart: false, growOnly: false, interruptionSeconds: 0 };
}

/** What a database was asked to be, as far as it decides what it can become. */
interface Standing extends DatabaseSpec {
  /** Of the data, when an upgrade has failed: the one version that can be gone back to. */
  readonly dataVersion?: number;
}

export function standingOf({ spec, status }: Database): Standing {
  const dataVersion = Number.parseInt(status.serverVersion ?? '', 10);
  return status.state === 'failed' && dataVersion > 0 ? { ...spec, dataVersion } : spec;
}

/** Why a spec cannot be reached from another (or from nothing), however well-formed it is. */
export function specFaults(to: DatabaseSpec, limits: SpecLimits, from?: Standing): Fault[] {
  const faults: Fault[] = [];
  if (!limits.versions.includes(to.version) && from?.version !== to.version) {
    faults.push({ path: '/version', message: `PostgreSQL ${to.version} is not installed here. Available: ${limits.versions.join(', ')}.` });
  }
  if (to.synchronous && to.instances < 2) {
    faults.push({ path: '/synchronous', message: 'A commit can only wait for a replica if there is one: give 2 instances or more.' });
  }
  if (Object.keys(to.labels).length > 20) faults.push({ path: '/labels', message: 'At most 20 labels.' });
  if (from && to.storageGiB < from.storageGiB) {
    faults.push({
      path: '/storageGiB',
      message: `Storage can only grow: it is ${from.storageGiB} GiB now, asked for are ${to.storageGiB}.`,
    });
  }
  const isDown = from && to.version < from.version && to.version !== from.dataVersion;
  if (from && to.version !== from.version && (!limits.majorUpgrade || isDown)) {
    faults.push({ path: '/version', message: versionMessage(from.version, to.version, limits) });
  }
  return [...faults, ...sharedMemoryFaults(to, limits.flavours, from), ...walSizeFaults(to, from)];
}

/** What a backend can do; the rest of the spec it takes as it is. */
export interface SpecLimits {
  /** Major versions that can be created. */
  readonly versions: readonly number[];
  /** Those of them that are installed when one is first asked for. */
  readonly versionsOnDemand?: readonly number[];
  readonly majorUpgrade: boolean;
  /** What each instance of a flavour gets. */
  readonly flavours: Flavours;
}

function versionMessage(from: number, to: number, { majorUpgrade }: SpecLimits): string {
  if (majorUpgrade) return `A major version can only go up: it is ${from} now, asked for is ${to}.`;
  return `A major version cannot be changed in place here: it is ${from}. Create a database with version ${to} and move the data with pg_dump and pg_restore.`;
}
