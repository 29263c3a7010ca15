import pg from 'pg';

export type Session = pg.Client;

export interface SessionTarget {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** After which a query that is not answered fails; undefined for no limit. */
  readonly queryTimeoutMs?: number;
}

/** A session on a server of this machine. Its `end` event tells that the session, and mostly the server, is gone. */
export async function openSession({ queryTimeoutMs, ...target }: SessionTarget): Promise<Session> {
  const session = new pg.Client({
    ...target,
    host: '127.0.0.1',
    application_name: 'postgres-paas',
    connectionTimeoutMillis: 2000,
    keepAlive: true,
    // Our own work goes on when the tenant's is read-only, and never waits for a replica.
    options: '-c default_transaction_read_only=off -c synchronous_commit=local -c statement_timeout=0 -c idle_session_timeout=0',
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
  });
  // Without a listener a lost connection would end this process; `end` follows and says the same.
  session.on('error', () => undefined);
  await session.connect();
  return session;
}
