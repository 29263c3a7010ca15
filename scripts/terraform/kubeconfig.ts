import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const Kubeconfig = z.object({
  'current-context': z.string().default(''),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })).default([]),
  clusters: z.array(z.object({ name: z.string(), cluster: z.looseObject({ server: z.string() }) })).default([]),
});

/** The cluster that a kubeconfig leads to. */
export interface Destination {
  readonly context: string;
  /** URL of its API server. */
  readonly server: string;
}

/**
 * Where a kubeconfig leads, before anything is sent there.
 *
 * @param context empty for the current one
 * @throws Error when the file is missing or no kubeconfig, or has no such context
 */
export function destinationOf(file: string, context: string): Destination {
  if (!existsSync(file))
    throw new Error(`There is no kubeconfig ${file}. "npm run bootstrap" writes one for machines of ours; KUBECONFIG names another.`);
  const read = Kubeconfig.safeParse(parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file} is no kubeconfig.`);
  const { contexts, clusters } = read.data;
  const name = context || read.data['current-context'];
  const cluster = contexts.find((one) => one.name === name)?.context.cluster;
  const server = clusters.find((one) => one.name === cluster)?.cluster.server;
  if (server === undefined)
    throw new Error(
      `${file} has no context "${name}" with a cluster. It has: ${contexts.map((one) => one.name).join(', ') || 'none'}. KUBE_CONTEXT chooses one.`,
    );
  return { context: name, server };
}

/**
 * Refuses a kubeconfig that leads to a cluster other than the one made of these machines.
 *
 * @param addresses of the machines, floating and private
 * @throws Error naming both
 */
export function refuseForeignCluster({ server, context }: Destination, file: string, addresses: readonly string[]): void {
  const host = URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : server;
  if (addresses.includes(host)) return;
  throw new Error(
    `${file} (context "${context}") leads to ${server}, which is none of the machines of this platform (${addresses.join(', ')}). ` +
      'Nothing was planned. "npm run bootstrap" writes their kubeconfig to .data/kubeconfig; for a cluster that is not made of them use PLATFORM=kubernetes.',
  );
}
