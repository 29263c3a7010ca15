import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Testing } from 'cdktf';
import { KubernetesFoundation } from '../../stacks/kubernetes-foundation.ts';
import { openstackConfig, testingApp } from '../support/synth.ts';

function states(variables: Record<string, string>) {
  const json = JSON.parse(Testing.synth(new KubernetesFoundation(testingApp(), openstackConfig(variables))));
  return { own: json.terraform.backend, read: json.data.terraform_remote_state['openstack-lab-state'] };
}

test('local state lies at a relative path, which holds for the stack that keeps it and for those that read it', () => {
  const { own, read } = states({});
  assert.deepEqual(own, { local: { path: '../../../.data/terraform/postgres-paas-lab-kubernetes-foundation.tfstate' } });
  assert.deepEqual(read.config, { path: '../../../.data/terraform/postgres-paas-lab-openstack-lab.tfstate' });
});

test('state in PostgreSQL: no connection string is written, so that PG_CONN_STR counts', () => {
  const { own, read } = states({ STATE_BACKEND: 'pg' });
  assert.deepEqual(own, { pg: { schema_name: 'postgres_paas_lab_kubernetes_foundation' } });
  assert.deepEqual(read.config, { schema_name: 'postgres_paas_lab_openstack_lab' });
});

test('state in S3 is locked, and may lie in another object store than that of AWS', () => {
  const { own } = states({ STATE_BACKEND: 's3', STATE_BUCKET: 'states', STATE_ENDPOINT: 'https://object.example.test' });
  assert.deepEqual([own.s3.bucket, own.s3.key, own.s3.use_lockfile], ['states', 'postgres-paas/lab/kubernetes-foundation.tfstate', true]);
  assert.deepEqual(own.s3.endpoints, { s3: 'https://object.example.test' });
});

for (const STATE_BACKEND of ['local', 'pg', 's3'])
  test(`two environments, and two prefixes, keep their states apart (${STATE_BACKEND})`, () => {
    const of = (variables: Record<string, string>) => states({ STATE_BACKEND, STATE_BUCKET: 'states', ...variables });
    assert.notDeepEqual(of({ ENVIRONMENT: 'one' }), of({ ENVIRONMENT: 'two' }));
    assert.notDeepEqual(of({ NAME_PREFIX: 'one' }), of({ NAME_PREFIX: 'two' }));
  });
