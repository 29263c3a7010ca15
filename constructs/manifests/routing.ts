import { API } from './api-deployment.ts';
import type { IssuerName } from './certificates.ts';
import { LABELS } from './labels.ts';
import type { HTTPRoute, Ingress } from './objects.ts';
import { WEB_CONSOLE } from './web-console.ts';

export interface RoutingProps {
  readonly namespace: string;
  /** The platform's address, such as `paas.example.org`. */
  readonly host: string;
  readonly issuer: IssuerName;
}

/** What the API answers itself; everything else is the console's. */
const API_PATHS = ['/api', '/openapi.json', '/docs'] as const;

/** An event stream is silent for 15 s at most (a comment keeps it open); a client that reads slowly may take longer. */
const READ_TIMEOUT = '3600s';

const labels = { [LABELS.managedBy]: 'gitops' };

/** The Secret that cert-manager keeps the certificate of the address in. */
const TLS_SECRET = 'postgres-paas-tls';

/**
 * The one address of the platform for clusters with an ingress controller. The annotations are those of the F5 NGINX
 * Ingress Controller: event streams pass unbuffered and may last.
 */
export const ingress = ({ namespace, host, issuer }: RoutingProps): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: 'postgres-paas',
    namespace,
    labels,
    annotations: {
      'cert-manager.io/cluster-issuer': issuer,
      // the solver of ACME answers on the same host: this controller takes a second Ingress of a host only as its minion
      'acme.cert-manager.io/http01-edit-in-place': 'true',
      // until the first certificate is there the controller refuses handshakes, also those of ACME after the redirect
      'cert-manager.io/issue-temporary-certificate': 'true',
      'nginx.org/redirect-to-https': 'true',
      'nginx.org/hsts': 'true',
      'nginx.org/hsts-max-age': '31536000',
      'nginx.org/proxy-buffering': 'false',
      'nginx.org/proxy-read-timeout': READ_TIMEOUT,
      'nginx.org/proxy-send-timeout': READ_TIMEOUT,
      'nginx.org/client-max-body-size': '64k',
    },
  },
  spec: {
    ingressClassName: 'nginx',
    tls: [{ hosts: [host], secretName: TLS_SECRET }],
    rules: [
      {
        host,
        http: {
          paths: [...API_PATHS.map((path) => ingressPath(path, API)), ingressPath('/', WEB_CONSOLE)],
        },
      },
    ],
  },
});

const ingressPath = (path: string, service: string) => ({
  path,
  pathType: 'Prefix',
  backend: { service: { name: service, port: { name: 'http' } } },
});

/**
 * The same for clusters with a Gateway of the Gateway API, which terminates TLS.
 * @param gateway its name and namespace; its listener must admit routes of the platform's namespace
 */
export const httpRoute = (
  { namespace, host }: Omit<RoutingProps, 'issuer'>,
  gateway: { readonly name: string; readonly namespace: string },
): HTTPRoute => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'postgres-paas', namespace, labels },
  spec: {
    parentRefs: [gateway],
    hostnames: [host],
    rules: [
      { matches: API_PATHS.map((value) => prefix(value)), backendRefs: [{ name: API, port: 80 }], timeouts: { request: '0s' } },
      { matches: [prefix('/')], backendRefs: [{ name: WEB_CONSOLE, port: 80 }] },
    ],
  },
});

const prefix = (value: string) => ({ path: { type: 'PathPrefix' as const, value } });
