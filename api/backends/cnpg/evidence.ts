import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Database } from '../../domain/database.ts';
import type { KubernetesClient } from './client.ts';
import { type Diagnosis, diagnose, type Evidence, type OperatorLease } from './diagnosis.ts';

interface LeaseSpec {
  readonly renewTime?: string;
  readonly leaseDurationSeconds?: number;
}

interface List<Item> {
  readonly items: readonly Item[];
}

const OPERATOR_LEASE = '/apis/coordination.k8s.io/v1/namespaces/cnpg-system/leases/db9c8771.cnpg.io';

/** Asks Kubernetes why a database is not ready. Costs four reads, so it is asked only about those that are not. */
export async function inspect(client: KubernetesClient, { project, name }: Database): Promise<Diagnosis | undefined> {
  const read = <Item>(kind: string, query: Record<string, string>) =>
    client.request<List<Item>>({ method: 'GET', path: `/api/v1/namespaces/${namespaceOf(project)}/${kind}`, query });
  const labelSelector = `cnpg.io/cluster=${name}`;
  const [pods, claims, warnings, operator] = await Promise.all([
    read<Evidence['pods'][number]>('pods', { labelSelector }),
    read<Evidence['claims'][number]>('persistentvolumeclaims', { labelSelector }),
    read<Evidence['events'][number]>('events', { fieldSelector: 'type=Warning' }),
    operatorLease(client),
  ]);
  const events = warnings.items.filter(({ involvedObject }) => isOf(name, involvedObject?.name ?? ''));
  return diagnose({ pods: pods.items, claims: claims.items, events, operator });
}

/** The Cluster itself, or an instance, job or volume of it: `orders`, `orders-1`, `orders-1-initdb`, `orders-1-wal`. */
const isOf = (name: string, object: string) => object === name || new RegExp(`^${name}-\\d+(-|$)`).test(object);

async function operatorLease(client: KubernetesClient): Promise<OperatorLease | undefined> {
  try {
    const { spec } = await client.request<{ spec: LeaseSpec }>({ method: 'GET', path: OPERATOR_LEASE });
    if (spec.renewTime === undefined) return undefined;
    return { silentSeconds: (Date.now() - Date.parse(spec.renewTime)) / 1000, holdsSeconds: spec.leaseDurationSeconds ?? 15 };
  } catch {
    return undefined; // another way of installing it, or no right to look
  }
}
