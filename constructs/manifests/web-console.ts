import { LABELS } from './labels.ts';
import type { Deployment, NetworkPolicy, PodDisruptionBudget, Service } from './objects.ts';

export interface WebConsoleProps {
  readonly namespace: string;
  readonly image: string;
  readonly replicas: number;
}

/** The name of the console's Deployment and Service. */
export const WEB_CONSOLE = 'ui';
const PODS = { 'app.kubernetes.io/name': 'postgres-paas-ui' };
const labels = { [LABELS.managedBy]: 'postgres-paas', ...PODS };

/** The user of the unprivileged NGINX image. */
const NGINX = 101;
const PORT = 8080;

/** The built console behind NGINX: static files alone, no secret, no right in the cluster, no way out. */
export const webConsoleObjects = (props: WebConsoleProps): (Deployment | Service | PodDisruptionBudget | NetworkPolicy)[] => [
  deployment(props),
  service(props),
  disruptionBudget(props),
  networkPolicy(props),
];

const metadata = ({ namespace }: WebConsoleProps) => ({ name: WEB_CONSOLE, namespace, labels });

function deployment(props: WebConsoleProps): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(props),
    spec: {
      replicas: props.replicas,
      selector: { matchLabels: PODS },
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: PODS },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: { runAsNonRoot: true, runAsUser: NGINX, runAsGroup: NGINX, seccompProfile: { type: 'RuntimeDefault' } },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: PODS },
            },
          ],
          containers: [container(props)],
          // what NGINX writes while it serves: its pid and what does not fit its buffers
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '16Mi' } }],
        },
      },
    },
  };
}

const container = ({ image }: WebConsoleProps) => ({
  name: WEB_CONSOLE,
  image,
  imagePullPolicy: 'IfNotPresent',
  ports: [{ name: 'http', containerPort: PORT }],
  readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
  livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10, timeoutSeconds: 5 },
  lifecycle: { preStop: { sleep: { seconds: 5 } } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
});

const service = (props: WebConsoleProps): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(props),
  spec: { selector: PODS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
});

const disruptionBudget = (props: WebConsoleProps): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: metadata(props),
  spec: { maxUnavailable: 1, selector: { matchLabels: PODS } },
});

const networkPolicy = (props: WebConsoleProps): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: metadata(props),
  spec: { podSelector: { matchLabels: PODS }, policyTypes: ['Ingress', 'Egress'], ingress: [{ ports: [{ protocol: 'TCP', port: PORT }] }] },
});
