/** What other teams import into stacks of their own, as `postgres-paas/constructs`. */
export { ArgoCd, type ArgoCdProps } from './argo-cd/argo-cd.ts';
export { RootApplication, type RootApplicationProps } from './argo-cd/root-application.ts';
export { ManagedPostgres, type ManagedPostgresProps } from './managed-postgres/managed-postgres.ts';
export type { PostgresReference } from './managed-postgres/postgres-reference.ts';
export { OpenstackNetwork, type OpenstackNetworkProps } from './openstack/network.ts';
export { OpenstackNode, type OpenstackNodeProps } from './openstack/node.ts';
export { SecurityPerimeter, type SecurityPerimeterProps } from './openstack/security-perimeter.ts';
export { type Ownership, ownership } from './ownership.ts';
export { PropError } from './prop-error.ts';
export { BackupStore, type BackupStoreProps } from './ske/backup-store.ts';
export { SkeCluster, type SkeClusterProps } from './ske/ske-cluster.ts';
