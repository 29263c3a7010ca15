/**
 * The PostgreSQL settings a tenant may set, with type, range and whether a change needs a restart. Ranges lie inside
 * those of PostgreSQL's documentation ("Server Configuration"); what could harm the platform or other tenants is left out.
 */
export interface Parameter {
  readonly type: 'boolean' | 'integer' | 'real' | 'memory' | 'duration' | 'enum';
  /** Inclusive; bytes for memory, milliseconds for durations. */
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
  readonly restart: boolean;
  /** A replica refuses to run with less than its primary: raised on replicas first, lowered on the primary first. */
  readonly notBelowPrimary?: boolean;
  readonly description: string;
}

const kB = 1024;
const MB = 1024 * kB;
const GB = 1024 * MB;
const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

const reload = { restart: false } as const;
const restart = { restart: true } as const;
const onReplicasToo = { restart: true, notBelowPrimary: true } as const;

export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  autovacuum_analyze_scale_factor: { type: 'real', min: 0, max: 100, ...reload, description: 'Share of changed rows before ANALYZE.' },
  autovacuum_naptime: { type: 'duration', min: second, max: day, ...reload, description: 'Pause between autovacuum rounds.' },
  autovacuum_vacuum_cost_limit: { type: 'integer', min: 1, max: 10_000, ...reload, description: 'Work of autovacuum before it pauses.' },
  autovacuum_vacuum_scale_factor: { type: 'real', min: 0, max: 100, ...reload, description: 'Share of dead rows before VACUUM.' },
  checkpoint_completion_target: { type: 'real', min: 0, max: 1, ...reload, description: 'How evenly a checkpoint is spread.' },
  checkpoint_timeout: { type: 'duration', min: 30 * second, max: day, ...reload, description: 'Longest time between checkpoints.' },
  deadlock_timeout: {
    type: 'duration',
    min: 1,
    max: 60 * minute,
    ...reload,
    description: 'Wait for a lock before looking for a deadlock.',
  },
  default_statistics_target: { type: 'integer', min: 1, max: 10_000, ...reload, description: 'Detail of the planner statistics.' },
  default_transaction_isolation: {
    type: 'enum',
    values: ['read committed', 'repeatable read', 'serializable'],
    ...reload,
    description: 'Isolation of transactions that do not name one.',
  },
  effective_cache_size: { type: 'memory', min: 8 * kB, max: 1024 * GB, ...reload, description: 'Cache the planner may assume.' },
  effective_io_concurrency: { type: 'integer', min: 0, max: 1000, ...reload, description: 'Reads in flight at once.' },
  hash_mem_multiplier: { type: 'real', min: 1, max: 1000, ...reload, description: 'Memory of hash operations, as a multiple of work_mem.' },
  idle_in_transaction_session_timeout: {
    type: 'duration',
    min: 0,
    max: day,
    ...reload,
    description: 'Ends sessions idle in a transaction; 0 never.',
  },
  idle_session_timeout: { type: 'duration', min: 0, max: day, ...reload, description: 'Ends idle sessions; 0 never.' },
  jit: { type: 'boolean', ...reload, description: 'Just-in-time compilation of expensive queries.' },
  lock_timeout: { type: 'duration', min: 0, max: day, ...reload, description: 'Longest wait for a lock; 0 without limit.' },
  log_min_duration_statement: {
    type: 'duration',
    min: -1,
    max: day,
    ...reload,
    description: 'Logs statements that take longer; -1 never.',
  },
  log_statement: { type: 'enum', values: ['none', 'ddl', 'mod', 'all'], ...reload, description: 'Which statements are logged.' },
  maintenance_work_mem: { type: 'memory', min: MB, max: 16 * GB, ...reload, description: 'Memory of VACUUM and CREATE INDEX.' },
  max_connections: {
    type: 'integer',
    min: 20,
    max: 1000,
    ...onReplicasToo,
    description: 'Connections at once, some of which are kept for the platform.',
  },
  max_locks_per_transaction: { type: 'integer', min: 10, max: 1024, ...onReplicasToo, description: 'Size of the shared lock table.' },
  max_parallel_workers: { type: 'integer', min: 0, max: 64, ...reload, description: 'Parallel workers at once.' },
  max_parallel_workers_per_gather: { type: 'integer', min: 0, max: 64, ...reload, description: 'Parallel workers of one query step.' },
  max_prepared_transactions: { type: 'integer', min: 0, max: 1000, ...onReplicasToo, description: 'Two-phase commits at once.' },
  max_wal_size: { type: 'memory', min: 32 * MB, max: 1024 * GB, ...reload, description: 'WAL between checkpoints.' },
  max_worker_processes: { type: 'integer', min: 8, max: 64, ...onReplicasToo, description: 'Background processes at once.' },
  min_wal_size: { type: 'memory', min: 32 * MB, max: 1024 * GB, ...reload, description: 'WAL files kept for reuse.' },
  random_page_cost: { type: 'real', min: 0, max: 1000, ...reload, description: 'Planner cost of a random page.' },
  seq_page_cost: { type: 'real', min: 0, max: 1000, ...reload, description: 'Planner cost of a sequential page.' },
  statement_timeout: { type: 'duration', min: 0, max: day, ...reload, description: 'Longest time of a statement; 0 without limit.' },
  temp_file_limit: {
    type: 'memory',
    min: -1,
    max: 1024 * GB,
    ...reload,
    description: 'Temporary files of one session; never more than the storage, which -1 stands for.',
  },
  track_activity_query_size: { type: 'memory', min: 100, max: MB, ...restart, description: 'Bytes kept of a running query.' },
  track_io_timing: { type: 'boolean', ...reload, description: 'Times reads and writes.' },
  work_mem: { type: 'memory', min: 64 * kB, max: 4 * GB, ...reload, description: 'Memory of one sort or hash.' },
};

