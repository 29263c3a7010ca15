/** A machine that cannot run a lab is told why in one sentence, and the command fails: what was not tested has not passed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';

const skip = process.platform === 'linux' && process.arch === 'x64' ? false : 'the lab itself needs Linux on x86_64';
const scratch = mkdtempSync(join(tmpdir(), 'cluster-lab-'));
after(() => rmSync(scratch, { recursive: true }));

/** What the lab needs to look around; neither Go nor Debian. */
const COMMANDS = ['bash', 'readlink', 'dirname', 'basename', 'uname', 'id', 'awk', 'cat', 'env', 'seq', 'sed'];

/** A PATH with those commands; some say what they are told to. */
function machine(name: string, says: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(scratch, name));
  for (const command of COMMANDS) {
    const found = (process.env.PATH ?? '').split(delimiter).map((one) => join(one, command));
    const real = found.find((file) => spawnSync('test', ['-x', file]).status === 0) ?? assert.fail(`There is no ${command}.`);
    const text = says[command];
    if (text === undefined) symlinkSync(real, join(folder, command));
    else writeFileSync(join(folder, command), `#!/bin/sh\necho ${text}\n`, { mode: 0o755 });
  }
  return folder;
}

/** As root of a Linux machine on x86_64, whoever runs this. */
const rows: [lacks: string, says: Readonly<Record<string, string>>, told: RegExp][] = [
  ['Linux', { uname: 'Darwin', id: '0' }, /^The cluster lab needs Linux: [^.]+\.$/],
  ['root', { id: '1000' }, /^The cluster lab needs root: [^.]+\.$/],
  ['Go', { id: '0' }, /^The cluster lab needs Go 1\.26 or newer: [^.]+\.$/],
];
for (const [lacks, says, told] of rows) {
  test(`without ${lacks} the lab says so in a sentence, and the command fails: nothing has passed`, { skip }, () => {
    const { LAB: _, ...rest } = process.env;
    const env = { ...rest, PATH: machine(lacks, says) };
    const asked = spawnSync('bash', ['test/lab/cluster/lab', 'supported'], { env, encoding: 'utf8' });
    assert.equal(asked.status, 1, asked.stderr);
    assert.match(asked.stdout.trim(), told);
    const { status, stderr } = spawnSync(process.execPath, ['scripts/test-cluster.ts'], { env, encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /nothing was tested: The cluster lab needs/);
  });
}

test('what CI runs fails where it cannot be run', { skip }, () => {
  const env = { PATH: machine('an OpenStack lab', { id: '0' }) };
  const { status, stderr } = spawnSync(process.execPath, ['scripts/test-openstack.ts'], { env, encoding: 'utf8' });
  assert.deepEqual([status, /nothing was tested/.test(stderr)], [1, true], stderr);
});

test('the contract of a cluster that cannot be reached fails', () => {
  const kubeconfig = join(scratch, 'kubeconfig');
  writeFileSync(kubeconfig, 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n');
  const { NODE_TEST_CONTEXT: _, ...env } = process.env; // a test run inside of one reports to it
  const { status } = spawnSync(process.execPath, ['scripts/test-cluster.ts', '--kubeconfig', kubeconfig], { env, encoding: 'utf8' });
  assert.equal(status, 1);
});
