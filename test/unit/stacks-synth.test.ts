import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { exampleKey } from '../support/synth.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'synth-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** A full configuration of each platform: what a reviewer sees when the stacks change. */
const full = {
  openstack: {
    ADMIN_CIDRS: '198.51.100.0/24',
    SSH_PUBLIC_KEY: exampleKey,
    GIT_REPOSITORY: 'https://git.example.test/platform.git',
    KUBECONFIG: '/home/ada/platform/.data/kubeconfig',
  },
  stackit: {
    ADMIN_CIDRS: '198.51.100.0/24',
    STACKIT_PROJECT_ID: '6f1d4a52-9c0e-4b7e-8f43-0d6f3f1f0a11',
    DNS_NAME: 'db.example.test',
    GIT_REPOSITORY: 'https://git.example.test/platform.git',
  },
  kubernetes: { GIT_REPOSITORY: 'https://git.example.test/platform.git', KUBECONFIG: '/home/ada/.kube/config', KUBE_CONTEXT: 'lab' },
};

/** Runs what cdktf.json's `app` names, as cdktf-cli would. */
function synth(outdir: string, variables: Record<string, string>) {
  const { app } = JSON.parse(readFileSync(join(root, 'cdktf.json'), 'utf8'));
  const [command, ...args] = String(app).split(' ');
  const env = { PATH: process.env.PATH, CDKTF_OUTDIR: join(scratch, outdir), ...variables };
  return spawnSync(join(root, String(command)), args, { cwd: root, env, encoding: 'utf8' });
}
const files = (outdir: string) => globSync('**/*.{json,yaml}', { cwd: join(scratch, outdir) }).toSorted();
const text = (outdir: string, file: string) => readFileSync(join(scratch, outdir, file), 'utf8');

for (const [platform, variables] of Object.entries(full)) {
  test(`${platform}: the same variables give the same bytes, and the ones in test/unit/golden`, () => {
    const [first, second] = ['a', 'b'].map((run) => `${platform}-${run}`) as [string, string];
    for (const outdir of [first, second]) assert.equal(synth(outdir, { PLATFORM: platform, ...variables }).stderr, '');
    assert.deepEqual(files(first), files(second));
    assert.ok(files(first).length > 1);
    for (const file of files(first)) assert.equal(text(first, file), text(second, file), file);
    for (const file of files(first).filter((name) => name.endsWith('cdk.tf.json'))) matchesGolden(platform, file, text(first, file));
  });
}

/** UPDATE_GOLDEN=1 writes instead of comparing. */
function matchesGolden(platform: string, file: string, made: string) {
  const golden = join(import.meta.dirname, 'golden', `${platform}-${file.split('/')[1]}.json`);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, made);
  assert.equal(made, readFileSync(golden, 'utf8'), `${golden} differs; if that is meant, run with UPDATE_GOLDEN=1`);
}

/** What differs by design: the program that wrote it. */
const withoutVersion = (json: string) => {
  const { '//': comment, ...rest } = JSON.parse(json);
  return { ...rest, '//': { ...comment, metadata: { ...comment.metadata, version: '' } } };
};

test('the fork cdktn writes the same stacks: leaving cdktf is one line in package.json', () => {
  const env = { PATH: process.env.PATH, CDKTF_OUTDIR: join(scratch, 'cdktn'), PLATFORM: 'stackit', ...full.stackit };
  const { stderr, status } = spawnSync(process.execPath, ['--import', './test/support/cdktn-process.ts', 'stacks/main.ts'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  for (const stack of ['ske', 'argo-cd']) {
    const made = text('cdktn', `stacks/${stack}/cdk.tf.json`);
    assert.ok(made.includes('"version": "0.24.0"'), 'it was not cdktn that wrote this');
    assert.deepEqual(withoutVersion(made), withoutVersion(readFileSync(join(import.meta.dirname, `golden/stackit-${stack}.json`), 'utf8')));
  }
});

test('a wrong configuration ends with its faults and no stack trace', () => {
  const { status, stderr } = synth('none', { PLATFORM: 'openstack', NODE_COUNT: '0' });
  assert.equal(status, 2);
  assert.match(stderr, /ADMIN_CIDRS[\s\S]*NODE_COUNT|NODE_COUNT[\s\S]*ADMIN_CIDRS/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

test('a prop that cannot work ends the same way', () => {
  const { status, stderr } = synth('none', { ...full.openstack, PLATFORM: 'openstack', ADMIN_CIDRS: '0.0.0.0/0' });
  assert.equal(status, 2);
  assert.match(stderr, /^adminCidrs is "0\.0\.0\.0\/0", but must be a range of your own/);
});

test('the bindings are what their schema gives', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bindings.ts', '--check'], { cwd: root, encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.equal(status, 0);
});
