import type { CredentialsView, DatabaseView } from '../platform/wire.ts';

export const SNIPPET_KINDS = ['URI', 'psql', 'Node', 'Python', 'Go', 'JDBC', '.env'] as const;
export type SnippetKind = (typeof SNIPPET_KINDS)[number];

/**
 * How the server's certificate is verified: `verified` with a file ca.crt; not at all by clients of libpq (psql, psycopg), pgx and
 * JDBC, or by node-postgres, which has a `sslmode` of its own for that.
 */
export type Verification = 'verified' | 'libpq' | 'node';
const MODES: Readonly<Record<Verification, string>> = { verified: 'verify-full&sslrootcert=ca.crt', libpq: 'require', node: 'no-verify' };

/** The verifications to choose from for a kind of snippet. */
export const verificationsOf = (kind: SnippetKind): readonly Verification[] =>
  kind === 'URI' || kind === '.env' ? ['verified', 'libpq', 'node'] : ['verified', kind === 'Node' ? 'node' : 'libpq'];

/** Shown in place of the password until it is revealed. */
export const MASK = '••••••••••••';

type Login = Pick<CredentialsView, 'user' | 'password'>;

/** How to connect, ready to paste. URIs are in single quotes for a shell, and contain none themselves. */
export function snippet(
  kind: SnippetKind,
  verification: Verification,
  connection: DatabaseView['connection'],
  { user, password }: Login,
): string {
  const { host, port, database } = connection;
  const secret = password === MASK ? MASK : encodeURIComponent(password).replaceAll("'", '%27');
  const place = `${host}:${port}/${database}`;
  const mode = MODES[verification];
  const uri = `postgresql://${user}:${secret}@${place}?sslmode=${mode}`;
  const snippets: Readonly<Record<SnippetKind, string>> = {
    URI: uri,
    psql: `psql '${uri}'`,
    Node: `import pg from 'pg';\n\nconst client = new pg.Client('${uri}');\nawait client.connect();`,
    Python: `import psycopg\n\nconnection = psycopg.connect('${uri}')`,
    Go: `import "github.com/jackc/pgx/v5"\n\nconn, err := pgx.Connect(ctx, "${uri}")`,
    JDBC: `jdbc:postgresql://${place}?user=${user}&password=${secret}&sslmode=${mode}`,
    '.env': `DATABASE_URL='${uri}'`,
  };
  return snippets[kind];
}
