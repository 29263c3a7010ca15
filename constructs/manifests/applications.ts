import type { Application, AppProject } from './objects.ts';

/** Where the applications are read from. */
export interface Source {
  /** URL of the Git repository that holds this folder: a fork of this one. */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

/** A chart at an exact version, from a Helm repository or, with `oci`, from a registry (whose URL has no scheme then). */
export interface Chart {
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
}

/** A folder of the repository (with values: it holds a chart), or a chart with its values. */
export type ApplicationSource = { readonly path: string; readonly values?: object } | { readonly chart: Chart; readonly values: object };

export interface ApplicationProps {
  readonly name: string;
  /** The next wave begins when every application of this one is synced and healthy. */
  readonly wave: number;
  readonly namespace: string;
  readonly from: ApplicationSource;
  /** Objects that hold data: never deleted, neither when they vanish from Git nor with the application. */
  readonly keepsData?: boolean;
}

/** The namespace of Argo CD and of every application. */
const ARGO_CD = 'argocd';
const PROJECT = 'postgres-paas';
const SERVER = 'https://kubernetes.default.svc';

/** A failed sync is tried again: a webhook or a kind may not be there yet. */
const RETRY = { limit: 20, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } };

/**
 * One part of the platform, kept as Git has it: what is changed by hand is changed back. Server-side apply, because some
 * definitions are larger than an annotation may be; kinds that an earlier application brings may still be missing when
 * the plan is made.
 */
export function application(props: ApplicationProps, source: Source): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: props.name,
      namespace: ARGO_CD,
      annotations: { 'argocd.argoproj.io/sync-wave': String(props.wave) },
      // without it, deleting the application would leave its objects behind unseen; with data, that is what is wanted
      ...(props.keepsData ? {} : { finalizers: ['resources-finalizer.argocd.argoproj.io/foreground'] }),
    },
    spec: {
      project: PROJECT,
      destination: { server: SERVER, namespace: props.namespace },
      source: sourceOf(props, source),
      syncPolicy: {
        automated: { selfHeal: true, prune: !props.keepsData },
        retry: RETRY,
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true', 'SkipDryRunOnMissingResource=true'],
      },
    },
  };
}

function sourceOf({ from, name }: ApplicationProps, { repository, revision }: Source): NonNullable<Application['spec']['source']> {
  const helm = from.values && { helm: { releaseName: name, valuesObject: from.values as Record<string, never> } };
  if ('path' in from) return { repoURL: repository, targetRevision: revision, path: from.path, ...helm };
  const { chart } = from;
  return { repoURL: chart.repository, chart: chart.chart, targetRevision: chart.version, ...helm };
}

/** The one application that a person applies: it holds all others, in waves. @param path of the folder with them */
export const rootApplication = ({ repository, revision }: Source, path: string): Application => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'root', namespace: ARGO_CD, finalizers: ['resources-finalizer.argocd.argoproj.io/foreground'] },
  spec: {
    // the project of the others comes with them
    project: 'default',
    destination: { server: SERVER, namespace: ARGO_CD },
    source: { repoURL: repository, targetRevision: revision, path },
    syncPolicy: { automated: { selfHeal: true, prune: true }, retry: RETRY, syncOptions: ['ServerSideApply=true'] },
  },
});

export interface ProjectOfApplicationsProps {
  /** Every repository that an application reads. */
  readonly repositories: readonly string[];
  /** Every namespace that an application writes to. */
  readonly namespaces: readonly string[];
}

/** What the applications may do: read these repositories, write to these namespaces, and make these kinds for the whole cluster. */
export const projectOfApplications = ({ repositories, namespaces }: ProjectOfApplicationsProps): AppProject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: PROJECT, namespace: ARGO_CD, annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
  spec: {
    description: 'postgres-paas and what it stands on',
    sourceRepos: [...new Set(repositories)].toSorted(),
    destinations: [...new Set(namespaces)].toSorted().map((namespace) => ({ server: SERVER, namespace })),
    clusterResourceWhitelist: CLUSTER_KINDS.map(([group, kind]) => ({ group, kind })),
  },
});

const CLUSTER_KINDS = [
  ['', 'Namespace'],
  ['admissionregistration.k8s.io', 'MutatingWebhookConfiguration'],
  ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration'],
  ['apiextensions.k8s.io', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io', 'APIService'],
  ['cert-manager.io', 'ClusterIssuer'],
  ['networking.k8s.io', 'IngressClass'],
  ['postgresql.cnpg.io', 'ClusterImageCatalog'],
  ['rbac.authorization.k8s.io', 'ClusterRole'],
  ['rbac.authorization.k8s.io', 'ClusterRoleBinding'],
] as const;
