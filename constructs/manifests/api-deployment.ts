import { LABELS } from './labels.ts';
import type { Deployment } from './objects.ts';

type PodSpec = NonNullable<NonNullable<Deployment['spec']>['template']['spec']>;
type Container = PodSpec['containers'][number];
type Volume = NonNullable<PodSpec['volumes']>[number];

export interface ApiDeploymentProps {
  /** See control-plane.ts. */
  readonly prometheusUrl?: string | undefined;
  readonly lokiUrl?: string | undefined;
  readonly namespace: string;
  readonly image: string;
  /** A range is the autoscaler's: then the Deployment says nothing about it, or each sync would undo what was scaled. */
  readonly replicas: number | { readonly min: number; readonly max: number };
  readonly secret: string;
  readonly platformFile: object;
}

/** The name of the API's service account, Deployment and Service. */
export const API = 'api';
export const API_PODS = { 'app.kubernetes.io/name': 'postgres-paas-api' };
/** Pods that reach public addresses: the replica that leads sends webhooks, and any may lead. */
export const DELIVERS_WEBHOOKS = { 'postgres-paas.io/delivers-webhooks': 'true' };

/** A user of no account on any node. */
const NOBODY = 65_532;
const SECRETS = '/run/secrets/postgres-paas';
const PLATFORM = 'postgres-paas.io/platform';

/** Time for load balancers and proxies to learn that a pod goes, before it stops to answer. Seconds. */
const DRAIN_SECONDS = 5;

/**
 * The API: as many replicas as wanted, without rights on their node, without anything to write to, each given its secrets
 * as files. @param state name of its CloudNativePG Cluster in the same namespace
 */
export function apiDeployment(props: ApiDeploymentProps, state: string): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: API, namespace: props.namespace, labels: { [LABELS.managedBy]: 'postgres-paas', ...API_PODS } },
    spec: {
      ...(typeof props.replicas === 'number' && { replicas: props.replicas }),
      selector: { matchLabels: API_PODS },
      // a new version serves before an old one goes
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: { ...API_PODS, ...DELIVERS_WEBHOOKS }, annotations: { [PLATFORM]: JSON.stringify(props.platformFile) } },
        spec: podSpec(props, state),
      },
    },
  };
}

function podSpec(props: ApiDeploymentProps, state: string): PodSpec {
  return {
    serviceAccountName: API,
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: 30,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: NOBODY,
      runAsGroup: NOBODY,
      fsGroup: NOBODY,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: API_PODS } },
    ],
    containers: [container(props)],
    volumes: volumes(props.secret, state),
  };
}

const get = (path: string) => ({ path, port: 'http' });

const container = ({ image, prometheusUrl, lokiUrl }: ApiDeploymentProps): Container => ({
  name: API,
  image,
  imagePullPolicy: 'IfNotPresent',
  ports: [{ name: 'http', containerPort: 8080 }],
  env: Object.entries({
    ...ENVIRONMENT,
    ...(prometheusUrl !== undefined && { PAAS_PROMETHEUS_URL: prometheusUrl }),
    ...(lokiUrl !== undefined && { PAAS_LOKI_URL: lokiUrl }),
  }).map(([name, value]) => ({ name, value })),
  // alive and waiting for its state is no reason to be restarted
  startupProbe: { httpGet: get('/livez'), periodSeconds: 1, failureThreshold: 600 },
  livenessProbe: { httpGet: get('/livez'), periodSeconds: 10, timeoutSeconds: 5 },
  readinessProbe: { httpGet: get('/readyz'), periodSeconds: 5 },
  lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  resources: { requests: { cpu: '100m', memory: '160Mi' }, limits: { memory: '320Mi' } },
  volumeMounts: VOLUMES.map((name) => ({ name, mountPath: `${SECRETS}/${name}`, readOnly: true })),
});

/** Of the memory that the pod may have, in MiB: without them V8 keeps 60 MB more after a list of 10,000 Clusters. */
export const NODE_OPTIONS = '--max-old-space-size=160 --max-semi-space-size=4';

const ENVIRONMENT = {
  NODE_OPTIONS,
  PAAS_BACKEND: 'cnpg',
  PAAS_HOST: '0.0.0.0',
  PAAS_STATE_URL_FILE: `${SECRETS}/state/uri`,
  PAAS_STATE_CA_FILE: `${SECRETS}/state-authority/ca.crt`,
  PAAS_JWT_SECRET_FILE: `${SECRETS}/own/jwt-secret`,
  PAAS_ADMIN_PASSWORD_FILE: `${SECRETS}/own/admin-password`,
  PAAS_KUBE_PLATFORM: `${SECRETS}/platform/platform.json`,
};

const VOLUMES = ['own', 'state', 'state-authority', 'platform'] as const;

/** Of each Secret the one key that is needed: the authority's own holds its private key as well. */
function volumes(secret: string, state: string): Volume[] {
  const of: Record<(typeof VOLUMES)[number], Omit<Volume, 'name'>> = {
    own: { secret: { secretName: secret } },
    state: { secret: { secretName: `${state}-app`, items: [{ key: 'uri', path: 'uri' }] } },
    'state-authority': { secret: { secretName: `${state}-ca`, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    // an annotation of the pod as a file, so that a change of it makes new pods
    platform: { downwardAPI: { items: [{ path: 'platform.json', fieldRef: { fieldPath: `metadata.annotations['${PLATFORM}']` } }] } },
  };
  return VOLUMES.map((name) => ({ name, ...of[name] }));
}
