import { z } from 'zod';
import type { OpenstackApi } from './openstack-api.ts';

const Servers = z.object({ servers: z.array(z.looseObject({ id: z.string() })) });
const Server = z.object({ server: z.looseObject({ name: z.string(), fault: z.object({ message: z.string() }).optional() }) });
const Groups = z.object({ security_groups: z.array(z.object({ id: z.string(), name: z.string() })) });
const Rule = z.object({
  id: z.string(),
  direction: z.string(),
  ethertype: z.string(),
  protocol: z.string().nullable(),
  port_range_min: z.number().nullable(),
  port_range_max: z.number().nullable(),
  remote_ip_prefix: z.string().nullable(),
  remote_group_id: z.string().nullable(),
});
const Rules = z.object({ security_group_rules: z.array(Rule) });

/**
 * Why servers failed, a sentence each. Nova knows ("No valid host was found"); the Terraform provider says only that the
 * state was ERROR.
 */
export async function serverFaults(api: OpenstackApi, prefix: string): Promise<string[]> {
  const name = encodeURIComponent(`^${prefix}`);
  const { servers } = Servers.parse(await api.get('compute', `/servers?status=ERROR&name=${name}`));
  // One by one: a list does not show the fault of a server that never got a host, because it is kept in another cell.
  const answers = await Promise.all(servers.map(({ id }) => api.get('compute', `/servers/${id}`)));
  return answers.map((answer) => {
    const { server } = Server.parse(answer);
    return `${server.name} is in ERROR: ${server.fault?.message ?? 'nova gives no reason'}`;
  });
}

/**
 * Rules in our security groups that are not ours, a sentence each. Terraform never sees them: a rule is a resource of its
 * own, and nobody told it of these.
 *
 * @param known ids of the rules in the state
 */
export async function foreignRules(api: OpenstackApi, prefix: string, known: ReadonlySet<string>): Promise<string[]> {
  const { security_groups } = Groups.parse(await api.get('network', '/security-groups?fields=id&fields=name'));
  const ours = security_groups.filter(({ name }) => name.startsWith(prefix));
  const lists = await Promise.all(
    ours.map(async ({ id, name }) => {
      const { security_group_rules } = Rules.parse(await api.get('network', `/security-group-rules?security_group_id=${id}`));
      return security_group_rules.filter((rule) => !known.has(rule.id)).map((rule) => `${name}: ${tell(rule)} (rule ${rule.id})`);
    }),
  );
  return lists.flat();
}

function tell(rule: z.output<typeof Rule>): string {
  const ports = rule.port_range_min === null ? 'all ports' : `ports ${rule.port_range_min}-${rule.port_range_max}`;
  const remote = rule.remote_ip_prefix ?? rule.remote_group_id ?? (rule.ethertype === 'IPv6' ? '::/0' : '0.0.0.0/0');
  return `${rule.direction} ${rule.protocol ?? 'any protocol'}, ${ports}, ${rule.direction === 'ingress' ? 'from' : 'to'} ${remote}`;
}
