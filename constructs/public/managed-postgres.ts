export {
  type BackupProps,
  type LogicalDatabaseProps,
  ManagedPostgres,
  type ManagedPostgresProps,
  type RoleProps,
} from '../managed-postgres/managed-postgres.ts';
export type { PostgresReference, SecretReference } from '../managed-postgres/postgres-reference.ts';
export type { Platform } from '../manifests/props.ts';