const MEMORY_UNITS: Readonly<Record<string, number>> = { B: 1, kB, MB, GB, TB: 1024 * GB };
const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: second, min: minute, h: 60 * minute, d: day };
/** PostgreSQL takes such a number for an octal one, and refuses to start with what is none, such as 08. */
const LEADING_ZERO = /^-?0\d/;
const UNITLESS = new Set(['0', '-1']);

/** Whether a change of this parameter waits for a restart. */
export const needsRestart = (name: string) => Object.hasOwn(PARAMETERS, name) && PARAMETERS[name]?.restart === true;

/** What is wrong with a value, as a sentence; undefined when nothing is. */
export function parameterFault(name: string, value: string): string | undefined {
  const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
  if (!parameter) return `"${name}" cannot be set here. Allowed: ${Object.keys(PARAMETERS).join(', ')}.`;
  if (parameter.type === 'boolean') return value === 'on' || value === 'off' ? undefined : `"${value}" is neither on nor off.`;
  if (parameter.values) return parameter.values.includes(value) ? undefined : `"${value}" is not one of: ${parameter.values.join(', ')}.`;
  const amount = parameterAmount(name, value);
  if (amount === undefined) return `"${value}" is not ${SHAPES[parameter.type]}.`;
  const { min = -Infinity, max = Infinity } = parameter;
  return amount >= min && amount <= max
    ? undefined
    : `"${value}" is out of range: ${display(min, parameter)} to ${display(max, parameter)}.`;
}

const SHAPES = {
  boolean: 'on or off',
  enum: 'one of the allowed values',
  integer: 'a whole number without leading zeros',
  real: 'a number without leading zeros',
  memory: 'an amount of memory without leading zeros, such as 64MB (units B, kB, MB, GB, TB)',
  duration: 'a time without leading zeros, such as 30s (units ms, s, min, h, d)',
} as const;

/** The value as a number (bytes, milliseconds, or plain); undefined when it cannot be read. */
export function parameterAmount(name: string, value: string): number | undefined {
  const type = PARAMETERS[name]?.type;
  if (LEADING_ZERO.test(value)) return undefined;
  if (type === 'integer') return /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (type === 'real') return /^\d{1,9}(\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
  if (UNITLESS.has(value)) return Number(value);
  const [, digits, unit = ''] = /^(\d{1,12})\s?([a-zA-Z]{1,3})$/.exec(value) ?? [];
  const factor = (type === 'memory' ? MEMORY_UNITS : DURATION_UNITS)[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

/** The range of a parameter in its own units, such as `64kB to 4GB`; null where there is none. */
export const rangeText = (parameter: Parameter): string | null =>
  parameter.min === undefined || parameter.max === undefined
    ? null
    : `${display(parameter.min, parameter)} to ${display(parameter.max, parameter)}`;

function display(amount: number, { type }: Parameter): string {
  if (amount <= 0 || (type !== 'memory' && type !== 'duration')) return String(amount);
  const units = Object.entries(type === 'memory' ? MEMORY_UNITS : DURATION_UNITS).toReversed();
  const [unit, factor] = units.find(([, size]) => amount % size === 0) ?? ['', 1];
  return `${amount / factor}${unit}`;
}
