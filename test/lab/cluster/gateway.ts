/**
 * Makes every database of the lab reachable from the machine, as a load balancer would: two loopback ports a database,
 * told to the platform by the annotations it reads. Runs until its signal ends it.
 */
import type { KubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { newWatchHealth, watchObjects } from '../../../api/backends/cnpg/watch.ts';
import { ANNOTATIONS, LABELS } from '../../../constructs/manifests/labels.ts';
import type { Cluster } from '../../../constructs/manifests/objects.ts';
import { type Forward, forward } from './forward.ts';

interface GatewayParts {
  readonly client: KubernetesClient;
  readonly relaySocket: string;
  readonly signal: AbortSignal;
}

export async function runGateway({ client, relaySocket, signal }: GatewayParts): Promise<void> {
  const open = new Map<string, Forward[]>();
  const instances = new Map<string, number>();
  const options = { client, path: '/apis/postgresql.cnpg.io/v1/clusters', labelSelector: LABELS.project, signal, health: newWatchHealth() };
  for await (const change of watchObjects<Cluster>(options)) {
    if (change.kind === 'put') instances.set(change.item.metadata.uid ?? '', change.item.spec.instances);
    if (change.kind === 'put' && !open.has(change.item.metadata.uid ?? '')) await expose(change.item);
    if (change.kind === 'gone') close(change.uid);
  }
  for (const uid of open.keys()) close(uid);

  async function expose({ metadata }: Cluster): Promise<void> {
    const uid = metadata.uid ?? '';
    const service = (suffix: string) => `${metadata.name}-${suffix}.${metadata.namespace}.svc.cluster.local:5432`;
    const reading = () => service((instances.get(uid) ?? 1) > 1 ? 'ro' : 'r');
    const [primary, any] = await Promise.all([forward(relaySocket, () => service('rw')), forward(relaySocket, reading)]);
    open.set(uid, [primary, any]);
    const annotations = { [ANNOTATIONS.endpoint]: `localhost:${primary.port}`, [ANNOTATIONS.readOnlyEndpoint]: `localhost:${any.port}` };
    const path = `/apis/postgresql.cnpg.io/v1/namespaces/${metadata.namespace}/clusters/${metadata.name}`;
    await client
      .request({ method: 'PATCH', path, body: { metadata: { annotations } } })
      .catch((error: Error) => console.error(`gateway: ${error.message}`));
  }

  function close(uid: string): void {
    for (const one of open.get(uid) ?? []) one.close();
    open.delete(uid);
  }
}
