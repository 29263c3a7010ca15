import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { invalid } from '../../domain/errors.ts';
import type { KubernetesClient } from './client.ts';
import { isReason, toDomainError } from './kubernetes-error.ts';
import { gibibytesOf } from './spec-of-cluster.ts';

interface Claims {
  readonly items: readonly { readonly spec?: { readonly storageClassName?: string } }[];
}

/** A Cluster as it is, and as it is to be. */
interface Growth {
  readonly found: Cluster;
  readonly wanted: Cluster;
}

/**
 * A volume grows only if its storage class says so; CloudNativePG would take the change and never carry it out. Where we
 * may not look at classes it goes on, and what Kubernetes reports becomes the reason of the database.
 * @throws DomainError `invalid`
 */
export async function mustBeAbleToGrow(client: KubernetesClient, growth: Growth, deadline: AbortSignal): Promise<void> {
  const grown = largerVolume(growth);
  if (!grown) return;
  for (const storageClass of await classesOf(client, growth.found, deadline)) {
    if (await grows(client, storageClass, deadline)) continue;
    const message = `${grown.because}Volumes of the storage class "${storageClass}" cannot grow. Create a larger database and move the data, or ask the operator of the platform for a class that can.`;
    throw invalid([{ path: grown.path, message }]);
  }
}

function largerVolume({ found, wanted }: Growth) {
  const larger = (volume: 'storage' | 'walStorage') => gibibytesOf(wanted.spec[volume]?.size) > gibibytesOf(found.spec[volume]?.size);
  if (larger('storage')) return { path: '/storageGiB', because: '' };
  if (!found.spec.walStorage || !larger('walStorage')) return undefined; // where there was none, a new one is made
  return { path: '/flavour', because: 'This flavour takes a larger volume for the write-ahead log. ' };
}

async function classesOf(client: KubernetesClient, { metadata }: Cluster, deadline: AbortSignal): Promise<ReadonlySet<string>> {
  const path = `/api/v1/namespaces/${metadata.namespace}/persistentvolumeclaims`;
  const query = { labelSelector: `cnpg.io/cluster=${metadata.name}` };
  const { items } = await client.request<Claims>({ method: 'GET', path, query, deadline }).catch((error: unknown) => {
    throw toDomainError(error);
  });
  return new Set(items.flatMap(({ spec }) => spec?.storageClassName ?? []));
}

async function grows(client: KubernetesClient, storageClass: string, deadline: AbortSignal): Promise<boolean> {
  const path = `/apis/storage.k8s.io/v1/storageclasses/${storageClass}`;
  try {
    return (await client.request<{ allowVolumeExpansion?: boolean }>({ method: 'GET', path, deadline })).allowVolumeExpansion === true;
  } catch (error) {
    if (isReason(error, 'Forbidden') || isReason(error, 'NotFound')) return true;
    throw toDomainError(error);
  }
}
