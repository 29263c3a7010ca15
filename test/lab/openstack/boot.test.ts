/**
 * A machine that boots: Debian 12 with systemd as PID 1, its real cloud-init with our user data, its real sshd, and packages
 * from a signed repository; then the first steps of bootstrap over SSH, with a loop device as data volume. No hypervisor and
 * no cloud takes part, and kubeadm itself does not run: what this proves is that a machine of ours comes up, lets us in, and
 * gets its disk.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cloudInit } from '../../../constructs/kubeadm/cloud-init.ts';
import { Ssh } from '../../../scripts/bootstrap/ssh.ts';
import { prepare, type Step } from '../../../scripts/bootstrap/steps.ts';
import { makeRepository } from './machine/packages.ts';

/** Machines join cgroups of version 1; on version 2 this was never tried. */
const skip = existsSync('/sys/fs/cgroup/memory') ? false : 'machines boot here on cgroup v1 only';
const script = join(import.meta.dirname, 'machine/machine.sh');
const machines = (...args: string[]) => execFileSync(script, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
const scratch = mkdtempSync(join(tmpdir(), 'boot-'));
const version = '1.35.4';
const volume = '5f2c9f5e-7f0c-4b0c-9a55-0123456789ab';
const key = join(scratch, 'key');
const started: string[] = [];
let loop = '';

before(() => {
  if (skip) return;
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  for (const folder of ['debian', 'kubernetes']) mkdirSync(join(scratch, folder));
  makeRepository(join(scratch, 'debian'), {});
  makeRepository(
    join(scratch, 'kubernetes'),
    Object.fromEntries(['kubelet', 'kubeadm', 'kubectl'].map((name) => [name, `${version}-1.1`])),
  );
  execFileSync('truncate', ['-s', '64M', join(scratch, 'volume')]);
  loop = execFileSync('losetup', ['--find', '--show', join(scratch, 'volume')], { encoding: 'utf8' }).trim();
});
after(() => {
  for (const name of started) machines('stop', name);
  if (loop) spawnSync('losetup', ['--detach', loop]);
  rmSync(scratch, { recursive: true, force: true });
});

/** Boots a machine with these user data, as a cloud hands them over. Gives a way to run a command in it. */
function boot(name: string, userData: string) {
  const id = `paas-${name}-${process.pid}`;
  const root = join(scratch, id);
  cpSync(machines('root'), root, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(root, 'var/lib/cloud/seed/nocloud'), { recursive: true });
  const cloud = join(root, 'var/lib/cloud/seed/nocloud');
  writeFileSync(
    join(cloud, 'meta-data'),
    `instance-id: ${id}\nlocal-hostname: ${name}\npublic-keys:\n  - ${readFileSync(`${key}.pub`, 'utf8')}`,
  );
  writeFileSync(join(cloud, 'user-data'), userData);
  // as in a cloud's own image: a locale that exists, and a name that resolves
  writeFileSync(join(root, 'etc/cloud/cloud.cfg.d/98-image.cfg'), 'locale: C.UTF-8\n');
  writeFileSync(join(root, 'etc/hosts'), `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
  // as on a mirror of Debian: a list and its key that are there from the start
  execFileSync('gpg', [
    '--batch',
    '--yes',
    '--dearmor',
    '-o',
    join(root, 'etc/apt/keyrings/debian.gpg'),
    join(scratch, 'debian/Release.key'),
  ]);
  writeFileSync(join(root, 'etc/apt/sources.list'), 'deb [signed-by=/etc/apt/keyrings/debian.gpg] file:///srv/debian/ /\n');
  started.push(id);
  machines(
    'start',
    root,
    id,
    `--bind-ro=${scratch}/debian:/srv/debian`,
    `--bind-ro=${scratch}/kubernetes:/srv/kubernetes`,
    `--bind=${loop}`,
  );
  const leader = machines('leader', id);
  const enter = (...command: string[]) =>
    spawnSync('nsenter', ['-t', leader, '-m', '-u', '-i', '-n', '-p', '-r', '-w', ...command], { encoding: 'utf8' });
  return { enter, status: () => enter('timeout', '300', 'cloud-init', 'status', '--wait', '--long') };
}

const userData = () => cloudInit({ kubernetesVersion: version, packages: 'file:///srv/kubernetes/' });

test('control: with the list of packages before its key, cloud-init ends in error, as machines do', { skip }, () => {
  const early = userData().replace(
    'write_files:\n',
    'write_files:\n  - path: /etc/apt/sources.list.d/kubernetes.list\n    content: "deb [signed-by=/etc/apt/keyrings/kubernetes.gpg] file:///srv/kubernetes/ /\\n"\n',
  );
  assert.notEqual(early, userData());
  const { status } = boot('early', early);
  const { status: code, stdout } = status();
  assert.equal(code, 1, stdout);
  assert.match(stdout, /status: error[\s\S]*package_update_upgrade_install|package-update-upgrade-install/);
});

test('a machine boots, carries out our user data without an error, and has the exact packages, held', { skip }, () => {
  const { enter, status } = boot('first', userData());
  const { status: code, stdout } = status();
  assert.equal(code, 0, stdout + enter('tail', '-n', '40', '/var/log/cloud-init-output.log').stdout);
  for (const name of ['kubelet', 'kubeadm', 'kubectl']) assert.equal(enter(name).stdout.trim(), `${version}-1.1`);
  assert.deepEqual(enter('apt-mark', 'showhold').stdout.trim().split('\n'), ['kubeadm', 'kubectl', 'kubelet']);
  assert.equal(enter('apt-get', 'update').status, 0);
  assert.match(enter('cat', '/etc/containerd/config.toml').stdout, /SystemdCgroup = true/);
});

/** Options that lead ssh into the network of the machine that was started last, which is its loopback. */
const way = () => {
  const inside = `nsenter --net=/proc/${machines('leader', started.at(-1) ?? '')}/ns/net`;
  return ['-i', key, '-o', `ProxyCommand=${inside} bash -c "exec 3<>/dev/tcp/%h/%p; cat <&3 2>/dev/null & cat >&3; kill \\$!"`];
};
const ssh = (knownHosts: string) => new Ssh({ user: 'debian', knownHosts: join(scratch, knownHosts), extra: way() });
const node = { name: 'first', role: 'control-plane', address: '127.0.0.1', private_address: '127.0.0.1', data_volume: volume };
const run = (command: string): Step => ({ on: node.address, what: 'a test', command });

test('bootstrap waits for SSH, and refuses another host key than it has seen', { skip }, async () => {
  await ssh('known').reach(node.address);
  assert.equal(ssh('known').carryOut(run('id -u')).trim(), '0');
  writeFileSync(
    join(scratch, 'other'),
    readFileSync(join(scratch, 'known'), 'utf8').replaceAll(
      /ssh-ed25519 \S+|ecdsa-\S+ \S+|ssh-rsa \S+/g,
      readFileSync(`${key}.pub`, 'utf8').split(' ').slice(0, 2).join(' '),
    ),
  );
  await assert.rejects(ssh('other').reach(node.address), /shows another host key than before.*ssh-keygen -R/);
});

const found = () => {
  const inside = ssh('known');
  // udev, which makes these names, does not run in a machine without hardware
  inside.carryOut(run(`mkdir -p /dev/disk/by-id && ln -sf ${loop} /dev/disk/by-id/virtio-${volume.slice(0, 20)}`));
  return inside;
};

test('the data volume is found by its id, formatted once and mounted', { skip }, () => {
  const inside = found();
  for (const step of prepare([node])) inside.carryOut(step);
  inside.carryOut(run('echo kept > /var/lib/postgres-paas/database'));
  for (const step of prepare([node])) inside.carryOut(step);
  assert.equal(inside.carryOut(run('cat /var/lib/postgres-paas/database')), 'kept\n');
  assert.equal(inside.carryOut(run('grep -c /var/lib/postgres-paas /etc/fstab')).trim(), '1');
});

/** Linux wants CAP_SYS_RESOURCE (24) of whoever resizes ext4; some machines that tests run on have it for nobody. */
const mayResize = (BigInt(`0x${/CapEff:\s*(\w+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`) >> 24n) % 2n === 1n;

test('a data volume that grew is filled; where the machine may not, the step fails and says so', { skip }, () => {
  const inside = found();
  const size = () => Number(inside.carryOut(run('df --output=size -k /var/lib/postgres-paas | tail -1')));
  const before = size();
  execFileSync('truncate', ['-s', '128M', join(scratch, 'volume')]);
  execFileSync('losetup', ['--set-capacity', loop]);
  const grow = () => {
    for (const step of prepare([node])) inside.carryOut(step);
  };
  if (mayResize) grow();
  else assert.throws(grow, /"first: data volume" failed on 127\.0\.0\.1: code 1/);
  assert.equal(size() > before * 1.5, mayResize, `${size()} KiB after ${before}`);
  assert.equal(inside.carryOut(run('cat /var/lib/postgres-paas/database')), 'kept\n');
});

test('a volume that is not there is told by its id, and nothing is formatted', { skip }, () => {
  const [, mount] = prepare([{ ...node, data_volume: 'ffffffff-0000-0000-0000-000000000000' }]);
  assert.throws(
    () => ssh('known').carryOut({ ...run(''), command: (mount?.command ?? '').replace('seq 60', 'seq 1') }),
    /failed on 127\.0\.0\.1: code 1/,
  );
});

test('a step whose connection is lost goes on, and the next one waits for its end', { skip }, async () => {
  const inside = ssh('known');
  const options = [...way(), '-o', `UserKnownHostsFile=${join(scratch, 'known')}`, '-o', 'BatchMode=yes'];
  const slow = "flock --close /run/postgres-paas.lock sh -c 'touch /run/begun; sleep 3; touch /run/ended'";
  const cut = spawn('ssh', [...options, `debian@${node.address}`, 'sudo', 'sh', '-c', `"${slow}"`], { stdio: 'ignore' });
  const { enter } = {
    enter: (...command: string[]) => spawnSync('nsenter', ['-t', machines('leader', started.at(-1) ?? ''), '-m', ...command]),
  };
  while (enter('test', '-e', '/run/begun').status !== 0);
  cut.kill('SIGKILL');
  await once(cut, 'exit');
  assert.equal(inside.carryOut(run('test -e /run/ended && echo ended')), 'ended\n');
});

test('no machine is left over', { skip }, () => {
  for (const name of started) machines('stop', name);
  for (const name of started) assert.equal(existsSync(`/sys/fs/cgroup/memory/${name}`), false);
});
