import type pg from 'pg';
import { ScramClient } from '../../../postgres/scram-client.ts';

export type Session = pg.Client;

export interface SessionTarget {
  /** Where the server listens, and nobody else can. */
  readonly sockets: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Of PostgreSQL; not needed for servers that no tenant can set anything on. */
  readonly major?: number;
  /** After which a query that is not answered fails; undefined for no limit. */
  readonly queryTimeoutMs?: number;
}

/** What would end our sessions, on whatever server and by whatever way it was set. */
const ENDLESS = [
  'statement_timeout=0',
  'lock_timeout=0',
  'idle_session_timeout=0',
  'idle_in_transaction_session_timeout=0',
  'client_connection_check_interval=0',
  'exit_on_error=off',
];

/** Came with 17; a server that does not know it refuses the session. */
const noTransactionTimeout = (major = 0): readonly string[] => (major >= 17 ? ['transaction_timeout=0'] : []);

/** Whatever a tenant has set: our own work may write, waits for no replica, is not cut short, and leaves no password in a log. */
const OPTIONS = [
  ...ENDLESS,
  // else a session in the tenant's database could become the tenant's
  'role=none',
  'default_transaction_read_only=off',
  // names mean PostgreSQL's own, and text is read as it is written
  'search_path=pg_catalog',
  'standard_conforming_strings=on',
  'row_security=off',
  'default_tablespace=',
  'temp_tablespaces=',
  'local_preload_libraries=',
  'synchronous_commit=local',
  // a serializable transaction is refused on a replica
  'default_transaction_isolation=read\\ committed',
  'default_transaction_deferrable=off',
  'jit=off',
  // nobody's statements but the tenant's are theirs to see
  'pg_stat_statements.track=none',
  'log_statement=none',
  'log_min_duration_statement=-1',
  'log_min_error_statement=panic',
];

const asOptions = (settings: readonly string[]) => settings.map((setting) => `-c ${setting}`).join(' ');

/** For the sessions of replicas, which begin before they know that they are to send WAL. */
export const replicationOptions = (major: number): string => asOptions([...ENDLESS, ...noTransactionTimeout(major)]);

/** Everything that a tenant has set for their database is as PostgreSQL comes, but for what a session was opened with. */
export const IGNORE_TENANT = `
  SELECT set_config(name, boot_val, false) FROM pg_settings
  WHERE source IN ('database', 'database user') AND boot_val IS NOT NULL AND context IN ('user', 'superuser') AND name !~ '^transaction_'`;

/** A session on a server of this installation. Its `end` event tells that the session, and mostly the server, is gone. */
export async function openSession({ sockets, queryTimeoutMs, major, ...target }: SessionTarget): Promise<Session> {
  const session = new ScramClient({
    ...target,
    host: sockets,
    application_name: 'postgres-paas',
    connectionTimeoutMillis: 2000,
    options: asOptions([...OPTIONS, ...noTransactionTimeout(major)]),
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
  });
  // Without a listener a lost connection would end this process; `end` follows and says the same.
  session.on('error', () => undefined);
  await session.connect();
  return session;
}
