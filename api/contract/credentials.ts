import { z } from 'zod';
import type { Credentials, Database } from '../domain/database.ts';

export const CredentialsResource = z
  .strictObject({
    user: z.string(),
    password: z.string(),
    uri: z.string().meta({ description: 'Contains the password; needs `sslrootcert` for verify-full.' }),
    readOnlyUri: z.string(),
    psql: z.string().meta({ description: 'A line for the shell.' }),
    caCertificate: z.string().meta({ description: 'PEM; save it and name it as `sslrootcert`.' }),
  })
  .meta({ id: 'Credentials' });

export type CredentialsView = z.infer<typeof CredentialsResource>;

export function presentCredentials({ connection }: Database, { user, password, caCertificate }: Credentials): CredentialsView {
  const { host, port, readOnlyHost, readOnlyPort, database, sslMode } = connection;
  const uri = (at: string) => `postgresql://${user}:${encodeURIComponent(password)}@${at}/${database}?sslmode=${sslMode}`;
  return {
    user,
    password,
    uri: uri(`${host}:${port}`),
    readOnlyUri: uri(`${readOnlyHost}:${readOnlyPort}`),
    psql: `PGPASSWORD='${password}' psql "host=${host} port=${port} dbname=${database} user=${user} sslmode=${sslMode} sslrootcert=ca.crt"`,
    caCertificate,
  };
}
