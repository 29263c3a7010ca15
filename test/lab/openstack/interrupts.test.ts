/**
 * Deploys that are cut off, and those that must not begin, on the real control plane of lab.sh: a story of its own beside
 * apply.test.ts, run by `npm run test:openstack -- --interrupts`.
 */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { steps } from '../steps.ts';
import { type Cloud, cloud } from './cloud.ts';
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

step('four machines are there', () => {
  succeeds(stack.deploy({ NODE_COUNT: '4' }, 'openstack-lab'));
});

step('data volumes grow in place, one size for all', async () => {
  assert.deepEqual(
    stack.plan({ NODE_COUNT: '4', DATA_VOLUME_GIB: '2' }),
    [1, 2, 3, 4].map(() => 'update openstack_blockstorage_volume_v3'),
  );
});

step('another flavor is not given to all machines at once', () => {
  const { status, text } = stack.propose({ NODE_COUNT: '4', FLAVOR_NAME: 'm1.medium' }, 'openstack-lab');
  assert.equal(status, 1);
  assert.match(text, /resizes, replaces or removes 4 machines at once.*--target=/);
});

step('what a plan leaves out is said: another size of the root volume', () => {
  const { text } = stack.propose({ NODE_COUNT: '4', ROOT_VOLUME_GIB: '3' }, 'openstack-lab');
  assert.equal((text.match(/NOTE: .*another size of its root volume.*--replace=/g) ?? []).length, 4, text);
});

step('a quota that is too small is told before anything is made', async () => {
  const before = (await there.volumes()).length;
  const { status, text } = stack.deploy({ NODE_COUNT: '40' }, 'openstack-lab');
  assert.equal(status, 1);
  assert.match(text, /volumes: 72 are needed, \d+ are left/);
  assert.equal((await there.volumes()).length, before);
});

step('another environment in the same clone is another platform: its plan makes everything, ours stays', () => {
  const { text } = stack.propose({ ENVIRONMENT: 'second', NODE_COUNT: '1' }, 'openstack-lab');
  assert.match(text, /will create openstack_networking_network_v2/);
  assert.match(text, /changes are planned. Nobody is there to agree/);
  assert.doesNotMatch(text, /will (update|delete|replace)/);
  assert.match(stack.propose({ NODE_COUNT: '4' }, 'openstack-lab').text, /nothing to change/);
});

step('states, plans and logs are for their owner alone', () => {
  assert.deepEqual(stack.readableByOthers(), []);
});

const one = { NODE_COUNT: '1' };

/** Deploys again. What OpenStack made while Terraform had stopped listening is in no state: then that is said, and removed first. */
function finish(platform: StackUnderTest): void {
  const { status, text } = platform.deploy(one, 'openstack-lab');
  if (status === 0) return;
  assert.match(text, /are in no state that is known here/);
  succeeds(platform.destroy(one, 'openstack-lab', '--leftovers'));
  succeeds(platform.deploy(one, 'openstack-lab'));
}

step('Ctrl-C in the middle of a deploy ends it with everything in the state, and the next one finishes', async () => {
  const halted = new StackUnderTest(tools, lab.environment, lab.scratch, 'halted');
  const running = halted.begin(one, 'openstack-lab');
  await running.until(/made openstack_networking_port_v2/);
  running.interrupt('SIGINT');
  const { status, text } = await running.end();
  assert.equal(status, 130, text);
  assert.match(text, /Stopping: what has begun is finished/);
  finish(halted);
  assert.deepEqual(halted.plan(one), []);
  succeeds(halted.destroy(one));
});

step('a deploy that is killed goes on without its terminal; the next one waits for it and finds nothing to do twice', async () => {
  const killed = new StackUnderTest(tools, lab.environment, lab.scratch, 'killed');
  const running = killed.begin(one, 'openstack-lab');
  await running.until(/made openstack_networking_network_v2/);
  running.kill('SIGKILL');
  await running.end();
  succeeds(killed.deploy(one, 'openstack-lab'));
  assert.deepEqual(killed.plan(one), []);
  succeeds(killed.destroy(one));
});

step('when Terraform itself is killed, what it had begun is found, told with the command that removes it, and removed', async () => {
  const broken = new StackUnderTest(tools, lab.environment, lab.scratch, 'lost');
  const running = broken.begin(one, 'openstack-lab');
  await running.until(/made openstack_networking_port_v2/);
  await eventually(async () => assert.ok((await there.servers()).some(({ name }) => name === 'postgres-paas-lost-node-1')), 120_000);
  process.kill(running.terraform(), 'SIGKILL');
  await running.end();
  broken.forget('openstack_compute_instance_v2'); // what the killed program had not written yet
  const { status, text } = broken.deploy(one, 'openstack-lab');
  assert.equal(status, 1, text);
  assert.match(text, /server postgres-paas-lost-node-1: openstack server delete --wait [-0-9a-f]{36}/);
  succeeds(broken.destroy(one, 'openstack-lab', '--leftovers'));
  succeeds(broken.deploy(one, 'openstack-lab'));
  assert.deepEqual(broken.plan(one), []);
});

step('a rule that no state knows is found by its description, since it has no name, and would be a conflict', () => {
  const broken = new StackUnderTest(tools, lab.environment, lab.scratch, 'lost');
  broken.forget('openstack_networking_secgroup_rule_v2');
  const { status, text } = broken.deploy(one, 'openstack-lab');
  assert.equal(status, 1, text);
  assert.match(text, /security group rule SSH from the administrators: openstack security group rule delete [-0-9a-f]{36}/);
  succeeds(broken.destroy(one, 'openstack-lab', '--leftovers'));
  succeeds(broken.deploy(one, 'openstack-lab'));
  assert.deepEqual(broken.plan(one), []);
});

step('destroy takes away what no state knows: here the whole state is lost', async () => {
  const lost = new StackUnderTest(tools, lab.environment, lab.scratch, 'lost');
  lost.loseState();
  const { status, text } = lost.deploy(one, 'openstack-lab');
  assert.equal(status, 1);
  assert.match(text, /\d+ things in this project carry the names of this platform/);
  succeeds(lost.destroy(one, 'openstack-lab'));
  assert.deepEqual(
    (await there.ports()).filter(({ name }) => name.includes('lost')),
    [],
  );
});
