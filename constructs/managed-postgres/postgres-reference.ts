import { namespaceOf } from '../manifests/labels.ts';

/** A key of a Secret, as a pod's environment or a volume wants it. */
export interface SecretReference {
  readonly namespace: string;
  readonly name: string;
}

/** How others reach a database: names only, never a value of a Secret. */
export interface PostgresReference {
  /** Always the primary. */
  readonly host: string;
  /** A replica; leads nowhere when there is one instance only. */
  readonly readOnlyHost: string;
  readonly port: number;
  /** The database that exists from the start; its owner has the same name. */
  readonly database: string;
  /** Keys `username`, `password`, `uri`, `jdbc-uri`, `pgpass`. CloudNativePG makes it. */
  readonly credentials: SecretReference;
  /** Key `ca.crt`: for `sslmode=verify-full`. */
  readonly certificateAuthority: SecretReference;
}

/** Where CloudNativePG puts things: its names follow from the database's. */
export function postgresReference({ project, name }: { readonly project: string; readonly name: string }): PostgresReference {
  const namespace = namespaceOf(project);
  return {
    host: `${name}-rw.${namespace}.svc`,
    readOnlyHost: `${name}-ro.${namespace}.svc`,
    port: 5432,
    database: 'app',
    credentials: { namespace, name: `${name}-app` },
    certificateAuthority: { namespace, name: `${name}-ca` },
  };
}
