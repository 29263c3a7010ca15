import type pg from 'pg';
import { connectInstance, type RunningSite } from './embedded-site.ts';

/**
 * Looks, past all endpoints, for two instances of a database that take writes at the same time. Two answers that lie
 * apart prove nothing, so the first one is asked again: a server that was a primary before and after another one's answer
 * was one during it.
 */
export function watchForTwoPrimaries(site: RunningSite, id: string, ordinals: () => readonly number[]) {
  const sessions = new Map<number, pg.Client>();
  const found: string[] = [];
  let looks = 0;
  let isStopping = false;
  const watching = (async () => {
    while (!isStopping) await look();
    await Promise.all([...sessions.values()].map((session) => session.end().catch(() => undefined)));
  })();

  async function look(): Promise<void> {
    const writers: number[] = [];
    for (const ordinal of ordinals()) if (await takesWrites(ordinal)) writers.push(ordinal);
    looks++;
    const [first, ...others] = writers;
    if (first !== undefined && others.length > 0 && (await takesWrites(first))) found.push(`${first} and ${others.join(', ')}`);
    await new Promise((resolve) => setImmediate(resolve));
  }

  async function takesWrites(ordinal: number): Promise<boolean> {
    try {
      const session = sessions.get(ordinal) ?? (await connectInstance(site, id, ordinal));
      sessions.set(ordinal, session);
      const { rows } = await session.query<{ writable: boolean }>('SELECT NOT pg_is_in_recovery() AS writable');
      return rows[0]?.writable === true;
    } catch {
      sessions.delete(ordinal);
      return false;
    }
  }

  return {
    found,
    async stop() {
      isStopping = true;
      await watching;
      return { found, looks };
    },
  };
}
