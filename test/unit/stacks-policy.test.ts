import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allStacks } from '../support/platforms.ts';
import type { Attributes, TerraformJson } from '../support/synth.ts';

/** A rule that everything we describe must keep; gives the faults. */
type Policy = (json: TerraformJson) => string[];

const each = ({ resource }: TerraformJson) =>
  Object.entries(resource).flatMap(([type, named]) => Object.entries(named).map(([name, attributes]) => [type, name, attributes] as const));

const guarded = [22, 6443];
const isOpen = ({ direction, remote_ip_prefix, port_range_min, port_range_max }: Attributes) =>
  direction === 'ingress' &&
  ['0.0.0.0/0', '::/0'].includes(String(remote_ip_prefix)) &&
  guarded.some((port) => port_range_min === undefined || (Number(port_range_min) <= port && port <= Number(port_range_max)));

const noOpenAdministration: Policy = (json) =>
  each(json).flatMap(([type, name, rule]) =>
    type === 'openstack_networking_secgroup_rule_v2' && isOpen(rule) ? [`${name} opens SSH or the Kubernetes API to everyone`] : [],
  );

const noSecretInOutputs: Policy = ({ output }) =>
  Object.entries(output).flatMap(([name, { value }]) =>
    /password|secret|kube_config|private_key|token\b/i.test(JSON.stringify(value)) ? [`output ${name} shows ${JSON.stringify(value)}`] : [],
  );

/** Names that the provider, not a person, gives meaning to. */
const unnamed = /^(terraform_data|helm_release|kubernetes_|stackit_ske_cluster|stackit_dns_)/;
const prefixedNames: Policy = (json) =>
  each(json).flatMap(([type, name, attributes]) => {
    const given = attributes.name;
    return unnamed.test(type) || given === undefined || String(given).startsWith('postgres-paas-lab-')
      ? []
      : [`${type}.${name} is called ${String(given)}`];
  });

const taggable = ['network_v2', 'subnet_v2', 'router_v2', 'port_v2', 'secgroup_v2', 'floatingip_v2', 'instance_v2'];
const tagged: Policy = (json) =>
  each(json).flatMap(([type, name, { tags }]) =>
    taggable.some((kind) => type.endsWith(kind)) && !String(tags).includes('environment=lab') ? [`${type}.${name} has no tags`] : [],
  );

const policies: Record<string, Policy> = {
  'SSH and the Kubernetes API are never open to everyone': noOpenAdministration,
  'no output shows a secret': noSecretInOutputs,
  'every name says whose it is': prefixedNames,
  'everything that can be tagged is': tagged,
};

for (const [rule, policy] of Object.entries(policies))
  test(rule, () => {
    for (const [stack, json] of allStacks()) assert.deepEqual(policy(json), [], stack);
  });

const rule = { direction: 'ingress', remote_ip_prefix: '0.0.0.0/0' };
const violations: [because: string, policy: Policy, json: Partial<TerraformJson>][] = [
  [
    'a public SSH rule',
    noOpenAdministration,
    { resource: { openstack_networking_secgroup_rule_v2: { ssh: { ...rule, port_range_min: 22, port_range_max: 22 } } } },
  ],
  [
    'a public range over 6443',
    noOpenAdministration,
    { resource: { openstack_networking_secgroup_rule_v2: { wide: { ...rule, port_range_min: 1, port_range_max: 9999 } } } },
  ],
  ['a public rule without ports', noOpenAdministration, { resource: { openstack_networking_secgroup_rule_v2: { all: rule } } }],
  ['a kubeconfig in an output', noSecretInOutputs, { output: { kube: { value: 'stackit_ske_kubeconfig.k.kube_config' } } }],
  ['a name without prefix', prefixedNames, { resource: { openstack_networking_network_v2: { net: { name: 'net' } } } }],
  ['a port without tags', tagged, { resource: { openstack_networking_port_v2: { port: { name: 'x' } } } }],
];
for (const [because, policy, json] of violations)
  test(`the policy notices ${because}`, () => {
    assert.equal(policy({ resource: {}, data: {}, output: {}, provider: {}, ...json }).length, 1);
  });
