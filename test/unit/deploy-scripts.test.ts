import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withCloud } from '../../scripts/terraform/clouds.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'clouds-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const file = join(scratch, 'clouds.yaml');
writeFileSync(
  file,
  'clouds:\n  home:\n    region_name: north\n    auth:\n      auth_url: https://keystone.example.test/v3\n      username: me\n      password: 12345\n',
);

test('OS_CLOUD leads to the credentials in clouds.yaml; what is set already wins', () => {
  const found = withCloud({ OS_CLOUD: 'home', OS_USERNAME: 'other' }, [join(scratch, 'none.yaml'), file]);
  assert.deepEqual(
    [found.OS_AUTH_URL, found.OS_USERNAME, found.OS_PASSWORD, found.OS_REGION_NAME],
    ['https://keystone.example.test/v3', 'other', '12345', 'north'],
  );
});

test('an unknown cloud is told with those that are known', () => {
  assert.throws(() => withCloud({ OS_CLOUD: 'away' }, [file]), /OS_CLOUD is "away", but .* knows only: home/);
  assert.throws(() => withCloud({ OS_CLOUD: 'away' }, []), /there is no clouds\.yaml/);
});

/** A script as a person runs it, with an environment of its own and nobody at the terminal. */
function script(name: string, args: readonly string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, ...environment };
  return spawnSync(process.execPath, [`scripts/${name}.ts`, ...args], { cwd: root, env, encoding: 'utf8' });
}

test('destroy wants the name of the environment, and removes nothing without it', () => {
  for (const args of [[], ['--confirm=production']]) {
    const { status, stderr } = script('destroy', args);
    assert.equal(status, 1);
    assert.match(stderr, /Nothing was removed: "lab" is the environment/);
  }
});

for (const name of ['deploy', 'inventory', 'bootstrap'])
  test(`${name} says what is missing when there is no Terraform, without a stack trace`, () => {
    const { status, stderr } = script(name, [], { TERRAFORM_BINARY_NAME: 'no-such-program' });
    assert.equal(status, 1);
    assert.match(stderr, /None of no-such-program runs here\. Install OpenTofu or Terraform/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

for (const name of ['deploy', 'destroy', 'inventory', 'bootstrap', 'bindings', 'test-openstack'])
  test(`${name} --help explains itself`, () => {
    const { status, stdout } = script(name, ['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /^usage: /);
  });

const { status: fit, stdout: why } = spawnSync(join(root, 'test/lab/cluster/lab'), ['supported'], { encoding: 'utf8' });

test('test-cluster says that no lab is up where LAB leads', { skip: fit !== 0 && `no cluster lab can run here: ${why}` }, () => {
  const { status, stdout, stderr } = script('test-cluster', [], { HOME: scratch, LAB: join(scratch, 'lab') });
  assert.equal(status, 1);
  assert.match(stderr, /^LAB is .*lab, where no lab is up: bring one up with "LAB=.* up", or unset LAB .*\.\n$/);
  assert.equal(stdout, '');
});
