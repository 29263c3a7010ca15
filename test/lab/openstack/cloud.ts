import { z } from 'zod';
import type { OpenstackApi } from '../../../scripts/terraform/openstack-api.ts';

/** What the APIs say is there: asked of OpenStack, never of a state. */
const named = z.looseObject({ id: z.string(), name: z.string() });
const Server = named.extend({
  status: z.string(),
  key_name: z.string().nullable(),
  config_drive: z.string(),
  tags: z.array(z.string()),
  addresses: z.record(z.string(), z.array(z.looseObject({ addr: z.string(), 'OS-EXT-IPS:type': z.string() }))),
  'os-extended-volumes:volumes_attached': z.array(z.object({ id: z.string() })),
});
const Port = named.extend({
  status: z.string(),
  device_owner: z.string(),
  security_groups: z.array(z.string()),
  tags: z.array(z.string()),
});
const FloatingIp = z.looseObject({ id: z.string(), status: z.string(), port_id: z.string().nullable(), floating_ip_address: z.string() });
const Rule = z.looseObject({
  id: z.string(),
  direction: z.string(),
  protocol: z.string().nullable(),
  port_range_min: z.number().nullable(),
  remote_ip_prefix: z.string().nullable(),
  remote_group_id: z.string().nullable(),
  description: z.string(),
});

export type Cloud = ReturnType<typeof cloud>;

export function cloud(api: OpenstackApi) {
  const list = async <T>(service: 'compute' | 'network' | 'volumev3', path: string, key: string, item: z.ZodType<T>) =>
    z
      .record(z.string(), z.unknown())
      .transform((answer) => z.array(item).parse(answer[key]))
      .parse(await api.get(service, path));
  return {
    servers: () => list('compute', '/servers/detail?sort_key=display_name&sort_dir=asc', 'servers', Server),
    serverGroups: () => list('compute', '/os-server-groups', 'server_groups', named.extend({ members: z.array(z.string()) })),
    keyPairs: () => list('compute', '/os-keypairs', 'keypairs', z.looseObject({})),
    volumes: () => list('volumev3', '/volumes/detail', 'volumes', named.extend({ status: z.string(), size: z.number() })),
    ports: () => list('network', '/ports', 'ports', Port),
    routers: () => list('network', '/routers', 'routers', named),
    networks: () => list('network', '/networks?router:external=false', 'networks', named),
    floatingIps: () => list('network', '/floatingips', 'floatingips', FloatingIp),
    securityGroups: async () =>
      (await list('network', '/security-groups', 'security_groups', named)).filter(({ name }) => name !== 'default'),
    rules: (group: string) => list('network', `/security-group-rules?security_group_id=${group}`, 'security_group_rules', Rule),
  };
}

/** Everything that a project can be charged for, by kind; empty kinds are left out. */
export async function leftovers(there: Cloud): Promise<Record<string, number>> {
  const { rules: _, ...kinds } = there;
  const counts = await Promise.all(Object.entries(kinds).map(async ([kind, count]) => [kind, (await count()).length] as const));
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
