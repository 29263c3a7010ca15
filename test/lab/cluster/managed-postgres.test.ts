/**
 * The construct on a real cluster: the objects that a stack would apply, applied to the API server and carried out by the
 * operator. Terraform's own Kubernetes provider is not involved; what it would be told is.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ManagedPostgres } from '../../../constructs/exports.ts';
import { resources, synthesiseParts } from '../../support/synth.ts';

/** In the lab whose folder LAB names: the one that the cluster tests have brought up. */
function kubectl(...args: readonly string[]): string {
  return execFileSync(join(import.meta.dirname, 'lab'), ['kubectl', ...args], { encoding: 'utf8' }).trim();
}

if (!process.env.LAB) throw new Error('There is no lab. Bring one up (LAB=FOLDER test/lab/cluster/lab up) and name its folder in LAB.');
const project = 'infrastructure';
const namespace = `pg-${project}`;
const scratch = mkdtempSync(join(tmpdir(), 'managed-postgres-'));
after(() => {
  kubectl('delete', 'namespace', namespace, '--ignore-not-found', '--wait=false');
  rmSync(scratch, { recursive: true, force: true });
});

const small = { cpuMillis: 100, memoryMiB: 384, walStorageGiB: 0 };
const platform = { antiAffinity: 'off' as const, probePeriodSeconds: 1, sizes: { small, medium: small, large: small } };
const described = synthesiseParts((stack) => {
  new ManagedPostgres(stack, 'orders', { name: 'orders', project, storageGiB: 1, databases: [{ name: 'stock', owner: 'app' }], platform });
});
const manifests = resources(described, 'kubernetes_manifest').map(({ manifest }) => manifest);
const file = join(scratch, 'objects.json');
writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }));
const apply = () => kubectl('apply', '--server-side', '--field-manager=postgres-paas-terraform', '-f', file);
const generation = () => kubectl('-n', namespace, 'get', 'cluster', 'orders', '-o', 'jsonpath={.metadata.generation}');

test('the objects of ManagedPostgres become a database that serves, by the sign that the construct waits for', () => {
  kubectl('create', 'namespace', namespace);
  apply();
  const [phase] = resources(described, 'kubernetes_manifest').flatMap(
    ({ wait }) => /"status\.phase":"([^"]+)"/.exec(JSON.stringify(wait) ?? '')?.[1] ?? [],
  );
  assert.equal(phase, 'Cluster in healthy state');
  kubectl('-n', namespace, 'wait', 'cluster/orders', `--for=jsonpath={.status.phase}=${phase}`, '--timeout=300s');
});

test('it is where the construct says, and the Secrets have the keys it names', () => {
  const { host, credentials, certificateAuthority } = ManagedPostgres.fromName({ project, name: 'orders' });
  const [service = '', where = ''] = host.split('.');
  assert.equal(kubectl('-n', where, 'get', 'service', service, '-o', 'jsonpath={.spec.ports[0].port}'), '5432');
  const keys = (secret: { namespace: string; name: string }) =>
    kubectl('-n', secret.namespace, 'get', 'secret', secret.name, '-o', 'jsonpath={.data}');
  for (const key of ['username', 'password', 'uri']) assert.ok(keys(credentials).includes(`"${key}":`), key);
  assert.ok(keys(certificateAuthority).includes('"ca.crt":'));
});

test('the second database is there', () => {
  kubectl('-n', namespace, 'wait', 'database.postgresql.cnpg.io/orders-stock', '--for=jsonpath={.status.applied}=true', '--timeout=120s');
});

test('applying the same again changes nothing', () => {
  const before = generation();
  apply();
  assert.equal(generation(), before);
});
