import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { initialise, join, kubeconfigFor, prepare, waitReady } from '../../scripts/bootstrap/steps.ts';

const node = (index: number) => ({
  name: `pg-lab-node-${index}`,
  role: index === 1 ? 'control-plane' : 'worker',
  address: `203.0.113.${index}`,
  private_address: `10.20.0.1${index}`,
  data_device: '/dev/sdb',
});
const nodes = [node(1), node(2), node(3)];
const all = [
  ...prepare(nodes),
  ...initialise('203.0.113.1', 'kind: InitConfiguration'),
  join(node(2), 'kubeadm join x\n'),
  waitReady('203.0.113.1', 3),
];

test('every machine waits for cloud-init before anything else', () => {
  for (const { address } of nodes) assert.equal(all.find(({ on }) => on === address)?.command, 'cloud-init status --wait');
});

test('a data volume that carries a file system is never formatted', () => {
  for (const { command } of prepare(nodes).filter(({ what }) => what.endsWith('data volume')))
    assert.match(command, /^blkid \/dev\/sdb \|\| mkfs/);
});

test('a cluster that is there is not initialised, and a machine that has joined does not join, a second time', () => {
  assert.match(initialise('203.0.113.1', '')[1]?.command ?? '', /^test -e \/etc\/kubernetes\/admin\.conf \|\|/);
  assert.match(join(node(2), 'kubeadm join x').command, /^test -e \/etc\/kubernetes\/kubelet\.conf \|\| kubeadm join x$/);
});

test('the configuration travels on standard input, not on the command line', () => {
  const [write] = initialise('203.0.113.1', 'kind: InitConfiguration');
  assert.equal(write?.input, 'kind: InitConfiguration');
  assert.ok(!write?.command.includes('InitConfiguration'));
});

test('every command is shell that parses', { skip: process.platform === 'win32' && 'there is no sh on Windows' }, () => {
  for (const { command } of all) assert.equal(spawnSync('sh', ['-n', '-c', command]).status, 0, command);
});

test('the kubeconfig leads to the floating IP', () => {
  const text = kubeconfigFor('clusters:\n- cluster:\n    server: https://10.20.0.11:6443\n', '203.0.113.1');
  assert.match(text, /server: https:\/\/203\.0\.113\.1:6443/);
});
