import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { KubernetesObject } from '../../../constructs/manifests/objects.ts';
import { type ProjectProps, projectObjects } from '../../../constructs/manifests/project.ts';
import type { Platform } from '../../../constructs/manifests/props.ts';
import type { KubernetesClient } from './client.ts';
import { isReason, toDomainError } from './kubernetes-error.ts';

export type ProjectSettings = Omit<ProjectProps, 'project'>;

/** Where each kind we make for a project is found. */
const PLURALS: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ResourceQuota: 'resourcequotas',
  LimitRange: 'limitranges',
  NetworkPolicy: 'networkpolicies',
  RoleBinding: 'rolebindings',
};

/** Makes what a project is, where it is missing. What is there stays: an operator may have given it another quota. */
export async function makeProject(
  client: KubernetesClient,
  project: string,
  { settings, platform }: { settings: ProjectSettings; platform: Platform },
): Promise<void> {
  for (const object of projectObjects({ ...settings, project }, platform)) {
    await client.request({ method: 'POST', path: collectionOf(object, namespaceOf(project)), body: object }).catch((error: unknown) => {
      if (!isReason(error, 'AlreadyExists')) throw toDomainError(error);
    });
  }
}

function collectionOf({ apiVersion, kind }: KubernetesObject, namespace: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return kind === 'Namespace' ? `${root}/namespaces` : `${root}/namespaces/${namespace}/${PLURALS[kind]}`;
}
