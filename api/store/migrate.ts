import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqlStore } from './sql-store.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
/** Any number will do, as long as it is ours alone: two replicas starting at once must not migrate at once. */
const MIGRATION_LOCK = 7_261_001;

/** Brings the schema up to date: each file of migrations/ once, in order of its name, all or nothing. Returns the names of those applied. */
export async function migrate(store: SqlStore): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).toSorted();
  return store.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await tx.query('create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())');
    const done = new Set((await tx.query<{ name: string }>('select name from migrations')).map(({ name }) => name));
    const missing = files.filter((name) => !done.has(name));
    for (const name of missing) {
      await tx.query(await readFile(join(FOLDER, name), 'utf8'));
      await tx.query('insert into migrations (name) values ($1)', [name]);
    }
    return missing;
  });
}
