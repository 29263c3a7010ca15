/**
 * The OpenStack stacks, applied for real: by the product's own scripts, with OpenTofu and the real provider, to the real
 * control plane of lab.sh. The tests are one story and run in order; each step prints its seconds.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { steps } from '../steps.ts';
import { type Cloud, cloud, leftovers } from './cloud.ts';
import { buildTools, type OpenstackLab, startLab } from './lab.ts';
import { StackUnderTest } from './stack-under-test.ts';

let lab: OpenstackLab;
let there: Cloud;
let stack: StackUnderTest;
let tools: ReturnType<typeof buildTools>;

before(async () => {
  tools = buildTools();
  lab = await startLab();
  there = cloud(lab.api);
  stack = new StackUnderTest(tools, lab.environment, lab.scratch, 'lab');
});
after(() => lab?.stop());

const step = steps();

const succeeds = ({ status, text }: { status: number | null; text: string }) => {
  assert.equal(status, 0, text);
  return text;
};
const addressesOf = (server: { addresses: Record<string, { addr: string; 'OS-EXT-IPS:type': string }[]> }, kind: string) =>
  Object.values(server.addresses)
    .flat()
    .filter((address) => address['OS-EXT-IPS:type'] === kind)
    .map(({ addr }) => addr);

step('doctor names all that stands in the way, each with what to do', () => {
  const { status, text } = stack.examine({
    IMAGE_NAME: 'Debian 3',
    FLAVOR_NAME: 'm1.small',
    EXTERNAL_NETWORK: 'outside',
    NODE_COUNT: '40',
  });
  assert.equal(status, 1);
  assert.match(text, /IMAGE_NAME = Debian 3: there is no active image of that name/);
  assert.match(text, /FLAVOR_NAME = m1\.small has 1 CPUs and 2048 MiB\.\n.*at least 2 CPUs/);
  assert.match(text, /EXTERNAL_NETWORK = outside: there is none of that name\.\n.*There are: public/);
  assert.match(text, /The quota leaves \d+ volumes; a new platform needs 80/);
});

step('deploy shows its plan and makes nothing when nobody agrees', async () => {
  const { status, text } = stack.propose({}, 'openstack-lab');
  assert.equal(status, 1);
  assert.match(text, /33 changes are planned\. Nobody is there to agree; say --yes/);
  assert.deepEqual(await leftovers(there), {});
});

step('deploy makes three machines from nothing', () => {
  const text = succeeds(stack.deploy());
  assert.match(text, /\[33\/33\] made /);
  assert.doesNotMatch(text, /WARNING/);
});

step('nova has three active servers with a fixed and a floating address, config drive, key and two volumes', async () => {
  const servers = await there.servers();
  assert.deepEqual(
    servers.map(({ name }) => name),
    [1, 2, 3].map((index) => `postgres-paas-lab-node-${index}`),
  );
  for (const [position, server] of servers.entries()) {
    assert.equal(server.status, 'ACTIVE');
    assert.deepEqual(addressesOf(server, 'fixed'), [`10.20.0.1${position + 1}`]);
    assert.equal(addressesOf(server, 'floating').length, 1);
    assert.equal(server.config_drive, 'True');
    assert.equal(server.key_name, 'postgres-paas-lab-key');
    assert.equal(server['os-extended-volumes:volumes_attached'].length, 2);
    assert.ok(server.tags.includes('environment=lab'));
  }
});

step('the server group holds every server', async () => {
  const [group] = await there.serverGroups();
  assert.deepEqual(group?.members.toSorted(), (await there.servers()).map(({ id }) => id).toSorted());
});

step('every volume is attached', async () => {
  const volumes = await there.volumes();
  assert.deepEqual(
    volumes.map(({ size, status }) => `${size} GiB ${status}`).toSorted(),
    [1, 1, 1, 2, 2, 2].map((size) => `${size} GiB in-use`),
  );
});

step('neutron has our group alone on every port of a machine, and exactly our rules in it', async () => {
  const [group] = await there.securityGroups();
  assert.ok(group);
  const ports = (await there.ports()).filter(({ device_owner }) => device_owner.startsWith('compute:'));
  assert.equal(ports.length, 3);
  for (const port of ports) assert.deepEqual([port.status, port.security_groups], ['ACTIVE', [group.id]]);
  const rules = (await there.rules(group.id)).map(
    (rule) => `${rule.direction} ${rule.protocol} ${rule.port_range_min} ${rule.remote_group_id ? 'group' : rule.remote_ip_prefix}`,
  );
  assert.deepEqual(rules.toSorted(), [
    'egress null null null',
    'egress null null null',
    'ingress icmp null 198.51.100.0/24',
    'ingress null null group',
    'ingress tcp 22 198.51.100.0/24',
    'ingress tcp 443 0.0.0.0/0',
    'ingress tcp 6443 198.51.100.0/24',
    'ingress tcp 80 0.0.0.0/0',
  ]);
});

step('floating IPs are active on the ports of machines', async () => {
  const ports = new Set((await there.ports()).filter(({ device_owner }) => device_owner.startsWith('compute:')).map(({ id }) => id));
  const floating = await there.floatingIps();
  assert.deepEqual(
    floating.map(({ status }) => status),
    ['ACTIVE', 'ACTIVE', 'ACTIVE'],
  );
  assert.deepEqual(new Set(floating.map(({ port_id }) => port_id)), ports);
});

step('the inventory leads to the addresses that neutron gave', async () => {
  const Group = z.object({ hosts: z.record(z.string(), z.object({ ansible_host: z.string(), private_address: z.string() })) });
  const { all } = z
    .object({ all: z.object({ children: z.object({ control_plane: Group, worker: Group }) }) })
    .parse(parse(stack.inventory));
  const hosts = { ...all.children.control_plane.hosts, ...all.children.worker.hosts };
  assert.deepEqual(Object.keys(all.children.control_plane.hosts), ['postgres-paas-lab-node-1']);
  for (const server of await there.servers()) {
    assert.deepEqual([hosts[server.name]?.ansible_host], addressesOf(server, 'floating'));
    assert.deepEqual([hosts[server.name]?.private_address], addressesOf(server, 'fixed'));
  }
});

step('the kubeadm configuration carries the addresses that the machines got', async () => {
  const [first] = await there.servers();
  assert.ok(first);
  const kubeadm = succeeds(stack.tofu('kubernetes-foundation', 'output', '-raw', 'kubeadm'));
  assert.match(kubeadm, /controlPlaneEndpoint: 10\.20\.0\.11:6443/);
  assert.ok(kubeadm.includes(`- ${addressesOf(first, 'floating')[0]}`), kubeadm);
});

step('a second plan is empty, in both stacks', () => {
  assert.deepEqual(stack.plan(), []);
  assert.deepEqual(stack.plan({}, 'kubernetes-foundation'), []);
});

step('a newer Kubernetes in cloud-init does not touch machines that run', () => {
  assert.deepEqual(stack.plan({ KUBERNETES_VERSION: '1.35.5' }), []);
});

step('a rule that somebody deleted is made again, and nothing else', async () => {
  const [group] = await there.securityGroups();
  assert.ok(group);
  const ssh = (await there.rules(group.id)).find((rule) => rule.port_range_min === 22);
  assert.ok(ssh);
  await lab.api.send('DELETE', { service: 'network', path: `/security-group-rules/${ssh.id}` });
  assert.deepEqual(stack.plan(), ['create openstack_networking_secgroup_rule_v2']);
  succeeds(stack.deploy({}, 'openstack-lab'));
  assert.deepEqual(stack.plan(), []);
});

step('without a change there is no drift', () => {
  assert.equal(stack.drift().status, 0);
});

step('a rule that somebody added is in no plan, but deploy reports it, and it is drift', async () => {
  const [group] = await there.securityGroups();
  assert.ok(group);
  const rule = {
    security_group_id: group.id,
    direction: 'ingress',
    ethertype: 'IPv4',
    protocol: 'tcp',
    port_range_min: 5432,
    port_range_max: 5432,
  };
  const made = await lab.api.send(
    'POST',
    { service: 'network', path: '/security-group-rules' },
    {
      security_group_rule: { ...rule, remote_ip_prefix: '0.0.0.0/0' },
    },
  );
  const { security_group_rule } = z.object({ security_group_rule: z.object({ id: z.string() }) }).parse(made);
  assert.deepEqual(stack.plan(), []);
  const drifted = stack.drift();
  assert.equal(drifted.status, 2, drifted.text);
  assert.match(drifted.text, /a rule that is not ours: .*ports 5432-5432/);
  const text = succeeds(stack.deploy({}, 'openstack-lab'));
  assert.match(text, /WARNING: a rule that is not ours.*postgres-paas-lab-nodes: ingress tcp, ports 5432-5432, from 0\.0\.0\.0\/0/);
  assert.ok(text.includes(security_group_rule.id));
  await lab.api.send('DELETE', { service: 'network', path: `/security-group-rules/${security_group_rule.id}` });
});

step('a floating IP taken away and a server switched off are put right in place', async () => {
  const [, , third] = await there.servers();
  const [address] = await there.floatingIps();
  assert.ok(third && address);
  await lab.api.send('PUT', { service: 'network', path: `/floatingips/${address.id}` }, { floatingip: { port_id: null } });
  await lab.api.send('POST', { service: 'compute', path: `/servers/${third.id}/action` }, { 'os-stop': null });
  for (let tries = 0; (await there.servers())[2]?.status !== 'SHUTOFF' && tries < 200; tries += 1);
  assert.deepEqual(stack.plan(), ['update openstack_compute_instance_v2', 'update openstack_networking_floatingip_associate_v2']);
  succeeds(stack.deploy({}, 'openstack-lab'));
  assert.equal((await there.servers())[2]?.status, 'ACTIVE');
  assert.deepEqual(stack.plan(), []);
});

step('a server that somebody deleted comes back with the volume it had', async () => {
  const [, second] = await there.servers();
  assert.ok(second);
  const data = second['os-extended-volumes:volumes_attached'].map(({ id }) => id);
  await lab.api.send('DELETE', { service: 'compute', path: `/servers/${second.id}` });
  for (let tries = 0; (await there.servers()).length > 2 && tries < 200; tries += 1);
  assert.deepEqual(stack.plan(), ['create openstack_compute_instance_v2', 'create openstack_compute_volume_attach_v2']);
  succeeds(stack.deploy({}, 'openstack-lab'));
  const again = (await there.servers())[1];
  assert.equal(again?.name, second.name);
  assert.notEqual(again?.id, second.id);
  assert.ok(
    again?.['os-extended-volumes:volumes_attached'].some(({ id }) => data.includes(id)),
    'the data volume is not the same',
  );
  assert.deepEqual(stack.plan(), []);
});

const oneMachine = [
  'openstack_blockstorage_volume_v3',
  'openstack_compute_instance_v2',
  'openstack_compute_volume_attach_v2',
  'openstack_networking_floatingip_associate_v2',
  'openstack_networking_floatingip_v2',
  'openstack_networking_port_v2',
];

step('a fourth machine touches none of the three', async () => {
  assert.deepEqual(
    stack.plan({ NODE_COUNT: '4' }),
    oneMachine.map((type) => `create ${type}`),
  );
  succeeds(stack.deploy({ NODE_COUNT: '4' }, 'openstack-lab'));
  assert.equal((await there.servers()).filter(({ status }) => status === 'ACTIVE').length, 4);
});

step('back to three is refused: the fourth has a data volume', () => {
  const { status, text } = stack.propose({}, 'openstack-lab');
  assert.equal(status, 1);
  assert.match(text, /removes data volumes with the databases on them: .*node-4_data.*DATA_VOLUME_PROTECTION=false/);
});

step('back to three with the protection taken off removes the fourth alone', () => {
  assert.deepEqual(
    stack.plan({ DATA_VOLUME_PROTECTION: 'false' }),
    oneMachine.map((type) => `delete ${type}`),
  );
});

step('an unknown flavor fails before anything is made', async () => {
  const other = new StackUnderTest(tools, lab.environment, lab.scratch, 'broken');
  const { status, text } = other.deploy({ FLAVOR_NAME: 'no-such-flavor', NODE_COUNT: '1' });
  assert.equal(status, 1);
  assert.match(text, /Unable to find flavor with name no-such-flavor|No suitable flavor|returned no results/i);
  assert.deepEqual(
    (await there.networks()).filter(({ name }) => name.includes('broken')),
    [],
  );
});

step('control: without its dependency on the router, a floating IP is refused', () => {
  const control = new StackUnderTest(tools, lab.environment, lab.scratch, 'control');
  const association = 'openstack_networking_floatingip_associate_v2';
  succeeds(control.synth({ NODE_COUNT: '1' }));
  let name = '';
  control.tamper('openstack-lab', (json) => {
    name = /"(node-1_address-association_\w+)": \{/.exec(json)?.[1] ?? '';
    return json.replace(/"depends_on": \[[^\]]*router-interface[^\]]*\],/, '');
  });
  assert.notEqual(name, '');
  succeeds(control.tofu('openstack-lab', 'init'));
  const refused = control.tofu('openstack-lab', 'apply', '-auto-approve', '-no-color', `-target=${association}.${name}`);
  assert.equal(refused.status, 1);
  assert.match(refused.text, /ExternalGatewayForFloatingIPNotFound|not reachable from subnet/);
  succeeds(control.synth({ NODE_COUNT: '1' }));
  succeeds(control.tofu('openstack-lab', 'apply', '-auto-approve', '-no-color', `-target=${association}.${name}`));
  succeeds(control.destroy({ NODE_COUNT: '1' }));
});

step('a failed server is explained in the words of nova, and a corrected deploy recovers', async () => {
  const broken = new StackUnderTest(tools, lab.environment, lab.scratch, 'broken');
  const refused = broken.deploy({ FLAVOR_NAME: 'huge', NODE_COUNT: '1' });
  assert.equal(refused.status, 1);
  assert.match(refused.text, /nova: postgres-paas-broken-node-1 is in ERROR: .*No valid host/);
  succeeds(broken.deploy({ NODE_COUNT: '1' }));
  assert.deepEqual(broken.plan({ NODE_COUNT: '1' }), []);
  succeeds(broken.destroy({ NODE_COUNT: '1' }));
  assert.deepEqual(
    (await there.servers()).filter(({ name }) => name.includes('broken')),
    [],
  );
});

step('destroy leaves nothing', async () => {
  assert.notDeepEqual(await leftovers(there), {});
  succeeds(stack.destroy({ NODE_COUNT: '4' }));
  assert.deepEqual(await leftovers(there), {});
});
