import type { DatabaseProps } from './props.ts';

const DOMAIN = 'postgres-paas.io';

/** Who writes an object: the API, or a repository by way of Argo CD or a stack. What others write, the API only reads. */
export type Owner = 'postgres-paas' | 'gitops';

export const LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  /** Also selects what the API watches: a Cluster without it is none of its business. */
  project: `${DOMAIN}/project`,
  database: `${DOMAIN}/database`,
  flavour: `${DOMAIN}/flavour`,
  /** On namespaces that are projects. */
  isProject: `${DOMAIN}/is-project`,
} as const;

export const ANNOTATIONS = {
  deletionProtection: `${DOMAIN}/deletion-protection`,
  /** JSON list: which parameters the tenant set, as opposed to those that follow from the flavour. */
  parameters: `${DOMAIN}/parameters`,
  /** Made anew for each write, so that a write whose reply was lost can be distinguished from one of somebody else. */
  intent: `${DOMAIN}/intent`,
  /** Counts the writes of the API; with the generation it makes the revision. */
  writes: `${DOMAIN}/writes`,
  /** What `kubectl cnpg restart` writes: CloudNativePG restarts every instance whose pod does not say the same. */
  restartedAt: 'kubectl.kubernetes.io/restartedAt',
  /** RFC 3339; when the API last changed the spec. */
  updatedAt: `${DOMAIN}/updated-at`,
  /** `HOST:PORT` where clients outside the cluster reach it, written by whatever exposes it (a gateway, external-dns). */
  endpoint: `${DOMAIN}/endpoint`,
  readOnlyEndpoint: `${DOMAIN}/read-only-endpoint`,
} as const;

/** Tenants' own labels live below a prefix, so that none can pose as one of ours or CloudNativePG's. */
const TENANT_LABEL_PREFIX = `label.${DOMAIN}/`;

/**
 * A project is a namespace. The prefix keeps a project called `kube-system` from being that namespace, and makes clear
 * whose it is.
 */
export const namespaceOf = (project: string) => `pg-${project}`;

/** A tenant's own labels, back from an object's. */
export const tenantLabels = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels)
      .filter(([key]) => key.startsWith(TENANT_LABEL_PREFIX))
      .map(([key, value]) => [key.slice(TENANT_LABEL_PREFIX.length), value]),
  );

/** On pods as well: Prometheus and Loki find project and database of a metric or a log line in them. */
export function podLabels({ name, project, flavour, labels }: DatabaseProps): Record<string, string> {
  const own = Object.entries(labels).map(([key, value]) => [`${TENANT_LABEL_PREFIX}${key}`, value]);
  return { [LABELS.project]: project, [LABELS.database]: name, [LABELS.flavour]: flavour, ...Object.fromEntries(own) };
}

const objectLabels = (props: DatabaseProps, owner: Owner = 'postgres-paas') => ({ [LABELS.managedBy]: owner, ...podLabels(props) });

/** Namespace and labels of an object that belongs to a database. */
export const metadataFor = (props: DatabaseProps, name: string, owner?: Owner) => ({
  name,
  namespace: namespaceOf(props.project),
  labels: objectLabels(props, owner),
});

/** Where the control plane and its own state run, in every cluster. */
export const CONTROL_PLANE_NAMESPACE = 'postgres-paas';
