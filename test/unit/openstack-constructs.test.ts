import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenstackNetwork, type OpenstackNetworkProps } from '../../constructs/openstack/network.ts';
import { SecurityPerimeter, type SecurityPerimeterProps } from '../../constructs/openstack/security-perimeter.ts';
import { ownership } from '../../constructs/ownership.ts';
import { OpenstackLab } from '../../stacks/openstack-lab.ts';
import { type Attributes, openstackConfig, resources, synthesise, synthesiseParts, testingApp, theOnly } from '../support/synth.ts';

const owner = ownership({ prefix: 'pg', environment: 'test' });
const network = (props: Partial<OpenstackNetworkProps> = {}) => ({
  ownership: owner,
  cidr: '10.20.0.0/24',
  externalNetwork: 'public',
  dnsServers: ['9.9.9.9'],
  ...props,
});
const perimeter = (props: Partial<SecurityPerimeterProps> = {}) =>
  synthesiseParts((stack) => new SecurityPerimeter(stack, 'p', { ownership: owner, adminCidrs: ['198.51.100.0/24'], ...props }));
const machines = (changes = {}) => synthesise(new OpenstackLab(testingApp(), openstackConfig(changes)));
const ruleFor = (port: number, rules: readonly Attributes[]) => rules.filter((rule) => rule.port_range_min === port);

test('SSH and the Kubernetes API are open to administrators only', () => {
  const rules = resources(perimeter(), 'openstack_networking_secgroup_rule_v2');
  for (const port of [22, 6443])
    assert.deepEqual(
      ruleFor(port, rules).map((rule) => rule.remote_ip_prefix),
      ['198.51.100.0/24'],
    );
});

test('each range of administrators gets its own rules', () => {
  const rules = resources(perimeter({ adminCidrs: ['198.51.100.0/24', '203.0.113.7/32'] }), 'openstack_networking_secgroup_rule_v2');
  assert.deepEqual(
    ruleFor(22, rules)
      .map((rule) => rule.remote_ip_prefix)
      .toSorted(),
    ['198.51.100.0/24', '203.0.113.7/32'],
  );
});

test('80 and 443 are open to everyone unless told otherwise', () => {
  const openTo = (json = perimeter()) =>
    resources(json, 'openstack_networking_secgroup_rule_v2')
      .filter((rule) => rule.remote_ip_prefix === '0.0.0.0/0')
      .map((rule) => rule.port_range_min);
  assert.deepEqual(openTo().toSorted(), [443, 80]);
  assert.deepEqual(openTo(perimeter({ publicPorts: [] })), []);
});

test('the rules that Neutron adds by itself are deleted, so that the rules are the ones listed', () => {
  assert.equal(theOnly(perimeter(), 'openstack_networking_secgroup_v2').delete_default_rules, true);
});

test('every rule tells its reason', () => {
  for (const rule of resources(perimeter(), 'openstack_networking_secgroup_rule_v2')) assert.match(String(rule.description), /\w+/);
});

const refusedPerimeters: [because: string, props: Partial<SecurityPerimeterProps>, told: RegExp][] = [
  ['the whole internet is no administrator', { adminCidrs: ['0.0.0.0/0'] }, /adminCidrs is "0\.0\.0\.0\/0"/],
  ['nor is half of it', { adminCidrs: ['128.0.0.0/1'] }, /adminCidrs/],
  ['somebody must be able to get in', { adminCidrs: [] }, /at least one/],
  ['SSH is never public', { publicPorts: [80, 22] }, /publicPorts is 22/],
  ['the Kubernetes API is never public', { publicPorts: [6443] }, /publicPorts is 6443/],
];
for (const [because, props, told] of refusedPerimeters) test(`perimeter: ${because}`, () => assert.throws(() => perimeter(props), told));

test('the escape hatch does not open SSH to everyone either', () => {
  synthesiseParts((stack) => {
    const group = new SecurityPerimeter(stack, 'p', { ownership: owner, adminCidrs: ['198.51.100.0/24'] });
    assert.throws(() => group.allowTcp('all', 22, '0.0.0.0/0', 'no'), /narrower for port 22/);
    group.allowTcp('metrics', 9100, '198.51.100.9/32', 'metrics');
  });
});

