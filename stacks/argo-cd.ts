import { HelmProvider } from '@cdktf/provider-helm/lib/provider/index.js';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { SecretV1 } from '@cdktf/provider-kubernetes/lib/secret-v1/index.js';
import { Fn, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ArgoCd } from '../constructs/argo-cd/argo-cd.ts';
import { RootApplication } from '../constructs/argo-cd/root-application.ts';
import { StackitProvider } from '../constructs/bindings/stackit/provider.js';
import { CONTROL_PLANE_NAMESPACE } from '../constructs/manifests/labels.ts';
import { type Ownership, ownership } from '../constructs/ownership.ts';
import { BackupStore } from '../constructs/ske/backup-store.ts';
import { SkeCluster } from '../constructs/ske/ske-cluster.ts';
import type { StackitConfig, StacksConfig } from './config.ts';
import { Ske } from './ske.ts';
import { keepState, readState } from './state.ts';

/** Argo CD on whatever cluster there is, and the application from which Git takes over. */
export class ArgoCdBootstrap extends TerraformStack {
  static readonly id = 'argo-cd';

  constructor(scope: Construct, config: StacksConfig) {
    super(scope, ArgoCdBootstrap.id);
    keepState(this, ArgoCdBootstrap.id, config);
    const owner = ownership({ prefix: config.NAME_PREFIX, environment: config.ENVIRONMENT });
    if (config.PLATFORM === 'stackit') this.#connectToSke(config, owner);
    else new HelmProvider(this, 'helm', { kubernetes: kubeconfigOf(config) });
    const argoCd = new ArgoCd(this, 'argo-cd', {});
    new RootApplication(this, 'root', {
      argoCd,
      repository: config.GIT_REPOSITORY,
      revision: config.GIT_REVISION,
      path: config.GIT_PATH,
    });
  }

  /** A kubeconfig for an hour, and a key for the backup bucket that goes straight into a Secret. */
  #connectToSke(config: StackitConfig, owner: Ownership) {
    const projectId = config.STACKIT_PROJECT_ID;
    new StackitProvider(this, 'stackit', { defaultRegion: config.STACKIT_REGION });
    const kubeconfig = Fn.yamldecode(SkeCluster.kubeconfig(this, 'kubeconfig', { projectId, name: config.SKE_CLUSTER_NAME }).kubeConfig);
    const part = (...path: (string | number)[]) => Fn.lookupNested(kubeconfig, path);
    const cluster = {
      host: part('clusters', 0, 'cluster', 'server'),
      clusterCaCertificate: Fn.base64decode(part('clusters', 0, 'cluster', 'certificate-authority-data')),
      clientCertificate: Fn.base64decode(part('users', 0, 'user', 'client-certificate-data')),
      clientKey: Fn.base64decode(part('users', 0, 'user', 'client-key-data')),
    };
    new HelmProvider(this, 'helm', { kubernetes: cluster });
    new KubernetesProvider(this, 'kubernetes', cluster);
    const ske = readState(this, Ske.id, config);
    const key = BackupStore.key(this, 'backup-key', { projectId, credentialsGroupId: ske.getString('backup_group') });
    // where the control plane and its state run, whatever the names of what is outside the cluster begin with
    const namespace = new NamespaceV1(this, 'namespace', { metadata: { name: CONTROL_PLANE_NAMESPACE, labels: owner.labels } });
    new SecretV1(this, 'backup-credentials', {
      metadata: { name: 'backup-store', namespace: namespace.metadata.name, labels: owner.labels },
      data: { ACCESS_KEY_ID: key.accessKey, ACCESS_SECRET_KEY: key.secretAccessKey, BUCKET: ske.getString('backup_bucket') },
    });
  }
}

const kubeconfigOf = ({ KUBECONFIG, KUBE_CONTEXT }: Exclude<StacksConfig, StackitConfig>) => ({
  configPath: KUBECONFIG,
  ...(KUBE_CONTEXT && { configContext: KUBE_CONTEXT }),
});
