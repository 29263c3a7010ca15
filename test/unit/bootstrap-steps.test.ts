import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dataVolumeStorage } from '../../constructs/kubeadm/storage.ts';
import {
  initialise,
  join as joinCluster,
  kubeconfigFor,
  openControlPlane,
  prepare,
  provideStorage,
  removeTokens,
  waitReady,
} from '../../scripts/bootstrap/steps.ts';

const node = (index: number) => ({
  name: `pg-lab-node-${index}`,
  role: index === 1 ? 'control-plane' : 'worker',
  address: `203.0.113.${index}`,
  private_address: `10.20.0.1${index}`,
  data_volume: '0f0cd9ae-6cf4-4f0e-8c4a-1e5b0d5f7a11',
});
const nodes = [node(1), node(2), node(3)];
const all = [
  ...prepare(nodes),
  ...initialise(node(1), 'kind: InitConfiguration'),
  joinCluster(node(2), 'kubeadm join x\n'),
  removeTokens('203.0.113.1'),
  ...openControlPlane([node(1)]),
  provideStorage(node(1), dataVolumeStorage()),
  waitReady('203.0.113.1', 3),
];

test('every machine waits for cloud-init before anything else', () => {
  for (const { address } of nodes) assert.match(all.find(({ on }) => on === address)?.command ?? '', /cloud-init status --wait/);
});

/** A machine that is a folder: programs that answer as told, and write down how they were called. */
function machine(answers: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'machine-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'bin'));
  for (const [name, answer] of Object.entries(answers))
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\necho "${name} $*" >> ${folder}/calls\n${answer}\n`, { mode: 0o755 });
  return {
    folder,
    run(command: string) {
      const moved = command.replaceAll(/\/(etc|var|dev)\//g, `${folder}/$1/`);
      for (const name of ['etc/kubernetes', 'var/lib', 'dev/disk/by-id']) mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, 'calls'), '');
      const { status, stderr } = spawnSync('sh', ['-c', moved], { encoding: 'utf8', env: { PATH: `${folder}/bin:${process.env.PATH}` } });
      return { status, stderr, calls: readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') };
    },
  };
}
const init = initialise(node(1), '')[1]?.command ?? '';
const unix = { skip: process.platform === 'win32' && 'there is no sh on Windows' };

test('a cluster that is there is not initialised a second time, and its API is not even asked', unix, () => {
  const { folder, run } = machine({ kubeadm: 'exit 1', kubectl: 'exit 1' });
  mkdirSync(join(folder, 'etc/kubernetes'), { recursive: true });
  writeFileSync(join(folder, 'etc/kubernetes/admin.conf'), '');
  assert.deepEqual(run(init), { status: 0, stderr: '', calls: [''] });
});

test('an init that failed is undone and begun again; one that ended before its mark was removed is kept', unix, () => {
  const broken = machine({ kubeadm: '[ "$1" = reset ] && rm -f $(dirname $0)/../etc/kubernetes/*; [ "$1" = reset ]', kubectl: 'exit 1' });
  assert.notEqual(broken.run(init).status, 0);
  writeFileSync(join(broken.folder, 'etc/kubernetes/admin.conf'), '');
  const again = broken.run(init);
  assert.deepEqual(
    again.calls.map((call) => call.split(' ').slice(0, 2).join(' ')),
    ['kubectl --kubeconfig', 'kubeadm reset', 'kubeadm init'],
  );
  writeFileSync(join(broken.folder, 'etc/kubernetes/admin.conf'), '');
  writeFileSync(join(broken.folder, 'bin/kubectl'), '#!/bin/sh\nexit 0\n');
  assert.deepEqual(broken.run(init).calls, ['']);
  assert.equal(existsSync(join(broken.folder, 'var/lib/postgres-paas-init')), false);
});

test('a machine that has joined does not join a second time', unix, () => {
  const { folder, run } = machine({ kubeadm: 'exit 1' });
  mkdirSync(join(folder, 'etc/kubernetes'), { recursive: true });
  writeFileSync(join(folder, 'etc/kubernetes/kubelet.conf'), '');
  assert.equal(run(joinCluster(node(2), 'kubeadm join x').command).status, 0);
});

test("every token is taken away at the end, kubeadm's own as well", unix, () => {
  const { run } = machine({ kubeadm: '[ "$2" = list ] && printf "a.1\\nb.2\\n"; true' });
  const { calls } = run(removeTokens('x').command);
  assert.deepEqual(
    calls.filter((call) => call.startsWith('kubeadm token delete')),
    ['kubeadm token delete a.1', 'kubeadm token delete b.2'],
  );
});

test('a single machine takes databases, several keep the control plane free of them', () => {
  assert.match(
    openControlPlane([node(1)])[0]?.command ?? '',
    /taint nodes pg-lab-node-1 node-role\.kubernetes\.io\/control-plane:NoSchedule-/,
  );
  assert.deepEqual(openControlPlane(nodes), []);
});

test('the configuration travels on standard input, not on the command line', () => {
  const [write] = initialise(node(1), 'kind: InitConfiguration');
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
