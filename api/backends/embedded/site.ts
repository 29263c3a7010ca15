import { join } from 'node:path';
import type { Sql } from '../../domain/ports.ts';
import type { Certificates } from './certificates.ts';
import type { DataFolder } from './data-folder.ts';
import type { EndpointThread } from './endpoint/endpoint-thread.ts';
import type { Limiter } from './limiter.ts';
import type { PostgresVersions } from './postgres/versions.ts';
import { derivePassword } from './secrets.ts';

/** What all databases of this machine share. */
export interface Site {
  readonly folder: DataFolder;
  readonly versions: PostgresVersions;
  readonly certificates: Certificates;
  readonly endpoints: EndpointThread;
  readonly sql: Sql;
  readonly ports: PortBook;
  /** Lets few expensive steps run at once. */
  readonly heavy: Limiter;
  readonly log: Log;
  /** Bytes of a "GiB" of storage; smaller only in tests. */
  readonly gibibyteBytes: number;
  readonly durable: boolean;
  /** Told after every step; for metrics. */
  reconciled(step: string, seconds: number, failed: boolean, database: string): void;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Hands out ports; one that was handed out is not handed out again until it is given back. */
export interface PortBook {
  take(): Promise<number>;
  /** It is in use already. */
  note(port: number): void;
  giveBack(port: number): void;
}

export const databaseFolder = ({ folder }: Pick<Site, 'folder'>, id: string) => join(folder.path, 'databases', id);

type Role = 'superuser' | 'replication';

export const passwordOf = ({ folder }: Pick<Site, 'folder'>, id: string, role: Role) => derivePassword(folder.secret, `${id}:${role}:1`);

/** The generation counts the passwords that the tenant's role has had. */
export const tenantPassword = ({ folder }: Pick<Site, 'folder'>, id: string, generation: number) =>
  derivePassword(folder.secret, `${id}:app:${generation}`);
