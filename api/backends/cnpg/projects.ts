import { LABELS, namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { KubernetesObject, Namespace } from '../../../constructs/manifests/objects.ts';
import { projectObjects } from '../../../constructs/manifests/project.ts';
import { DomainError } from '../../domain/errors.ts';
import { type WriteParts, writeDeadlines } from './cluster-requests.ts';
import { isReason, toDomainError } from './kubernetes-error.ts';

/** Where each kind we make for a project is found. */
const PLURALS: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ResourceQuota: 'resourcequotas',
  LimitRange: 'limitranges',
  NetworkPolicy: 'networkpolicies',
  RoleBinding: 'rolebindings',
};

/** Projects as namespaces with quota, policies and rights. */
export class KubernetesProjects {
  readonly #parts: WriteParts;
  readonly #hasDatabases: (project: string) => boolean;
  /** Seen or made by this process. */
  readonly #known = new Set<string>();

  /** @param hasDatabases whether the project is there for certain, since something is in it */
  constructor(parts: WriteParts, hasDatabases: (project: string) => boolean) {
    this.#parts = parts;
    this.#hasDatabases = hasDatabases;
  }

  /**
   * Asks Kubernetes once, and not at all for a project with databases.
   * @throws DomainError `conflict` when a namespace of that name is there and is no project: it is somebody else's
   */
  async ensure(project: string): Promise<void> {
    if (this.#known.has(project) || this.#hasDatabases(project)) return;
    const { whole } = writeDeadlines(this.#parts.writeDeadlineMs);
    const found = await this.#find(project, whole).catch((error: unknown) => {
      if (isReason(error, 'Forbidden')) return 'unknown' as const; // the create reports it
      throw toDomainError(error);
    });
    if (found === undefined) return this.make(project, whole);
    if (found !== 'unknown') mustBeProject(found);
    this.#known.add(project);
  }

  /** Makes what of it is missing. What is there stays: an operator may have given it another quota. @throws as {@link ensure} */
  async make(project: string, deadline: AbortSignal): Promise<void> {
    const { client, platform, project: settings } = this.#parts;
    for (const object of projectObjects({ ...settings, project }, platform)) {
      const path = collectionOf(object, namespaceOf(project));
      await client.request({ method: 'POST', path, body: object, deadline }).catch(async (error: unknown) => {
        if (!isReason(error, 'AlreadyExists')) throw toDomainError(error);
        if (object.kind === 'Namespace') mustBeProject(await this.#find(project, deadline));
      });
    }
    this.#known.add(project);
  }

  #find(project: string, deadline: AbortSignal): Promise<Namespace | undefined> {
    const path = `/api/v1/namespaces/${namespaceOf(project)}`;
    return this.#parts.client.request<Namespace>({ method: 'GET', path, deadline }).catch((error: unknown) => {
      if (isReason(error, 'NotFound')) return undefined;
      throw error;
    });
  }
}

function mustBeProject(namespace: Namespace | undefined): void {
  if (!namespace || namespace.metadata.labels?.[LABELS.isProject] === 'true') return; // one that went again is made by the next create
  throw new DomainError(
    'conflict',
    `The namespace "${namespace.metadata.name}" is there and is no project of this platform (it lacks the label ${LABELS.isProject}). Choose another project, or ask the operator of the cluster.`,
  );
}

function collectionOf({ apiVersion, kind }: KubernetesObject, namespace: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return kind === 'Namespace' ? `${root}/namespaces` : `${root}/namespaces/${namespace}/${PLURALS[kind]}`;
}
