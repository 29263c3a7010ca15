/** PURE: which of a namespace's warnings say something about a database as it is now. */
import type { Database } from '../../domain/database.ts';

/** Of an Event of Kubernetes, the few fields that are used. */
export interface Warning {
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  /** When it was met last; which of the three is there depends on who reports. */
  readonly series?: { readonly lastObservedTime?: string };
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** Kubernetes keeps events for an hour. What goes on is reported anew at least every five minutes (client-go's limit). */
const STALE_MS = 10 * 60_000;

/** Those about a database since its last change, for that may have been the cure; also not those of a predecessor of its name. Newest last. */
export function warningsOf(all: readonly Warning[], { name, createdAt, updatedAt }: Database, now: number): Warning[] {
  const changedAt = Math.max(Date.parse(createdAt), Date.parse(updatedAt));
  const since = Math.max(Math.floor(changedAt / 1000) * 1000, now - STALE_MS); // their times are whole seconds
  return all.filter((one) => isOf(name, one) && at(one) >= since).toSorted((a, b) => at(a) - at(b));
}

const at = ({ series, lastTimestamp, eventTime }: Warning) => Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '');

/**
 * About the Cluster itself, or an instance, job or volume of it: `orders-1`, `orders-1-initdb`, `orders-1-wal`. A database
 * called `orders-1` beside it has `orders-1-1`.
 */
function isOf(database: string, { involvedObject: { kind, name = '' } = {} }: Warning): boolean {
  return kind === 'Cluster' ? name === database : name === database || new RegExp(`^${database}-\\d+(-[a-z]|$)`).test(name);
}
