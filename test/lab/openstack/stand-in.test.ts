/**
 * The stacks for clouds that cannot be reached from a test, planned and applied by OpenTofu against stand-ins that know the
 * providers' schemas: what is proved is that every attribute exists and has the right type, that the order works, and what
 * the provider would be told. STACKIT itself, Helm and Kubernetes are not contacted.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { App, LocalBackend, TerraformStack } from 'cdktf';
import { parse, stringify } from 'yaml';
import { ManagedPostgres } from '../../../constructs/managed-postgres/managed-postgres.ts';
import { makeApp } from '../../../stacks/app.ts';
import type { StacksConfig } from '../../../stacks/config.ts';
import { type StandIn, startStandIn } from '../../support/stand-in/provider.ts';
import { stackitConfig } from '../../support/synth.ts';
import { buildTools } from './lab.ts';

const run = promisify(execFile);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const kubeconfig = stringify({
  clusters: [{ name: 'ske', cluster: { server: 'https://api.example.test', 'certificate-authority-data': base64('the CA') } }],
  users: [{ name: 'ske', user: { 'client-certificate-data': base64('a certificate'), 'client-key-data': base64('its key') } }],
});
const scratch = mkdtempSync(join(tmpdir(), 'stand-in-'));
const schemas = join(import.meta.dirname, '../../support/stand-in/schema');
let stackit: StandIn;
let helm: StandIn;
let kubernetes: StandIn;
let tofu: string;

before(async () => {
  tofu = buildTools().tofu;
  const bindings = join(import.meta.dirname, '../../../constructs/bindings/schema/stackit.json');
  stackit = await startStandIn('stackitcloud/stackit', bindings, { answers: { kube_config: kubeconfig } });
  helm = await startStandIn('hashicorp/helm', join(schemas, 'helm.json'));
  kubernetes = await startStandIn('hashicorp/kubernetes', join(schemas, 'kubernetes.json'));
});
after(() => {
  for (const one of [stackit, helm, kubernetes]) one?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Synthesises a platform into a folder of its own. */
function synthesise(name: string, config: StacksConfig): string {
  const outdir = join(scratch, name, 'out');
  mkdirSync(outdir, { recursive: true });
  makeApp({ ...config, STATE_PATH: '../../../state' }, outdir).synth();
  return join(outdir, 'stacks');
}

async function terraform(folder: string, ...args: string[]): Promise<string> {
  const reattach = { ...stackit.reattach, ...helm.reattach, ...kubernetes.reattach };
  const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    TF_REATTACH_PROVIDERS: JSON.stringify(reattach),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
  };
  const { stdout } = await run(tofu, args, { cwd: folder, env, maxBuffer: 64 * 2 ** 20 });
  return stdout;
}

async function apply(folder: string): Promise<void> {
  await terraform(folder, 'init', '-no-color');
  await terraform(folder, 'apply', '-auto-approve', '-no-color');
  await terraform(folder, 'plan', '-detailed-exitcode', '-no-color');
}

const git = { GIT_REPOSITORY: 'https://git.example.test/platform.git', DNS_NAME: 'db.example.test' };
const made = (where: StandIn, type: string) => where.made.get(type) ?? [];

test('SKE: cluster, bucket, key group and DNS zone fit the schema, and a second plan is empty', async () => {
  const stacks = synthesise('ske', stackitConfig(git));
  await apply(join(stacks, 'ske'));
  const [cluster] = made(stackit, 'stackit_ske_cluster');
  assert.equal(cluster?.name, 'pgpaas');
  assert.deepEqual(cluster?.maintenance, {
    enable_kubernetes_version_updates: true,
    enable_machine_image_version_updates: true,
    start: '02:00:00Z',
    end: '04:00:00Z',
  });
  assert.equal(made(stackit, 'stackit_objectstorage_bucket').length, 1);
  assert.equal(made(stackit, 'stackit_dns_zone')[0]?.dns_name, 'db.example.test');
});

