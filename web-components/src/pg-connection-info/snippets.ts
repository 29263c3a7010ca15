import type { CredentialsView, DatabaseView } from '../platform/wire.ts';

export const KINDS = ['URI', 'psql', 'Node', 'Python', 'Go', 'Java', '.env'] as const;
export type SnippetKind = (typeof KINDS)[number];

/** What stands for the password until it is revealed. */
export const MASK = '••••••••••••';

type Login = Pick<CredentialsView, 'user' | 'password'>;

/** How to connect, ready to paste. All of them check the server's certificate against `ca.crt`. */
export function snippet(kind: SnippetKind, connection: DatabaseView['connection'], { user, password }: Login): string {
  const { host, port, database, sslMode } = connection;
  const secret = password === MASK ? MASK : encodeURIComponent(password);
  const uri = `postgresql://${user}:${secret}@${host}:${port}/${database}?sslmode=${sslMode}`;
  const withCa = `${uri}&sslrootcert=ca.crt`;
  const lines: Readonly<Record<SnippetKind, readonly string[]>> = {
    URI: [uri],
    psql: [`psql "${withCa}"`],
    Node: [`import pg from 'pg';`, '', `const client = new pg.Client('${withCa}');`, `await client.connect();`],
    Python: [`import psycopg`, '', `connection = psycopg.connect("${withCa}")`],
    Go: [`import "github.com/jackc/pgx/v5"`, '', `conn, err := pgx.Connect(ctx, "${withCa}")`],
    Java: [
      `String url = "jdbc:postgresql://${host}:${port}/${database}?sslmode=${sslMode}&sslrootcert=ca.crt";`,
      `Connection connection = DriverManager.getConnection(url, "${user}", "${password}");`,
    ],
    '.env': [`DATABASE_URL=${withCa}`],
  };
  return lines[kind].join('\n');
}
