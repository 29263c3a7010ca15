import type { DatabaseSpec } from './database.ts';
import type { Fault } from './errors.ts';
import { parameterAmount } from './parameters.ts';

const GiB = 1024 ** 3;

/** Of the storage: the rest is for data. */
const MOST_OF_STORAGE = 1 / 2;

/** WAL that is allowed to grow to these sizes does, and counts as storage: the database would be full of it. */
const SIZES = ['max_wal_size', 'min_wal_size'];

/** Sizes of WAL that are in range and for which the storage has no room. What was so before is left alone. */
export function walSizeFaults(to: DatabaseSpec, from?: DatabaseSpec): Fault[] {
  const most = to.storageGiB * GiB * MOST_OF_STORAGE;
  return SIZES.filter((name) => {
    const value = to.parameters[name];
    return value !== undefined && value !== from?.parameters[name] && (parameterAmount(name, value) ?? 0) > most;
  }).map((name) => ({
    path: `/parameters/${name}`,
    message: `"${to.parameters[name]}" of WAL has no room in ${to.storageGiB} GiB of storage: it may take half of it. Lower it to ${most / 1024 ** 2}MB, or ask for more storageGiB.`,
  }));
}
