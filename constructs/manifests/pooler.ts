import { metadataFor, type Owner, podLabels } from './labels.ts';
import type { Pooler } from './objects.ts';
import type { DatabaseProps } from './props.ts';

export interface PoolerProps {
  /** `rw` leads to the primary, `ro` to replicas. */
  readonly type: 'rw' | 'ro';
  readonly instances: number;
  /** `transaction` shares connections best; `session` keeps prepared statements and advisory locks working everywhere. */
  readonly mode: 'session' | 'transaction';
}

/** PgBouncer in front of a database. CloudNativePG refuses a Pooler that is called as a Cluster beside it. */
export function pooler(props: DatabaseProps, { type, instances, mode }: PoolerProps, owner?: Owner): Pooler {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Pooler',
    metadata: metadataFor(props, `${props.name}-pool-${type}`, owner),
    spec: {
      cluster: { name: props.name },
      instances,
      type,
      pgbouncer: { poolMode: mode },
      // CloudNativePG hands a Cluster's labels down to instances, not to poolers; the containers are its own
      template: { metadata: { labels: podLabels(props) }, spec: { containers: [] } },
    },
  };
}
