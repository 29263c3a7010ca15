/** What a database may put on the disk, in bytes. */
export interface StorageLimit {
  readonly limitBytes: number;
  /** A GiB; smaller only in tests. */
  readonly gibibyteBytes: number;
}

/** How a database stands to its limit. Times are those of `performance.now()`. */
export interface Standing {
  readonly usedBytes: number | null;
  /** The limit is reached: sessions begin read-only, and can ask to write in order to delete. */
  readonly full: boolean;
  /** It grew all the same, for the first time: whoever writes is ended, once. */
  readonly endsWriters: boolean;
  /** It grew again: nobody is let in. `until` is Infinity when only a larger limit helps. */
  readonly closed: { readonly until: number } | null;
  /** Where growing beyond the limit ends. */
  readonly mark: number;
  /** How often it has grown beyond a mark since it is full. */
  readonly excesses: number;
}

export const EMPTY: Standing = { usedBytes: null, full: false, endsWriters: false, closed: null, mark: Infinity, excesses: 0 };

/** Below this share of the limit a database that was full takes writes again. */
const ROOM = 0.95;
const FIRST_CLOSURE_MS = 60_000;
const LONGEST_CLOSURE_MS = 3_600_000;

/** A transaction that is about to end may, and deleting writes as well: WAL, and a second copy of what VACUUM FULL keeps. */
const headroomOf = ({ limitBytes, gibibyteBytes }: StorageLimit) => Math.max(limitBytes / 20, gibibyteBytes / 8);

/** How it stands after a measurement. */
export function standingAfter(last: Standing, usedBytes: number, { now, ...limit }: StorageLimit & { readonly now: number }): Standing {
  const full = usedBytes >= (last.full ? ROOM : 1) * limit.limitBytes;
  if (!full) return { ...EMPTY, usedBytes };
  const headroom = headroomOf(limit);
  const first = limit.limitBytes + headroom;
  const mark = last.full && usedBytes >= first ? last.mark : first;
  const known = { ...last, usedBytes, full, mark, endsWriters: false };
  if (usedBytes >= limit.limitBytes + 4 * headroom) return { ...known, closed: { until: Infinity } };
  if (last.closed && now < last.closed.until && usedBytes >= first) return known;
  if (usedBytes < mark) return { ...known, closed: null };
  const beyond = { ...known, excesses: last.excesses + 1, mark: usedBytes + headroom / 4 };
  if (last.excesses === 0) return { ...beyond, endsWriters: true };
  const until = now + Math.min(FIRST_CLOSURE_MS * 2 ** (last.excesses - 1), LONGEST_CLOSURE_MS);
  return { ...beyond, closed: { until } };
}

/** A disk takes about a GiB in a second: so long it may be until the next measurement matters. Milliseconds. */
export function measureAgainIn({ usedBytes }: Standing, { limitBytes, gibibyteBytes }: StorageLimit): number {
  const left = limitBytes - (usedBytes ?? 0);
  return Math.min(1000, Math.max(150, (left / gibibyteBytes) * 1000));
}

/** So long a transaction may write while the database is full. Seconds. */
export const WRITE_WINDOW_SECONDS = 600;
