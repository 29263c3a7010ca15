import { LABELS, namespaceOf } from './labels.ts';
import type { KubernetesObject, LimitRange, Namespace, NetworkPolicy, ResourceQuota, RoleBinding } from './objects.ts';
import type { Platform } from './props.ts';

export interface ProjectProps {
  readonly project: string;
  readonly quota: Quota;
  /** The API's service account, which gets the tenant role in this namespace and nowhere else. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
}

/** What all databases of a project may ask for together. */
interface Quota {
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly storageGiB: number;
  readonly databases: number;
}

export const TENANT_ROLE = 'postgres-paas-tenant';

/** Everything a project is, in the order in which it must be made: the rights last, for whoever has them makes databases without a look at the rest. */
export function projectObjects(props: ProjectProps, platform: Platform): KubernetesObject[] {
  return [
    namespace(props),
    resourceQuota(props),
    limitRange(props),
    denyByDefault(props),
    allowDatabaseTraffic(props, platform),
    roleBinding(props),
  ];
}

const metadata = ({ project }: ProjectProps, name: string) => ({
  name,
  namespace: namespaceOf(project),
  labels: { [LABELS.managedBy]: 'postgres-paas', [LABELS.project]: project },
});

function namespace({ project }: ProjectProps): Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: namespaceOf(project),
      labels: {
        [LABELS.managedBy]: 'postgres-paas',
        [LABELS.project]: project,
        [LABELS.isProject]: 'true',
        'pod-security.kubernetes.io/enforce': 'restricted',
      },
    },
  };
}

function roleBinding(props: ProjectProps): RoleBinding {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata(props, TENANT_ROLE),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: TENANT_ROLE },
    subjects: [{ kind: 'ServiceAccount', ...props.serviceAccount }],
  };
}

function resourceQuota(props: ProjectProps): ResourceQuota {
  const { cpus, memoryGiB, storageGiB, databases } = props.quota;
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: metadata(props, 'project'),
    spec: {
      hard: {
        'requests.cpu': `${cpus}`,
        'requests.memory': `${memoryGiB}Gi`,
        'requests.storage': `${storageGiB}Gi`,
        'count/clusters.postgresql.cnpg.io': `${databases}`,
      },
    },
  };
}

/** Jobs and poolers name no resources; with a quota in force they would not be admitted without these. */
function limitRange(props: ProjectProps): LimitRange {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: metadata(props, 'project'),
    spec: {
      limits: [{ type: 'Container', defaultRequest: { cpu: '50m', memory: '128Mi' }, default: { cpu: '500m', memory: '256Mi' } }],
    },
  };
}

function denyByDefault(props: ProjectProps): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(props, 'deny-by-default'),
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  };
}

/** PostgreSQL from the project and from named namespaces; metrics and instance status from wherever the operators run. */
function allowDatabaseTraffic(props: ProjectProps, { clientNamespaces }: Platform): NetworkPolicy {
  const named = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
  const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(props, 'databases'),
    spec: {
      podSelector: { matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'In', values: ['instance', 'pooler'] }] },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ podSelector: {} }, named(props.serviceAccount.namespace), ...clientNamespaces.map(named)], ports: tcp(5432) },
        { from: [{ podSelector: {} }], ports: tcp(8000) },
        { from: [named('cnpg-system')], ports: tcp(5432, 8000, 9187) },
        { from: [named('monitoring')], ports: tcp(9187, 9127) },
      ],
    },
  };
}
