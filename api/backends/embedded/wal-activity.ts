import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How long a server has written no WAL. Only whether its files have changed is asked of their times, and how long ago that
 * was is measured here: the clock on the wall may be set, or have stood still, at any moment.
 */
export class WalActivity {
  #seen: { readonly folder: string; readonly state: string; readonly since: number } | undefined;

  /** Milliseconds since the WAL of this data folder was first seen as it is now; 0 when it cannot be seen. */
  async idleMs(folder: string): Promise<number> {
    const state = await stateOf(join(folder, 'pg_wal'));
    const now = performance.now();
    if (this.#seen?.folder !== folder || this.#seen.state !== state) this.#seen = { folder, state, since: now };
    return state === '' ? 0 : now - this.#seen.since;
  }
}

/** Of every file: a clock that was set back gives one that is written an older time than others have. */
async function stateOf(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).toSorted();
  const times = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => `${name} ${mtimeMs}`,
        () => name,
      ),
    ),
  );
  return times.join('\n');
}
