import { z } from 'zod';
import type { Credentials, Database } from '../domain/database.ts';

export const CredentialsResource = z
  .strictObject({
    user: z.string(),
    password: z.string(),
    uri: z.string().meta({ description: 'Contains the password; needs `sslrootcert` for verify-full.' }),
    readOnlyUri: z.string(),
    connectionStrings: z
      .strictObject({
        verified: z.string().meta({ description: 'With `ca.crt` beside it: psql and what uses libpq, pgx, node-postgres.' }),
        libpq: z.string().meta({ description: 'As pasted, in psql, psycopg and pgx. Encrypted, without a check of the server.' }),
        nodePostgres: z.string().meta({ description: 'As pasted, in node-postgres. Encrypted, without a check of the server.' }),
        jdbc: z.string().meta({ description: 'With `ca.crt` beside it.' }),
        jdbcUnverified: z.string().meta({ description: 'As pasted. Encrypted, without a check of the server.' }),
      })
      .meta({ description: 'For each client the form that it takes; each contains the password.' }),
    psql: z.string().meta({ description: 'A line for the shell.' }),
    caCertificate: z.string().meta({ description: 'PEM; save it and name it as `sslrootcert`.' }),
  })
  .meta({ id: 'Credentials' });

export type CredentialsView = z.infer<typeof CredentialsResource>;

export function presentCredentials({ connection }: Database, { user, password, caCertificate }: Credentials): CredentialsView {
  const { host, port, readOnlyHost, readOnlyPort, database, sslMode } = connection;
  const secret = encodeURIComponent(password).replaceAll("'", '%27');
  const login = `postgresql://${user}:${secret}@`;
  const uri = (at: string, mode: string = sslMode) => `${login}${at}/${database}?sslmode=${mode}`;
  const address = `${host}:${port}`;
  const jdbc = `jdbc:postgresql://${address}/${database}?user=${user}&password=${secret}&sslmode=`;
  return {
    user,
    password,
    uri: uri(address),
    readOnlyUri: uri(`${readOnlyHost}:${readOnlyPort}`),
    connectionStrings: {
      verified: `${uri(address)}&sslrootcert=ca.crt`,
      libpq: uri(address, 'require'),
      nodePostgres: uri(address, 'no-verify'),
      jdbc: `${jdbc}${sslMode}&sslrootcert=ca.crt`,
      jdbcUnverified: `${jdbc}require`,
    },
    psql: `PGPASSWORD='${password.replaceAll("'", "'\\''")}' psql "host=${host} port=${port} dbname=${database} user=${user} sslmode=${sslMode} sslrootcert=ca.crt"`,
    caCertificate,
  };
}
