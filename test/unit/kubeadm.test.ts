import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { cloudInit } from '../../constructs/kubeadm/cloud-init.ts';
import { type KubeadmProps, kubeadmConfiguration } from '../../constructs/kubeadm/configuration.ts';

const props: KubeadmProps = {
  clusterName: 'pg-test-kubernetes',
  kubernetesVersion: '1.35.4',
  nodeCidr: '10.20.0.0/24',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/16',
  controlPlaneAddress: '10.20.0.11',
  alternativeNames: ['203.0.113.5'],
};
const documents = () => parseAllDocuments(kubeadmConfiguration(props)).map((document) => document.toJS());

test('cloud-init is YAML that cloud-init recognises by its first line', () => {
  const text = cloudInit({ kubernetesVersion: '1.35.4' });
  assert.equal(text.split('\n')[0], '#cloud-config');
  assert.ok(parse(text).packages.includes('containerd'));
});

test('packages come from the repository of the minor version and are held at the exact one', () => {
  const text = cloudInit({ kubernetesVersion: '1.35.4' });
  assert.match(text, /stable:\/v1\.35\/deb/);
  assert.match(text, /kubelet=1\.35\.4-\*/);
  assert.match(text, /apt-mark hold/);
});

test('refuses a version that is not exact', () => {
  assert.throws(() => cloudInit({ kubernetesVersion: '1.35' }), /kubernetesVersion is "1\.35"/);
});

test('user data carries no secret: it is the same for everyone who can read it', () => {
  assert.doesNotMatch(cloudInit({ kubernetesVersion: '1.35.4' }), /token|password|secret|PRIVATE/i);
});

test('the certificate of the API is valid for the floating IP that administrators use', () => {
  const cluster = documents().find(({ kind }) => kind === 'ClusterConfiguration');
  assert.deepEqual(cluster.apiServer.certSANs, ['10.20.0.11', '203.0.113.5']);
});

test('no bootstrap token is kept in the configuration', () => {
  const init = documents().find(({ kind }) => kind === 'InitConfiguration');
  assert.deepEqual(init.bootstrapTokens, []);
});

for (const [because, change, told] of [
  ['pods over machines', { podCidr: '10.20.0.0/16' }, /podCidr is "10\.20\.0\.0\/16", but must not overlap nodeCidr/],
  ['services over machines', { serviceCidr: '10.20.0.0/24' }, /serviceCidr/],
  ['services over pods', { serviceCidr: '10.244.8.0/24' }, /must not overlap podCidr/],
] as const)
  test(`refuses ranges that overlap: ${because}`, () => assert.throws(() => kubeadmConfiguration({ ...props, ...change }), told));
