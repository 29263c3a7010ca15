import type { RequestOptions } from 'node:https';

export interface KubernetesAccess {
  /** undefined for the service account inside a pod, else `KUBECONFIG` or `~/.kube/config`. */
  readonly kubeconfig: string | undefined;
  /** undefined for the file's current context. */
  readonly context: string | undefined;
}

/** How to reach the API server and who we are. */
export interface Connection {
  /** For example `https://10.96.0.1:443`. */
  readonly server: URL;
  /** Certificates and a fresh token. Each request opens a connection of its own: one that was kept may be dead without a word. */
  options(): Promise<RequestOptions>;
}

/** @throws Error, a sentence, when the file, the context or the service account is not there */
export async function kubernetesConnection({ kubeconfig, context }: KubernetesAccess): Promise<Connection> {
  // 90 MB and most of a second: only Kubernetes mode pays for it
  const { KubeConfig } = await import('./kube-config.ts');
  const config = new KubeConfig();
  if (kubeconfig) config.loadFromFile(kubeconfig);
  else config.loadFromDefault();
  if (context) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new Error(`There is no cluster for the context "${config.getCurrentContext()}" in ${kubeconfig ?? 'the default kubeconfig'}.`);
  return {
    server: new URL(cluster.server),
    async options() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      return options;
    },
  };
}
