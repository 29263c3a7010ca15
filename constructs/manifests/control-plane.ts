import { SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { API_ROLE, accessRoles } from './access.ts';
import { API, API_PODS, apiDeployment } from './api-deployment.ts';
import { apiAutoscaler } from './autoscaling.ts';
import { clusterSpec } from './cluster.ts';
import { controlPlanePolicies } from './control-plane-network.ts';
import { LABELS } from './labels.ts';
import type {
  Cluster,
  ClusterRoleBinding,
  HorizontalPodAutoscaler,
  KubernetesObject,
  Namespace,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
} from './objects.ts';
import type { DatabaseProps, Platform } from './props.ts';

/** The control plane on Kubernetes: the API, its rights, and its own PostgreSQL. */
export interface ControlPlaneProps {
  /** Where all of it lives; a namespace of its own. */
  readonly namespace: string;
  /** Image of the API, for example `registry.example.org/postgres-paas:1.4.0`. */
  readonly image: string;
  /** Of the API; any number may run, each serves everything. A range is kept by an autoscaler. */
  readonly replicas: number | { readonly min: number; readonly max: number };
  /** A Secret with the keys `jwt-secret` (32 random bytes or more) and `admin-password` (for the first start). */
  readonly secret: string;
  /** Of the control plane's own PostgreSQL, which is a CloudNativePG Cluster called `paas-state`. */
  readonly state: Pick<DatabaseProps, 'version' | 'instances' | 'storageGiB'>;
  /** What PAAS_KUBE_PLATFORM is to hold; see api/platform-file.ts. A change of it rolls the API out anew. */
  readonly platformFile: object;
  /** Where the Kubernetes API server is reached; see control-plane-network.ts. */
  readonly apiServerCidrs: readonly string[];
  /** The namespace of Prometheus and Loki. */
  readonly monitoringNamespace: string;
  /** A Prometheus there that scrapes the databases; without one their size and lag are not shown. */
  readonly prometheusUrl?: string | undefined;
  /** A Loki there that gets the lines of the databases' pods; without one their logs are what Kubernetes keeps. */
  readonly lokiUrl?: string | undefined;
}

export const STATE = 'paas-state';

/** Everything there is, in the order in which it must be made. @param platform what this Kubernetes offers to `paas-state` */
export const controlPlaneObjects = (props: ControlPlaneProps, platform: Platform): KubernetesObject[] => [
  ...stateObjects(props, platform),
  ...apiObjects(props),
];

/** The namespace, what may be entered and left in it, and the control plane's own PostgreSQL. */
export const stateObjects = (props: ControlPlaneProps, platform: Platform): KubernetesObject[] => [
  namespace(props),
  ...controlPlanePolicies({ ...props, state: STATE }),
  state(props, platform),
];

/** The API with its rights. */
export const apiObjects = (props: ControlPlaneProps): KubernetesObject[] => [
  serviceAccount(props),
  ...accessRoles(),
  roleBinding(props),
  apiDeployment(props, STATE),
  service(props),
  disruptionBudget(props),
  ...autoscaler(props),
];

function autoscaler({ namespace, replicas }: ControlPlaneProps): HorizontalPodAutoscaler[] {
  return typeof replicas === 'number' ? [] : [apiAutoscaler({ namespace, minReplicas: replicas.min, maxReplicas: replicas.max })];
}

const labels = { [LABELS.managedBy]: 'postgres-paas' };

const metadata = ({ namespace }: ControlPlaneProps, name: string) => ({ name, namespace, labels });

const namespace = (props: ControlPlaneProps): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: props.namespace, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'restricted' } },
});

/** Its token is mounted where the Deployment asks for it, and nowhere else. */
const serviceAccount = (props: ControlPlaneProps): ServiceAccount => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadata(props, API),
  automountServiceAccountToken: false,
});

const roleBinding = (props: ControlPlaneProps): ClusterRoleBinding => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: API_ROLE, labels },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: API_ROLE },
  subjects: [{ kind: 'ServiceAccount', name: API, namespace: props.namespace }],
});

/**
 * The platform's first tenant. Without a project's label it is none of the databases that the API shows or changes. Of
 * two instances none may hold up the other, so commits wait for a replica from three on.
 */
function state(props: ControlPlaneProps, platform: Platform): Cluster {
  const of = { name: STATE, project: '', synchronous: props.state.instances > 2, deletionProtection: true };
  const spec = clusterSpec({ ...SPEC_DEFAULTS, ...props.state, ...of }, platform);
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: metadata(props, STATE),
    spec: { ...spec, inheritedMetadata: { labels } },
  };
}

const service = (props: ControlPlaneProps): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...metadata(props, API), labels: { ...labels, ...API_PODS } }, // by these Prometheus finds it
  spec: { selector: API_PODS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});

const disruptionBudget = (props: ControlPlaneProps): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: metadata(props, API),
  spec: { maxUnavailable: 1, selector: { matchLabels: API_PODS } },
});
