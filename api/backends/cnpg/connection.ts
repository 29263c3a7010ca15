import { Agent, type RequestOptions } from 'node:https';
import type { KubeConfig } from './kube-config.ts';

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

/** Where the library turns when it finds nothing: nobody's API server, and perhaps ourselves. */
const GUESSED = { name: 'cluster', server: 'http://localhost:8080' };

function findDefault(config: KubeConfig): void {
  config.loadFromDefault();
  const cluster = config.getCurrentCluster();
  if (cluster?.server !== GUESSED.server || cluster.name !== GUESSED.name) return;
  throw new Error('There is no kubeconfig (PAAS_KUBECONFIG, KUBECONFIG, ~/.kube/config), and this is no pod with a service account.');
}

function loadFile(config: KubeConfig, file: string): void {
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw new Error(`PAAS_KUBECONFIG: ${file} cannot be used: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** @throws Error, a sentence, when the file, the context or the service account is not there */
export async function kubernetesConnection({ kubeconfig, context }: KubernetesAccess): Promise<Connection> {
  // 90 MB and most of a second: only Kubernetes mode pays for it
  const { KubeConfig } = await import('./kube-config.ts');
  const config = new KubeConfig();
  if (kubeconfig === undefined) findDefault(config);
  else loadFile(config, kubeconfig);
  if (context) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    const known = config.getContexts().map(({ name }) => name);
    const file = kubeconfig ?? 'the default kubeconfig';
    throw new Error(`There is no cluster for the context "${config.getCurrentContext()}" in ${file}, which has: ${known.join(', ')}.`);
  }
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