test('SKE: the outputs tell names, and no kubeconfig is anywhere in the state', async () => {
  const folder = join(scratch, 'ske/out/stacks/ske');
  const outputs = JSON.parse(await terraform(folder, 'output', '-json'));
  assert.deepEqual(Object.keys(outputs).toSorted(), ['backup_bucket', 'backup_group', 'cluster_name', 'kubernetes_version']);
  assert.ok(!readFileSync(join(scratch, 'ske/state/postgres-paas-lab-ske.tfstate'), 'utf8').includes('client-key-data'));
});

test('Argo CD on SKE: one apply on an empty cluster, with an hour of kubeconfig and the backup key in a Secret', async () => {
  await apply(join(scratch, 'ske/out/stacks/argo-cd'));
  assert.deepEqual(
    made(helm, 'helm_release').map(({ name }) => name),
    ['argocd', 'root-application'],
  );
  const told = helm.configured.at(-1)?.kubernetes;
  assert.ok(typeof told === 'object' && told !== null && 'host' in told && 'client_key' in told);
  assert.deepEqual([told.host, told.client_key], ['https://api.example.test', 'its key']);
  assert.deepEqual(made(kubernetes, 'kubernetes_secret_v1')[0]?.data, {
    ACCESS_KEY_ID: 'stand-in-access_key',
    ACCESS_SECRET_KEY: 'stand-in-secret_access_key',
    BUCKET: 'postgres-paas-lab-backups',
  });
});

test('Argo CD: the root application follows the repository that was named', () => {
  const root = made(helm, 'helm_release').find(({ name }) => name === 'root-application');
  const [values] = Array.isArray(root?.values) ? root.values : [];
  assert.deepEqual(parse(String(values)), { repository: git.GIT_REPOSITORY, revision: 'main', path: 'gitops/apps' });
});

test('control: an attribute that the schema does not have is refused', async () => {
  const folder = join(synthesise('control', stackitConfig()), 'ske');
  const file = join(folder, 'cdk.tf.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"machine_type"', '"machine_kind"'));
  await terraform(folder, 'init', '-no-color');
  await assert.rejects(terraform(folder, 'plan', '-no-color'), /machine_(kind|type)/);
});

/** A stack of another team, with one database of ours in it. */
function otherTeam(deletionProtection: boolean): string {
  const outdir = join(scratch, 'other', 'out');
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'other-team');
  new LocalBackend(stack, { path: '../../../state/other-team.tfstate' });
  new KubernetesProvider(stack, 'kubernetes', {});
  new ManagedPostgres(stack, 'orders', {
    name: 'orders',
    project: 'shop',
    instances: 3,
    deletionProtection,
    backups: { objectStore: 'backups' },
    roles: [{ name: 'report', passwordSecret: 'report-password' }],
  });
  app.synth();
  return join(outdir, 'stacks', 'other-team');
}

test('ManagedPostgres in a stack of another team: three objects, and a second plan is empty', async () => {
  await apply(otherTeam(true));
  const kinds = made(kubernetes, 'kubernetes_manifest').map(
    ({ manifest }) => /"kind":"(Cluster|DatabaseRole|ScheduledBackup)"/.exec(JSON.stringify(manifest))?.[1],
  );
  assert.deepEqual(kinds.toSorted(), ['Cluster', 'DatabaseRole', 'ScheduledBackup']);
});

test('a protected database is not destroyed; one whose protection was taken off first is', async () => {
  const folder = join(scratch, 'other/out/stacks/other-team');
  await assert.rejects(terraform(folder, 'destroy', '-auto-approve', '-no-color'), /prevent_destroy|cannot be destroyed/);
  assert.equal(made(kubernetes, 'kubernetes_manifest').length, 3);
  await terraform(otherTeam(false), 'destroy', '-auto-approve', '-no-color');
  assert.equal(made(kubernetes, 'kubernetes_manifest').length, 0);
});

test('everything is removed again', async () => {
  for (const stack of ['argo-cd', 'ske']) await terraform(join(scratch, 'ske/out/stacks', stack), 'destroy', '-auto-approve', '-no-color');
  for (const where of [stackit, helm, kubernetes]) assert.deepEqual([...where.made.values()].flat(), []);
});
