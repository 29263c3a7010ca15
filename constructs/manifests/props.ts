import type { DatabaseRef, DatabaseSpec, Flavour } from '../../api/domain/database.ts';

/** One database: what a tenant asks for, and where. */
export interface DatabaseProps extends DatabaseRef, DatabaseSpec {
  /**
   * Distinguishes it from one of the same name that was deleted: its archive gets a name of its own, for one that is not
   * empty blocks a new Cluster. Only read when it is made.
   */
  readonly incarnation?: string;
}

/** What each instance gets; requests equal limits, so pods are of class Guaranteed and are the last to be evicted. */
export interface Size {
  /** In thousandths of a CPU. */
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  /** WAL on a volume of its own, so that a full data volume does not stop WAL and the other way round. GiB; 0 for none. */
  readonly walStorageGiB: number;
}

/** Seconds. */
export interface Delays {
  /** How long a switchover may wait for the old primary. */
  readonly switchoverSeconds: number;
  /** How long a pod may take to end. */
  readonly stopSeconds: number;
  readonly smartShutdownSeconds: number;
  /**
   * How long a primary that was lost without a word keeps its lease, so how long no replica takes its place; at least 3.
   * CloudNativePG's own default is 15. The less, the oftener each primary writes its lease: from once in 2 s to once a second.
   */
  readonly primaryLeaseSeconds: number;
}

/** What one Kubernetes offers to the databases on it. Everything has a default that suits a managed cluster. */
export interface Platform {
  /** undefined for the cluster's default class. */
  readonly storageClass: string | undefined;
  /** A ClusterImageCatalog with one image for each major version. */
  readonly imageCatalog: string;
  /** `required`: never two instances of a database on one node; `preferred`: if there is a choice; `off`: for one node. */
  readonly antiAffinity: 'required' | 'preferred' | 'off';
  readonly sizes: Readonly<Record<Flavour, Size>>;
  readonly delays: Delays;
  /** Seconds between two looks at a pod that starts or becomes ready. Small makes creation quicker and kubelets busier. */
  readonly probePeriodSeconds: number;
  /** Name of an ObjectStore in the database's namespace; undefined for no backups. */
  readonly objectStore: string | undefined;
  /** Namespaces whose pods may connect to databases, beside the database's own. */
  readonly clientNamespaces: readonly string[];
  /** Further names the server's certificate holds good for, such as `*.db.example.org`. */
  readonly serverNames: readonly string[];
}

export const PLATFORM_DEFAULTS: Platform = {
  storageClass: undefined,
  imageCatalog: 'postgresql',
  antiAffinity: 'required',
  sizes: {
    small: { cpuMillis: 1000, memoryMiB: 1024, walStorageGiB: 0 },
    medium: { cpuMillis: 2000, memoryMiB: 4096, walStorageGiB: 5 },
    large: { cpuMillis: 4000, memoryMiB: 16_384, walStorageGiB: 20 },
  },
  delays: { switchoverSeconds: 300, stopSeconds: 300, smartShutdownSeconds: 30, primaryLeaseSeconds: 6 },
  probePeriodSeconds: 2,
  objectStore: undefined,
  clientNamespaces: [],
  serverNames: [],
};
