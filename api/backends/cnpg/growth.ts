import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Database } from '../../domain/database.ts';
import { invalid } from '../../domain/errors.ts';
import type { KubernetesClient } from './client.ts';
import { isReason, toDomainError } from './kubernetes-error.ts';

interface Claims {
  readonly items: readonly { readonly spec?: { readonly storageClassName?: string } }[];
}

/**
 * A volume grows only if its storage class says so; CloudNativePG would take the change and never carry it out. Where we
 * may not look at classes it goes on, and what Kubernetes reports becomes the reason of the database.
 * @throws DomainError `invalid`
 */
export async function mustBeAbleToGrow(client: KubernetesClient, database: Database, deadline: AbortSignal): Promise<void> {
  for (const storageClass of await classesOf(client, database, deadline)) {
    if (await grows(client, storageClass, deadline)) continue;
    const message = `Volumes of the storage class "${storageClass}" cannot grow. Create a larger database and move the data, or ask whoever runs the platform for a class that can.`;
    throw invalid([{ path: '/storageGiB', message }]);
  }
}

async function classesOf(client: KubernetesClient, { project, name }: Database, deadline: AbortSignal): Promise<ReadonlySet<string>> {
  const path = `/api/v1/namespaces/${namespaceOf(project)}/persistentvolumeclaims`;
  const query = { labelSelector: `cnpg.io/cluster=${name}` };
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
