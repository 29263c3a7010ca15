import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Database } from '../../domain/database.ts';
import type { KubernetesClient } from './client.ts';
import { type Diagnosis, diagnose, type Evidence } from './diagnosis.ts';

interface List<Item> {
  readonly items: readonly Item[];
}

const OPERATOR_LEASE = '/apis/coordination.k8s.io/v1/namespaces/cnpg-system/leases/db9c8771.cnpg.io';

/** Asks Kubernetes why a database is not ready. Costs four reads, so it is asked only about those that are not. */
export async function inspect(client: KubernetesClient, { project, name }: Database): Promise<Diagnosis | undefined> {
  const read = <Item>(kind: string, query: Record<string, string>) =>
    client.request<List<Item>>({ method: 'GET', path: `/api/v1/namespaces/${namespaceOf(project)}/${kind}`, query });
  const labelSelector = `cnpg.io/cluster=${name}`;
  const [pods, claims, warnings, operatorSilentSeconds] = await Promise.all([
    read<Evidence['pods'][number]>('pods', { labelSelector }),
    read<Evidence['claims'][number]>('persistentvolumeclaims', { labelSelector }),
    read<Evidence['events'][number]>('events', { fieldSelector: 'type=Warning' }),
    operatorSilence(client),
  ]);
  const events = warnings.items.filter(({ involvedObject }) => isOf(name, involvedObject?.name ?? ''));
  return diagnose({ pods: pods.items, claims: claims.items, events, operatorSilentSeconds });
}

/** The Cluster itself, or an instance, job or volume of it: `orders`, `orders-1`, `orders-1-initdb`, `orders-1-wal`. */
const isOf = (name: string, object: string) => object === name || new RegExp(`^${name}-\\d+(-|$)`).test(object);

async function operatorSilence(client: KubernetesClient): Promise<number | undefined> {
  try {
    const { spec } = await client.request<{ spec: { renewTime?: string } }>({ method: 'GET', path: OPERATOR_LEASE });
    return spec.renewTime === undefined ? undefined : (Date.now() - Date.parse(spec.renewTime)) / 1000;
  } catch {
    return undefined; // another way of installing it, or no right to look
  }
}