const refusedNetworks: [because: string, props: Partial<OpenstackNetworkProps>, told: RegExp][] = [
  ['a range too small for nodes and DHCP', { cidr: '10.20.0.0/29' }, /cidr is "10\.20\.0\.0\/29"/],
  ['no resolver', { dnsServers: [] }, /dnsServers/],
  ['a resolver by name', { dnsServers: ['dns.example'] }, /dnsServers/],
  ['no network for floating IPs', { externalNetwork: '' }, /externalNetwork/],
];
for (const [because, props, told] of refusedNetworks)
  test(`network refuses ${because}`, () => {
    assert.throws(() => synthesiseParts((stack) => new OpenstackNetwork(stack, 'n', network(props))), told);
  });

test('fixed addresses stay out of the pool that DHCP gives away', () => {
  const json = synthesiseParts((stack) => {
    const made = new OpenstackNetwork(stack, 'n', network({ cidr: '10.20.0.0/28' }));
    assert.deepEqual(
      [1, 2, 3].map((index) => made.fixedAddress(index)),
      ['10.20.0.5', '10.20.0.6', '10.20.0.7'],
    );
    assert.throws(() => made.fixedAddress(4), /room for 4 fixed addresses/);
  });
  assert.deepEqual(theOnly(json, 'openstack_networking_subnet_v2').allocation_pool, [{ start: '10.20.0.8', end: '10.20.0.14' }]);
});

test('a floating IP waits for the leg of the router, which no reference tells Terraform', () => {
  for (const association of resources(machines(), 'openstack_networking_floatingip_associate_v2')) {
    assert.match(String(association.depends_on), /openstack_networking_router_interface_v2\./);
  }
});

test('every machine is in the server group that spreads them', () => {
  const json = machines({ NODE_COUNT: '4' });
  assert.deepEqual(theOnly(json, 'openstack_compute_servergroup_v2').policies, ['soft-anti-affinity']);
  const servers = resources(json, 'openstack_compute_instance_v2');
  assert.equal(servers.length, 4);
  for (const server of servers) assert.match(JSON.stringify(server.scheduler_hints), /openstack_compute_servergroup_v2\.spread\.id/);
});

test('the security group sits on the port, not on the server', () => {
  const json = machines();
  for (const port of resources(json, 'openstack_networking_port_v2')) assert.match(String(port.security_group_ids), /secgroup_v2\./);
  for (const server of resources(json, 'openstack_compute_instance_v2')) assert.equal(server.security_groups, undefined);
});

test('a newer image or other cloud-init does not replace machines with databases on them', () => {
  for (const server of resources(machines(), 'openstack_compute_instance_v2')) {
    assert.deepEqual(server.lifecycle, { ignore_changes: ['image_id', 'block_device', 'user_data'] });
  }
});

test('a machine boots from a volume, or from its flavor when the volume has no size', () => {
  const [fromVolume] = resources(machines({ ROOT_VOLUME_GIB: '30' }), 'openstack_compute_instance_v2');
  assert.match(JSON.stringify(fromVolume?.block_device), /"volume_size":30/);
  const [fromFlavor] = resources(machines({ ROOT_VOLUME_GIB: '0' }), 'openstack_compute_instance_v2');
  assert.equal(fromFlavor?.block_device, undefined);
  assert.match(String(fromFlavor?.image_id), /openstack_images_image_v2/);
});

test('adding a machine leaves the description of the others as it is', () => {
  const [three, four] = [machines({ NODE_COUNT: '3' }).resource, machines({ NODE_COUNT: '4' }).resource];
  for (const [type, named] of Object.entries(three)) {
    for (const [name, attributes] of Object.entries(named)) assert.deepEqual(four[type]?.[name], attributes, `${type}.${name}`);
  }
});

test('only the public key of the machines is in the stack', () => {
  const key = theOnly(machines(), 'openstack_compute_keypair_v2');
  assert.match(String(key.public_key), /^ssh-ed25519 /);
});

test('the first machine is the control plane, the others are workers', () => {
  assert.deepEqual(
    resources(machines(), 'openstack_compute_instance_v2').map((server) => server.metadata),
    ['control-plane', 'worker', 'worker'].map((role) => ({ role, environment: 'lab' })),
  );
});
