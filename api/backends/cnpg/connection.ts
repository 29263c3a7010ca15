import { Agent, type RequestOptions } from 'node:https';

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
  /** Certificates, a fresh token, and an agent that keeps connections for a moment. */
  options(): Promise<RequestOptions>;
}

/** Long enough for requests that follow each other; one that was kept for longer may be dead without a word. */
const KEPT_MS = 4_000;

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
  const server = new URL(cluster.server);
  const kept =
    cluster.proxyUrl === undefined && server.protocol === 'https:' ? new Agent({ keepAlive: true, timeout: KEPT_MS }) : undefined;
  return {
    server,
    async options() {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      // the library's own agent makes a new connection for each request; ours keeps them, apart for each certificate
      return kept ? { ...options, agent: kept } : options;
    },
  };
}
