import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import type { Database } from '../../domain/database.ts';
import type { KubernetesClient } from './client.ts';
import { pathOf } from './cluster-requests.ts';
import { KubernetesError } from './kubernetes-error.ts';
import { gibibytesOf } from './spec-of-cluster.ts';

interface Claim {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly resources?: { readonly requests?: { readonly storage?: string } } };
}

/**
 * CloudNativePG 1.30 leaves a database whose disk is full alone before it comes to its volumes (`ensureNoFailoverOnFullDisk`
 * in its reconciler), so that asking the Cluster for a larger one does nothing. Here the volumes themselves are asked.
 */
export class FullVolumes {
  readonly #client: KubernetesClient;
  /** By id, the revision whose volumes have been asked for. */
  readonly #asked = new Map<string, string>();

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** Makes the volumes of each as large as its Cluster says, once a revision. @param full all that are full now */
  async grow(full: readonly Database[], report: (error: unknown) => void): Promise<void> {
    const ids = new Set(full.map(({ id }) => id));
    for (const id of this.#asked.keys()) if (!ids.has(id)) this.#asked.delete(id);
    for (const database of full) {
      if (this.#asked.get(database.id) === database.revision) continue;
      const fault = await this.#growOne(database).catch((error: unknown) => error);
      if (fault) report(fault);
      if (!fault || isFinal(fault)) this.#asked.set(database.id, database.revision);
    }
  }

  async #growOne(database: Database): Promise<void> {
    const { spec } = await this.#client.request<Cluster>({ method: 'GET', path: pathOf(database) });
    const path = `/api/v1/namespaces/${namespaceOf(database.project)}/persistentvolumeclaims`;
    const query = { labelSelector: `cnpg.io/cluster=${database.name}` };
    const { items } = await this.#client.request<{ items: readonly Claim[] }>({ method: 'GET', path, query });
    for (const claim of items) {
      const storage = wantedSize(claim, spec);
      if (gibibytesOf(storage) <= gibibytesOf(claim.spec?.resources?.requests?.storage)) continue;
      const body = { spec: { resources: { requests: { storage } } } };
      await this.#client.request({ method: 'PATCH', path: `${path}/${claim.metadata.name}`, body });
    }
  }
}

const wantedSize = ({ metadata }: Claim, spec: Cluster['spec']) =>
  metadata.labels?.['cnpg.io/pvcRole'] === 'PG_WAL' ? spec.walStorage?.size : spec.storage?.size;

/** Refused; asking again each second would be refused again. */
const isFinal = (error: unknown) => error instanceof KubernetesError && (error.status === 403 || error.status === 422);
