import { LABELS, namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { KubernetesObject, Namespace } from '../../../constructs/manifests/objects.ts';
import { type ProjectProps, projectObjects } from '../../../constructs/manifests/project.ts';
import type { Platform } from '../../../constructs/manifests/props.ts';
import { DomainError } from '../../domain/errors.ts';
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

/**
 * Makes what a project is, where it is missing. What is there stays: an operator may have given it another quota.
 * @throws DomainError `conflict` when a namespace of that name is there and is no project: it is somebody else's
 */
export async function makeProject(
  client: KubernetesClient,
  project: string,
  { settings, platform, deadline }: { settings: ProjectSettings; platform: Platform; deadline: AbortSignal },
): Promise<void> {
  for (const object of projectObjects({ ...settings, project }, platform)) {
    const path = collectionOf(object, namespaceOf(project));
    await client.request({ method: 'POST', path, body: object, deadline }).catch(async (error: unknown) => {
      if (!isReason(error, 'AlreadyExists')) throw toDomainError(error);
      if (object.kind === 'Namespace') await mustBeProject(client, project, deadline);
    });
  }
}

async function mustBeProject(client: KubernetesClient, project: string, deadline: AbortSignal): Promise<void> {
  const name = namespaceOf(project);
  const { metadata } = await client.request<Namespace>({ method: 'GET', path: `/api/v1/namespaces/${name}`, deadline });
  if (metadata.labels?.[LABELS.isProject] === 'true') return;
  throw new DomainError(
    'conflict',
    `The namespace "${name}" is there and is no project of this platform (it lacks the label ${LABELS.isProject}). Choose another project, or ask whoever runs the cluster.`,
  );
}

function collectionOf({ apiVersion, kind }: KubernetesObject, namespace: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return kind === 'Namespace' ? `${root}/namespaces` : `${root}/namespaces/${namespace}/${PLURALS[kind]}`;
}
