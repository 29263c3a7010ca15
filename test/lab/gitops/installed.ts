/** The platform that `platform.test.ts` has brought up, as the tests after it find it. */
import type { KubernetesObject } from '../../../constructs/manifests/objects.ts';
import { type ApiClient, apiClient } from '../../support/api-client.ts';
import { forward } from '../cluster/forward.ts';
import type { Lab } from '../cluster/lab.ts';
import { NAMESPACE } from './platform-tree.ts';

export interface Installed {
  /** By the Service, past the ingress controller. */
  readonly api: ApiClient;
  readonly adminPassword: string;
  /** kubectl in the platform's namespace. */
  kubectl(...args: readonly string[]): Promise<string>;
  /** A loopback port that leads to `HOST:PORT` of the node. */
  way(target: string): Promise<number>;
  close(): void;
}

export async function openPlatform(lab: Lab): Promise<Installed> {
  const ways: { close(): void }[] = [];
  const way = async (target: string) => {
    const opened = await forward(lab.relaySocket, () => target);
    ways.push(opened);
    return opened.port;
  };
  const adminPassword = await secretValue(lab, 'control-plane', 'admin-password');
  const port = await way(`api.${NAMESPACE}.svc.cluster.local:80`);
  return {
    api: await apiClient(`http://127.0.0.1:${port}`).login('admin', adminPassword),
    adminPassword,
    kubectl: (...args) => lab.kubectl('-n', NAMESPACE, ...args),
    way,
    close() {
      for (const one of ways) one.close();
    },
  };
}

export async function secretValue({ client }: Lab, name: string, key: string, namespace = NAMESPACE): Promise<string> {
  const { data } = await client.request<{ data: Record<string, string> }>({
    method: 'GET',
    path: `/api/v1/namespaces/${namespace}/secrets/${name}`,
  });
  return Buffer.from(data[key] ?? '', 'base64').toString();
}

/** @param path of an object, for example `/apis/apps/v1/namespaces/default/deployments/x` */
export const read = <Kind = KubernetesObject>({ client }: Lab, path: string): Promise<Kind> =>
  client.request<Kind>({ method: 'GET', path });
