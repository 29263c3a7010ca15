import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** A table for each, so that one never meets the rows of another. */
let writers = 0;

/** Inserts one row after the other and remembers which were acknowledged, through whatever happens to the server. */
export function startWriter(connection: pg.ClientConfig) {
  const table = `written_${++writers}`;
  const acknowledged: number[] = [];
  let [next, lastAt, longestGapMs, running, breaks] = [0, performance.now(), 0, true, 0];

  function acknowledge(row: number): void {
    acknowledged.push(row);
    longestGapMs = Math.max(longestGapMs, performance.now() - lastAt);
    lastAt = performance.now();
  }

  async function writeUntilItBreaks(): Promise<void> {
    const client = new pg.Client({ ...connection, connectionTimeoutMillis: 2_000, query_timeout: 4_000 });
    client.on('error', () => undefined); // the insert under way tells it
    try {
      await client.connect();
      await client.query(`create table if not exists ${table} (row int primary key)`);
      while (running) {
        const row = next++; // a row whose answer was lost may be there: it is never tried again
        await client.query(`insert into ${table} values ($1)`, [row]);
        acknowledge(row);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  const ended = (async () => {
    while (running) {
      await writeUntilItBreaks().catch(() => breaks++);
      if (running) await delay(50); // as any client between two attempts; nothing is concluded from it
    }
  })();

  return {
    count: () => acknowledged.length,
    /** How often the connection was lost or refused. */
    breaks: () => breaks,
    longestGapSeconds: () => longestGapMs / 1000,
    /** Ends the writing and gives the rows that were acknowledged and are not there. */
    async lost(): Promise<number[]> {
      running = false;
      await ended;
      const client = new pg.Client(connection);
      await client.connect();
      const { rows } = await client.query<{ row: number }>(`select row from ${table}`);
      await client.end();
      const there = new Set(rows.map(({ row }) => row));
      return acknowledged.filter((row) => !there.has(row));
    },
  };
}
