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
  /** After which a query that is not answered fails; undefined for no limit. */
  readonly queryTimeoutMs?: number;
}

/** Whatever a tenant has set: our own work may write, waits for no replica, is not cut short, and leaves no password in a log. */
const OPTIONS = [
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
  'statement_timeout=0',
  'lock_timeout=0',
  'idle_session_timeout=0',
  'idle_in_transaction_session_timeout=0',
  'jit=off',
  // nobody's statements but the tenant's are theirs to see
  'pg_stat_statements.track=none',
  'log_statement=none',
  'log_min_duration_statement=-1',
  'log_min_error_statement=panic',
];

/** A session on a server of this installation. Its `end` event tells that the session, and mostly the server, is gone. */
export async function openSession({ sockets, queryTimeoutMs, ...target }: SessionTarget): Promise<Session> {
  const session = new ScramClient({
    ...target,
    host: sockets,
    application_name: 'postgres-paas',
    connectionTimeoutMillis: 2000,
    options: OPTIONS.map((option) => `-c ${option}`).join(' '),
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
  });
  // Without a listener a lost connection would end this process; `end` follows and says the same.
  session.on('error', () => undefined);
  await session.connect();
  return session;
}
