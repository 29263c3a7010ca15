import { LABELS } from './labels.ts';
import type { Certificate, ClusterIssuer } from './objects.ts';

/**
 * Who signs the certificate of the platform's address: Let's Encrypt (`staging` for trying out, since `production` counts
 * attempts), or an authority of the cluster's own, which browsers must be told about.
 */
export type IssuerName = 'letsencrypt-staging' | 'letsencrypt-production' | 'local-authority';

const labels = { [LABELS.managedBy]: 'gitops' };

/** Where cert-manager looks for the Secrets of ClusterIssuers. */
const CERT_MANAGER = 'cert-manager';
const AUTHORITY = 'local-authority';

/** As Let's Encrypt documents them. */
const ACME_DIRECTORIES = {
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
  'letsencrypt-production': 'https://acme-v02.api.letsencrypt.org/directory',
} as const;

export interface IssuersProps {
  /** Who signs the certificate of the platform's address. */
  readonly issuer: IssuerName;
  /** Who is told by Let's Encrypt that a certificate ends; undefined for nobody. */
  readonly email?: string | undefined;
}

/**
 * The issuers of the cluster; an Ingress names the one it takes. Those of Let's Encrypt only where one of them is wanted: an
 * issuer without a way to the internet never becomes ready, and what waits for it would wait for ever.
 */
export const issuers = ({ issuer, email }: IssuersProps): (ClusterIssuer | Certificate)[] => [
  ...(issuer === AUTHORITY ? [] : [acmeIssuer('letsencrypt-staging', email), acmeIssuer('letsencrypt-production', email)]),
  clusterIssuer('self-signed', { selfSigned: {} }),
  authority(),
  clusterIssuer(AUTHORITY, { ca: { secretName: AUTHORITY } }),
];

const acmeIssuer = (name: keyof typeof ACME_DIRECTORIES, email: string | undefined) =>
  clusterIssuer(name, {
    acme: {
      server: ACME_DIRECTORIES[name],
      ...(email && { email }),
      privateKeySecretRef: { name: `${name}-account` },
      solvers: [{ http01: { ingress: { ingressClassName: 'nginx' } } }],
    },
  });

const clusterIssuer = (name: string, spec: ClusterIssuer['spec']): ClusterIssuer => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'ClusterIssuer',
  metadata: { name, labels },
  spec,
});

/** Signs for ten years; cert-manager renews it after two thirds, long before anything it signed ends. */
const authority = (): Certificate => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: AUTHORITY, namespace: CERT_MANAGER, labels },
  spec: {
    isCA: true,
    commonName: 'postgres-paas local authority',
    secretName: AUTHORITY,
    duration: '87600h',
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    issuerRef: { name: 'self-signed', kind: 'ClusterIssuer', group: 'cert-manager.io' },
  },
});
