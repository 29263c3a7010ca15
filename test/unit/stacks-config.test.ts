import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, describeConfig, readConfig } from '../../stacks/config.ts';
import { exampleKey, openstackConfig } from '../support/synth.ts';

const message = (environment: Record<string, string>) => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return assert.fail('the configuration was accepted');
};

test('needs only what nobody else can know', () => {
  const config = openstackConfig();
  assert.equal(config.NODE_COUNT, 3);
  assert.deepEqual(config.ADMIN_CIDRS, ['198.51.100.0/24']);
});

test('tells every fault at once, with the value', () => {
  const told = message({ NODE_COUNT: 'many', NODE_CIDR: 'all', SSH_PUBLIC_KEY: '-----BEGIN PRIVATE KEY-----' });
  for (const part of ['ADMIN_CIDRS', 'NODE_COUNT', 'NODE_CIDR', 'SSH_PUBLIC_KEY', '--help']) assert.ok(told.includes(part), told);
});

test('tells a missing one from a wrong one', () => {
  const told = message({ NODE_COUNT: 'many' });
  assert.match(told, /ADMIN_CIDRS is not set: there is no default/);
  assert.match(told, /NODE_COUNT = many: must be a number/);
});

test('state in S3 needs a bucket', () => {
  assert.match(
    message({ ADMIN_CIDRS: '198.51.100.0/24', SSH_PUBLIC_KEY: exampleKey, STATE_BACKEND: 's3' }),
    /STATE_BUCKET is not set: STATE_BACKEND=s3 needs/,
  );
});

test('takes an empty variable as unset', () => {
  assert.equal(openstackConfig({ NODE_COUNT: '' }).NODE_COUNT, 3);
});

test('splits lists at commas and blanks', () => {
  assert.deepEqual(openstackConfig({ ADMIN_CIDRS: '198.51.100.0/24, 203.0.113.7/32' }).ADMIN_CIDRS, ['198.51.100.0/24', '203.0.113.7/32']);
});

test('asks a STACKIT user for nothing of OpenStack', () => {
  const told = message({ PLATFORM: 'stackit' });
  assert.ok(told.includes('STACKIT_PROJECT_ID'));
  assert.ok(!told.includes('SSH_PUBLIC_KEY'));
});

test('refuses a platform it does not know', () => {
  assert.match(message({ PLATFORM: 'azure', SSH_PUBLIC_KEY: exampleKey }), /PLATFORM/);
});

test('explains every variable', () => {
  for (const line of describeConfig()
    .split('\n')
    .filter((text) => text.startsWith('  ')))
    assert.match(line, /^ {2}[A-Z_\d]+\s+\S/);
});
