import { stringify } from 'yaml';
import { z } from 'zod';

/** The output `nodes` of the stacks openstack-lab and kubernetes-foundation. */
export const Nodes = z
  .array(z.object({ name: z.string(), role: z.string(), address: z.ipv4(), private_address: z.ipv4(), data_volume: z.string().min(1) }))
  .min(1);
export type Nodes = z.output<typeof Nodes>;

/**
 * An Ansible inventory of the machines: one group a role, `ansible_host` the floating IP. Pure: the same machines give the
 * same text.
 */
export function inventory(nodes: Nodes, user = 'debian'): string {
  const roles = [...new Set(nodes.map(({ role }) => role))];
  const hosts = (role: string) =>
    Object.fromEntries(
      nodes
        .filter((node) => node.role === role)
        .map((node) => [node.name, { ansible_host: node.address, private_address: node.private_address, data_volume: node.data_volume }]),
    );
  const children = Object.fromEntries(roles.map((role) => [role.replaceAll('-', '_'), { hosts: hosts(role) }]));
  return stringify({ all: { vars: { ansible_user: user, ansible_python_interpreter: '/usr/bin/python3' }, children } });
}
