import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Database } from '../../domain/database.ts';
import type { KubernetesClient } from './client.ts';
import { type Diagnosis, diagnose, type Evidence, type OperatorLease } from './diagnosis.ts';
import { type Warning, warningsOf } from './warnings.ts';

interface LeaseSpec {
  readonly renewTime?: string;
  readonly leaseDurationSeconds?: number;
}

interface List<Item> {
  readonly items: readonly Item[];
}

const OPERATOR_LEASE = '/apis/coordination.k8s.io/v1/namespaces/cnpg-system/leases/db9c8771.cnpg.io';

/** Asks Kubernetes why a database is not ready. Costs four reads, so it is asked only about those that are not. */
export async function inspect(client: KubernetesClient, database: Database): Promise<Diagnosis | undefined> {
  const { project, name } = database;
  const read = <Item>(kind: string, query: Record<string, string>) =>
    client.request<List<Item>>({ method: 'GET', path: `/api/v1/namespaces/${namespaceOf(project)}/${kind}`, query });
  const labelSelector = `cnpg.io/cluster=${name}`;
  const [pods, claims, warnings, operator] = await Promise.all([
    read<Evidence['pods'][number]>('pods', { labelSelector }),
    read<Evidence['claims'][number]>('persistentvolumeclaims', { labelSelector }),
    read<Warning>('events', { fieldSelector: 'type=Warning' }),
    operatorLease(client),
  ]);
  const events = warningsOf(warnings.items, database, Date.now());
  return diagnose({ pods: pods.items, claims: claims.items, events, operator });
}

async function operatorLease(client: KubernetesClient): Promise<OperatorLease | undefined> {
  try {
    const { spec } = await client.request<{ spec: LeaseSpec }>({ method: 'GET', path: OPERATOR_LEASE });
    if (spec.renewTime === undefined) return undefined;
    return { silentSeconds: (Date.now() - Date.parse(spec.renewTime)) / 1000, holdsSeconds: spec.leaseDurationSeconds ?? 15 };
  } catch {
    return undefined; // another way of installing it, or no right to look
  }
}
