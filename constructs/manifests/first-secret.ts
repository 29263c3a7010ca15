import { LABELS } from './labels.ts';
import type { Job, NetworkPolicy, Role, RoleBinding, ServiceAccount } from './objects.ts';

export interface FirstSecretProps {
  readonly namespace: string;
  /** The API's image, which holds the program. */
  readonly image: string;
  /** Name of the Secret that the API reads. */
  readonly secret: string;
  /** See NetworkProps. */
  readonly apiServerCidrs: readonly string[];
}

const NAME = 'make-secret';
const PODS = { 'app.kubernetes.io/name': NAME };
const NOBODY = 65_532;

/**
 * Makes the API's Secret in the cluster, once: a key to sign tokens and the first password of `admin`, both random. So
 * nothing secret stands in Git, not even encrypted. Argo CD runs the Job before the API at each sync; when the Secret is
 * there it ends and changes nothing. It may make Secrets in this one namespace and read none.
 */
export const firstSecretObjects = (props: FirstSecretProps): (ServiceAccount | Role | RoleBinding | NetworkPolicy | Job)[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: hook(props, '-2'), automountServiceAccountToken: false },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: hook(props, '-2'),
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: hook(props, '-2'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: props.namespace }],
  },
  networkPolicy(props),
  job(props),
];

/** Before everything else of the application; the next sync replaces what the last one left. */
const hook = ({ namespace }: FirstSecretProps, wave: string) => ({
  name: NAME,
  namespace,
  labels: { [LABELS.managedBy]: 'postgres-paas' },
  annotations: {
    'argocd.argoproj.io/hook': 'PreSync',
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    'argocd.argoproj.io/sync-wave': wave,
  },
});

const networkPolicy = (props: FirstSecretProps): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: hook(props, '-2'),
  spec: {
    podSelector: { matchLabels: PODS },
    policyTypes: ['Ingress', 'Egress'],
    egress: [
      {
        to: props.apiServerCidrs.map((cidr) => ({ ipBlock: { cidr } })),
        ports: [
          { protocol: 'TCP', port: 443 },
          { protocol: 'TCP', port: 6443 },
        ],
      },
    ],
  },
});

const job = (props: FirstSecretProps): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: hook(props, '-1'),
  spec: {
    backoffLimit: 5,
    activeDeadlineSeconds: 300,
    template: {
      metadata: { labels: PODS },
      spec: {
        serviceAccountName: NAME,
        automountServiceAccountToken: true,
        restartPolicy: 'Never',
        securityContext: { runAsNonRoot: true, runAsUser: NOBODY, runAsGroup: NOBODY, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: NAME,
            image: props.image,
            imagePullPolicy: 'IfNotPresent',
            args: ['api/dist/make-secret.js'],
            env: [
              { name: 'SECRET_NAME', value: props.secret },
              { name: 'SECRET_NAMESPACE', value: props.namespace },
            ],
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
            resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
          },
        ],
      },
    },
  },
});
