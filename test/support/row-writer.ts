import type pg from 'pg';
import { connect, query, type RunningSite } from './embedded-site.ts';

/** Inserts rows into a database one by one, over every failover, and remembers those whose commit was answered. */
export async function writeRows(site: RunningSite, name: string) {
  await query(site, name, 'CREATE TABLE entry (id int PRIMARY KEY)');
  const acknowledged: number[] = [];
  let isStopping = false;
  let next = 0;
  let told: () => void = () => undefined;
  const written = (async () => {
    while (!isStopping) {
      const client = await connect(site, name).catch(() => undefined);
      if (client) await insertUntilLost(client);
    }
  })();

  async function insertUntilLost(client: pg.Client): Promise<void> {
    try {
      while (!isStopping) {
        const id = next++;
        await client.query('INSERT INTO entry VALUES ($1)', [id]);
        acknowledged.push(id);
        told();
      }
      await client.end();
    } catch {
      // This row was not acknowledged; the next connection goes on with the next one.
    }
  }

  return {
    /** Ids whose commit was answered so far, in order. */
    acknowledged: acknowledged as readonly number[],
    /** Returns when so many rows more have been acknowledged. */
    async more(count: number) {
      const goal = acknowledged.length + count;
      while (acknowledged.length < goal) {
        await new Promise<void>((resolve) => {
          told = resolve;
        });
      }
    },
    /** Returns the ids of all acknowledged rows. */
    async stop() {
      isStopping = true;
      await written;
      return acknowledged;
    },
    /** Acknowledged rows that are not there. */
    async lost() {
      const kept = new Set((await query(site, name, 'SELECT id FROM entry')).map(({ id }) => id));
      return acknowledged.filter((id) => !kept.has(id));
    },
  };
}
