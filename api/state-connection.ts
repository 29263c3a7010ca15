import { readFileSync } from 'node:fs';
import type { StoreConnection } from './store/sql-store.ts';

export interface StateSource {
  /** `postgresql://user:password@host:port/database`; a host such as `%2Fvar%2Frun%2Fpostgresql` is the folder of a Unix socket. */
  readonly stateUrl: string;
  /** Where the URL came from; its password is read there anew for each connection, so that it can be changed while we run. */
  readonly stateUrlFile: string | undefined;
  /** PEM. With it connections are encrypted and the server must prove who it is; read anew for each connection as well. */
  readonly stateCaFile: string | undefined;
}

/** How the control plane reaches its own PostgreSQL when others run it. */
export function stateConnection({ stateUrl, stateUrlFile, stateCaFile }: StateSource): StoreConnection {
  const { hostname, port, username, password, pathname } = new URL(stateUrl);
  return {
    host: decodeURIComponent(hostname),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: stateUrlFile
      ? () => decodeURIComponent(new URL(readFileSync(stateUrlFile, 'utf8').trim()).password)
      : decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(stateCaFile && { ssl: trusting(stateCaFile) }),
  };
}

const trusting = (file: string) => ({
  rejectUnauthorized: true as const,
  get ca() {
    return readFileSync(file, 'utf8');
  },
});
