import { metadataFor } from './labels.ts';
import type { Database, DatabaseRole } from './objects.ts';
import type { DatabaseProps } from './props.ts';

/** A further role beside `app`; its password lies in a Secret of type basic-auth. Deleting the object keeps the role. */
export function databaseRole(props: DatabaseProps, role: string, passwordSecret: string): DatabaseRole {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'DatabaseRole',
    metadata: metadataFor(props, objectName(props, role)),
    spec: {
      cluster: { name: props.name },
      name: role,
      login: true,
      passwordSecret: { name: passwordSecret },
      databaseRoleReclaimPolicy: 'retain',
    },
  };
}

/** A further database in the same Cluster. Deleting the object keeps the data. */
export function logicalDatabase(props: DatabaseProps, database: string, owner: string): Database {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Database',
    metadata: metadataFor(props, objectName(props, database)),
    spec: { cluster: { name: props.name }, name: database, owner, databaseReclaimPolicy: 'retain' },
  };
}

/** PostgreSQL allows an underscore in names, Kubernetes does not. */
const objectName = ({ name }: DatabaseProps, inside: string) => `${name}-${inside.replaceAll('_', '-').toLowerCase()}`;
