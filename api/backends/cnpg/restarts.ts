import { ANNOTATIONS, namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { Database } from '../../domain/database.ts';
import type { KubernetesClient } from './client.ts';
import { pathOf } from './cluster-requests.ts';
import { isReason, toDomainError } from './kubernetes-error.ts';

type Texts = Readonly<Record<string, string>>;

interface Pods {
  readonly items: readonly { readonly metadata: { readonly labels?: Texts; readonly annotations?: Texts } }[];
}

/**
 * Whether instances of a Cluster are still to be restarted: CloudNativePG marks the pod of each that was with the same time
 * as the Cluster. Both are read, since the Cluster alone says "healthy" before the operator has seen the change.
 */
export async function restartPending(client: KubernetesClient, database: Database): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespaceOf(database.project)}/pods`;
  const labelSelector = `cnpg.io/cluster=${database.name}`;
  try {
    const { metadata, spec } = await client.request<Cluster>({ method: 'GET', path: pathOf(database) });
    const wanted = metadata.annotations?.[ANNOTATIONS.restartedAt];
    if (wanted === undefined) return false;
    const { items } = await client.request<Pods>({ method: 'GET', path, query: { labelSelector } });
    const instances = items.filter(({ metadata: { labels } }) => labels?.['cnpg.io/podRole'] === 'instance');
    const isRestarted = ({ metadata: { annotations } }: Pods['items'][number]) => annotations?.[ANNOTATIONS.restartedAt] === wanted;
    return instances.length < spec.instances || !instances.every(isRestarted);
  } catch (error) {
    if (isReason(error, 'NotFound')) return false;
    throw toDomainError(error);
  }
}
