import type { DatabaseSpec, Flavours } from './database.ts';
import type { Fault } from './errors.ts';
import { parameterAmount } from './parameters.ts';

const MiB = 1024 ** 2;

/** Of a flavour's memory: the rest is for caches, sessions and queries. */
const MOST_OF_MEMORY = 1 / 4;

/** What servers have when nothing is set; the larger of both backends. */
const DEFAULTS: Readonly<Record<string, number>> = {
  max_connections: 100,
  max_worker_processes: 32,
  max_locks_per_transaction: 64,
  max_prepared_transactions: 0,
  track_activity_query_size: 1024,
};

/**
 * What a server allocates at its start beside its buffers, in bytes: an estimate from above. The figures are those that
 * PostgreSQL 15 to 18 tell with `postgres -C shared_memory_size`, and a test holds them together.
 */
export function sharedMemoryOf({ parameters, version }: Pick<DatabaseSpec, 'parameters' | 'version'>): number {
  const value = (name: string) => parameterAmount(name, parameters[name] ?? '') ?? DEFAULTS[name] ?? 0;
  const processes = value('max_connections') + value('max_worker_processes') + 30;
  const prepared = value('max_prepared_transactions');
  const locks = value('max_locks_per_transaction') * (processes + prepared) * 420;
  const auxiliary = version >= 18 ? 40 : 0; // processes for input and output, whether they run or not
  const queries = value('track_activity_query_size') * (processes + auxiliary);
  return 8 * MiB + processes * 28 * 1024 + prepared * 18 * 1024 + locks + queries;
}

/** Parameters that are in range each, and together take more memory than an instance can spare. What was so before is left alone. */
export function sharedMemoryFaults(to: DatabaseSpec, flavours: Flavours, from?: DatabaseSpec): Fault[] {
  const needed = sharedMemoryOf(to);
  if (from && from.flavour === to.flavour && needed <= sharedMemoryOf(from)) return [];
  const most = flavours[to.flavour].memoryMiB * MiB * MOST_OF_MEMORY;
  if (needed <= most) return [];
  const names = Object.keys(DEFAULTS).filter((name) => Object.hasOwn(to.parameters, name));
  const [needs, may] = [Math.ceil(needed / MiB), Math.floor(most / MiB)];
  const message = `Together ${names.join(', ')} take about ${needs} MiB of shared memory in each instance; the flavour "${to.flavour}" has room for ${may} MiB of it. Lower them, or choose a larger flavour.`;
  return [{ path: '/parameters', message }];
}
