import { randomBytes } from 'node:crypto';
import type { KubernetesClient } from './backends/cnpg/client.ts';
import { KubernetesError } from './backends/cnpg/kubernetes-error.ts';

export interface SecretRef {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Makes the Secret that the API is started with, from random bytes: `jwt-secret` and the first `admin-password`. A Secret
 * that is there already is left as it is, so this may run at every sync. Needs the right to create Secrets, none to read.
 * @returns whether it was made now
 * @throws KubernetesError
 */
export async function makeFirstSecret(client: KubernetesClient, { namespace, name }: SecretRef): Promise<boolean> {
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'postgres-paas' } },
    stringData: { 'jwt-secret': randomBytes(48).toString('base64url'), 'admin-password': randomBytes(18).toString('base64url') },
  };
  try {
    await client.request({ method: 'POST', path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`, body });
    return true;
  } catch (error) {
    if (error instanceof KubernetesError && error.reason === 'AlreadyExists') return false;
    throw error;
  }
}
