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

const openstack = { ADMIN_CIDRS: '198.51.100.0/24', SSH_PUBLIC_KEY: exampleKey };
const stackit = { PLATFORM: 'stackit', ADMIN_CIDRS: '198.51.100.0/24', STACKIT_PROJECT_ID: '6f1d4a52-9c0e-4b7e-8f43-0d6f3f1f0a11' };

test('a private key in place of the public one is refused and not repeated', () => {
  const secret = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n';
  const told = message({ ...openstack, SSH_PUBLIC_KEY: secret });
  assert.match(told, /SSH_PUBLIC_KEY = \(not shown\): is a PRIVATE key/);
  assert.ok(!told.includes('b3Blb'));
});

for (const repository of [
  'https://git:secret@git.example.test/p.git',
  'https://secret@git.example.test/p.git',
  'ssh://git:secret@git.example.test/p.git',
  'https://git.example.test/p.git?private_token=secret',
  'http://git.example.test/p.git',
  'file:///srv/secret',
])
  test(`the repository ${repository.replace('secret', '…')} is refused, and not repeated`, () => {
    const told = message({ ...openstack, GIT_REPOSITORY: repository });
    assert.match(told, /GIT_REPOSITORY = \(not shown\): must/);
    assert.ok(!told.includes('secret'));
  });

for (const repository of ['https://git.example.test/p.git', 'ssh://git@git.example.test:2222/p.git', 'git@git.example.test:you/p.git'])
  test(`the repository ${repository} is accepted`, () => {
    assert.equal(openstackConfig({ GIT_REPOSITORY: repository }).GIT_REPOSITORY, repository);
  });

const faulty: [because: string, variables: Record<string, string>, told: RegExp][] = [
  ['zones of another region', { ...stackit, STACKIT_REGION: 'eu02' }, /SKE_ZONES.*eu01-1, eu01-2, eu01-3: not in STACKIT_REGION eu02/],
  ['a time of day that no clock shows', { ...stackit, SKE_MAINTENANCE_START: '25:99:00Z' }, /SKE_MAINTENANCE_START = 25:99:00Z/],
  ['a window without a length', { ...stackit, SKE_MAINTENANCE_START: '04:00:00Z' }, /SKE_MAINTENANCE_END/],
  ['fewer nodes at most than at least', { ...stackit, SKE_NODES_MIN: '9' }, /SKE_NODES_MAX/],
  ['a DNS name that is none', { ...stackit, DNS_NAME: '-db..example' }, /DNS_NAME = -db\.\.example/],
  ['a long name of a cluster', { ...stackit, SKE_CLUSTER_NAME: 'postgres-cluster' }, /SKE_CLUSTER_NAME.*at most 11/],
  ['an expression of Terraform', { ...openstack, GIT_REVISION: `\${file("/etc/passwd")}` }, /GIT_REVISION.*must not hold/],
  ['another one, in an otherwise wrong configuration', { GIT_REVISION: '%{ for x in y }' }, /GIT_REVISION.*must not hold/],
  ['a name no cloud takes', { ...openstack, NAME_PREFIX: 'Postgres_PaaS' }, /NAME_PREFIX = Postgres_PaaS/],
  ['an IPv6 range', { ...openstack, ADMIN_CIDRS: '2001:db8::/32' }, /ADMIN_CIDRS.*must be IPv4/],
  [
    'a range that does not begin at its network',
    { ...openstack, ADMIN_CIDRS: '198.51.100.7/24' },
    /begin at its network address: 198\.51\.100\.0\/24/,
  ],
  ['overlapping ranges', { ...openstack, POD_CIDR: '10.20.0.0/16' }, /POD_CIDR.*must not overlap NODE_CIDR/],
  ['more machines than addresses', { ...openstack, NODE_CIDR: '10.20.0.0/28', NODE_COUNT: '9' }, /NODE_COUNT.*room for 3/],
  ['too few addresses for pods', { ...openstack, POD_CIDR: '10.244.0.0/23' }, /POD_CIDR.*must hold a \/24 for each of 3/],
  ['an ancient Kubernetes', { ...openstack, KUBERNETES_VERSION: '1.12.0' }, /KUBERNETES_VERSION = 1\.12\.0: must be 1\.31 or newer/],
  ['a resolver that is no address', { ...openstack, DNS_SERVERS: 'dns.example.test' }, /DNS_SERVERS/],
  ['a cluster without its kubeconfig', { PLATFORM: 'kubernetes' }, /KUBECONFIG is not set/],
];
for (const [because, variables, told] of faulty) test(`refuses ${because}`, () => assert.match(message(variables), told));

test('the kubeconfig of our own machines is the one that bootstrap writes, never that of the person', () => {
  assert.match(openstackConfig().KUBECONFIG, /\/\.data\/kubeconfig$/);
});
