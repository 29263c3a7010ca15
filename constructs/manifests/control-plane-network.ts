import { API_PODS, DELIVERS_WEBHOOKS } from './api-deployment.ts';
import { LABELS } from './labels.ts';
import type { NetworkPolicy } from './objects.ts';

export interface NetworkProps {
  readonly namespace: string;
  /** Name of the CloudNativePG Cluster of the control plane. */
  readonly state: string;
  /**
   * Where the Kubernetes API server is reached, as CIDRs: it is no pod, so no label selects it. `0.0.0.0/0` when the
   * address is not known, which opens its two ports to everywhere.
   */
  readonly apiServerCidrs: readonly string[];
  readonly monitoringNamespace: string;
}

type Rule = NonNullable<NonNullable<NetworkPolicy['spec']>['egress']>[number];
type Peer = NonNullable<Rule['to']>[number];

const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: 'TCP', port }));
const inNamespace = (name: string): Peer => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });

const DNS: Rule = {
  to: [{ ...inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [{ protocol: 'UDP', port: 53 }, ...tcp(53)],
};

/** Of RFC 1918, 3927, 4193, 6598: a webhook never goes there. */
const PRIVATE_RANGES = ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/**
 * Nothing in the namespace may be entered or left but: the API's port; the state by the API, its replicas and CloudNativePG;
 * DNS; the Kubernetes API server by the API and by the state's instance managers; Loki and Prometheus by the API; public addresses by
 * the pods that deliver webhooks.
 */
export function controlPlanePolicies(props: NetworkProps): NetworkPolicy[] {
  const apiServer: Rule = { to: props.apiServerCidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(443, 6443) };
  const instances = { podSelector: { matchLabels: { 'cnpg.io/cluster': props.state } } };
  const api = { podSelector: { matchLabels: API_PODS } };
  const monitoring = inNamespace(props.monitoringNamespace);
  return [
    policy(props, 'deny-by-default', { podSelector: {} }),
    policy(props, 'api', {
      ...api,
      ingress: [{ ports: tcp(8080) }],
      egress: [DNS, apiServer, { to: [instances], ports: tcp(5432) }, { to: [monitoring], ports: tcp(3100, 9090) }],
    }),
    policy(props, 'webhooks', {
      podSelector: { matchLabels: DELIVERS_WEBHOOKS },
      egress: [
        {
          to: [
            { ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE_RANGES } },
            { ipBlock: { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] } },
          ],
          ports: tcp(443),
        },
      ],
    }),
    policy(props, 'state', {
      ...instances,
      ingress: [
        { from: [api, instances], ports: tcp(5432) },
        { from: [instances], ports: tcp(8000) },
        { from: [inNamespace('cnpg-system')], ports: tcp(5432, 8000, 9187) },
        { from: [monitoring], ports: tcp(9187) },
      ],
      egress: [DNS, apiServer, { to: [instances], ports: tcp(5432, 8000) }],
    }),
  ];
}

function policy({ namespace }: NetworkProps, name: string, spec: Omit<NonNullable<NetworkPolicy['spec']>, 'policyTypes'>): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: { [LABELS.managedBy]: 'postgres-paas' } },
    spec: { ...spec, policyTypes: ['Ingress', 'Egress'] },
  };
}
