/**
 * The construct on a real cluster: a stack of another team, planned and applied by OpenTofu. Terraform's own Kubernetes
 * provider cannot be built from here; in its place stands one that applies to the real API server, with the operator's
 * webhooks, and answers what that says, so that OpenTofu's own comparison of plan and result judges.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { ManagedPostgres, type ManagedPostgresProps } from '../../../constructs/managed-postgres/managed-postgres.ts';
import { liveManifest } from '../../support/stand-in/live-manifest.ts';
import { type StandIn, startStandIn } from '../../support/stand-in/provider.ts';
import { buildTools } from '../openstack/lab.ts';

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

const size = { cpuMillis: 1000, memoryMiB: 512, walStorageGiB: 0 };
const platform = { antiAffinity: 'off' as const, probePeriodSeconds: 1, sizes: { small: size, medium: size, large: size } };
const folder = join(scratch, 'out/stacks/other-team');
let kubernetes: StandIn;

before(async () => {
  const schema = join(import.meta.dirname, '../../support/stand-in/schema/kubernetes.json');
  const live = { kubernetes_manifest: liveManifest([join(import.meta.dirname, 'lab'), 'kubectl']) };
  kubernetes = await startStandIn('hashicorp/kubernetes', schema, { live });
});
after(() => kubernetes?.stop());

/** A stack of another team, with a database of ours in it. */
function describeStack(props: Partial<ManagedPostgresProps> = {}, tamper = (json: string) => json) {
  mkdirSync(join(scratch, 'out'), { recursive: true });
  const app = new App({ outdir: join(scratch, 'out') });
  const stack = new TerraformStack(app, 'other-team');
  new LocalBackend(stack, { path: '../../../state/other-team.tfstate' });
  new KubernetesProvider(stack, 'kubernetes', {});
  new ManagedPostgres(stack, 'orders', {
    name: 'orders',
    project,
    storageGiB: 1,
    databases: [{ name: 'stock', owner: 'app' }],
    platform,
    ...props,
  });
  app.synth();
  const file = join(folder, 'cdk.tf.json');
  writeFileSync(file, tamper(readFileSync(file, 'utf8')));
}

async function tofu(...args: string[]): Promise<{ status: number; text: string }> {
  const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    TF_REATTACH_PROVIDERS: JSON.stringify(kubernetes.reattach),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
  };
  const run = promisify(execFile)(buildTools().tofu, [...args, '-no-color'], { cwd: folder, env, maxBuffer: 64 * 2 ** 20 });
  return run.then(
    ({ stdout }) => ({ status: 0, text: stdout }),
    (error) => ({ status: Number(error.code), text: `${error.stdout}${error.stderr}` }),
  );
}
const succeeds = ({ status, text }: { status: number; text: string }) => {
  assert.equal(status, 0, text);
  return text;
};
const uid = () => kubectl('-n', namespace, 'get', 'cluster', 'orders', '-o', 'jsonpath={.metadata.uid}');

test('control: without the fields that the operator may change, OpenTofu finds that the result is not what was planned', async () => {
  kubectl('create', 'namespace', namespace);
  describeStack({ deletionProtection: false, databases: [] }, (json) =>
    JSON.stringify(JSON.parse(json, (name, value) => (name === 'computed_fields' || name === 'wait' ? undefined : value))),
  );
  succeeds(await tofu('init'));
  const { status, text } = await tofu('apply', '-auto-approve');
  assert.equal(status, 1);
  assert.match(text, /inconsistent result after apply/);
  assert.match(text, /parameters/);
  succeeds(await tofu('destroy', '-auto-approve'));
});

test('one apply makes a database that serves, and a second plan is empty', async () => {
  describeStack();
  succeeds(await tofu('apply', '-auto-approve'));
  assert.equal(kubectl('-n', namespace, 'get', 'cluster', 'orders', '-o', 'jsonpath={.status.phase}'), 'Cluster in healthy state');
  succeeds(await tofu('plan', '-detailed-exitcode'));
});

test('it grows in place: more storage, other parameters, with an empty plan afterwards', async () => {
  const before = uid();
  describeStack({ storageGiB: 2, parameters: { work_mem: '8MB' } });
  assert.match(succeeds(await tofu('apply', '-auto-approve')), /0 added, 1 changed, 0 destroyed/);
  assert.equal(uid(), before);
  assert.equal(kubectl('-n', namespace, 'get', 'cluster', 'orders', '-o', 'jsonpath={.spec.postgresql.parameters.work_mem}'), '8MB');
  succeeds(await tofu('plan', '-detailed-exitcode'));
});

test('a protected database is not destroyed', async () => {
  const { status, text } = await tofu('destroy', '-auto-approve');
  assert.equal(status, 1);
  assert.match(text, /prevent_destroy|cannot be destroyed/);
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

test('one whose protection was taken off is destroyed, with everything in it', async () => {
  describeStack({ storageGiB: 2, parameters: { work_mem: '8MB' }, deletionProtection: false });
  succeeds(await tofu('destroy', '-auto-approve'));
  assert.equal(kubectl('-n', namespace, 'get', 'clusters.postgresql.cnpg.io', '-o', 'name'), '');
});
