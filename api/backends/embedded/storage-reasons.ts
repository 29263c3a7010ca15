import type { DatabaseRecord } from './model.ts';
import { WRITE_WINDOW_SECONDS } from './storage-limit.ts';

/** Why it is read-only, and the way out. */
export const fullReason = ({ spec }: Pick<DatabaseRecord, 'spec'>) =>
  `The ${spec.storageGiB} GiB of storage are used up, so the database is read-only. Grow storageGiB to ${Math.ceil(spec.storageGiB * 1.5)} or more; or delete data in a transaction that begins with "SET TRANSACTION READ WRITE"; it has ${WRITE_WINDOW_SECONDS / 60} minutes, and is ended when the database grows.`;

/** Why nobody is let in. Says no time, which would be another one at each look. */
export function closedReason({ spec }: Pick<DatabaseRecord, 'spec'>, until: number): string {
  const what = `The ${spec.storageGiB} GiB of storage are used up and the database kept growing, so its sessions were ended and nobody is let in to the primary.`;
  const grow = `Grow storageGiB to ${Math.ceil(spec.storageGiB * 1.5)} or more.`;
  if (until === Infinity) return `${what} ${grow}`;
  return `${what} ${grow} Or wait: after a minute, and twice as long each time, it opens for deleting (TRUNCATE, DROP, DELETE) in a transaction that begins with "SET TRANSACTION READ WRITE".`;
}
