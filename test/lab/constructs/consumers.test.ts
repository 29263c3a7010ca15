/**
 * The package of the constructs in projects of other teams: each is empty, installs the tarball and its other packages from
 * the npm registry (or npm's cache), and makes the same stack. What Terraform reads must be what the sources here give.
 */
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { ManagedPostgres } from '../../../constructs/managed-postgres/managed-postgres.ts';
import { packConstructs } from '../../support/packed-constructs.ts';
import { temporaryOutdir } from '../../support/synth.ts';
import { FORK, JAVASCRIPT, MODULES, ORDERS, STACK, TEMPLATE, TSX } from './apps.ts';
import { Consumer } from './consumer.ts';

const CONSTRUCTS = join(import.meta.dirname, '../../../constructs');
const scratch = mkdtempSync(join(tmpdir(), 'constructs-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const tarball = packConstructs(scratch);
const expected = ourStack();

/** The newest that the package says it works with, and the oldest. */
const NEWEST = ['cdktf@0.21', 'constructs@10', '@cdktf/provider-kubernetes@12'];
const OLDEST = ['cdktf@0.21.0', 'constructs@10.4.2', '@cdktf/provider-kubernetes@12.0.0', '@cdktf/provider-helm@12.0.0'];

describe('a project that installs the package', { concurrency: 2 }, () => {
  test('the TypeScript template of cdktf: compiles, runs, and its jest tests pass', async (t) => {
    const tools = ['typescript@5.9.3', 'jest@30.5.2', 'ts-jest@29.4.15', 'ts-node@10.9.2', '@types/jest@30', '@types/node@24'];
    const project = await consumer(t, TEMPLATE, [...NEWEST, ...tools]);
    await project.run('tsc', ['--noEmit']);
    await project.run('ts-node', ['main.ts']);
    isOurs(project);
    await project.run('jest', []);
  });

  test('ECMAScript modules: Node runs the TypeScript as it is, and the declarations need no leniency', async (t) => {
    const project = await consumer(t, MODULES, [...NEWEST, 'typescript@6.0.3', '@types/node@24']);
    await project.run('node', ['main.ts']);
    isOurs(project);
    await project.run('tsc', []);
  });

  test('tsx, and the program that README.md begins with', async (t) => {
    const project = await consumer(t, TSX, [...NEWEST, 'tsx@4']);
    await project.run('tsx', ['main.ts']);
    isOurs(project);
    assert.match(await project.run('tsx', ['readme.ts']), /^orders-rw\.pg-shop\.svc/, 'what README.md begins with');
    assert.doesNotMatch(JSON.stringify(project.readStack(STACK)), /report-password/, 'the stack of the README took the place of the other');
  });

  test('plain JavaScript with the oldest packages that are allowed', async (t) => {
    const project = await consumer(t, JAVASCRIPT, OLDEST);
    await t.test('ManagedPostgres loads no other construct', async () => {
      const loaded: string[] = JSON.parse(await project.run('node', ['main.js']));
      isOurs(project);
      const ours = loaded.filter((file) => file.includes('postgres-paas-constructs') && !file.includes('/chunks/'));
      assert.deepEqual(ours.map((file) => basename(file)).toSorted(), ['managed-postgres.js', 'prop-error.js']);
      assert.ok(!loaded.some((file) => file.includes('provider-helm')));
    });
    await t.test('all that the package has can be loaded', async () => {
      const names = await project.run('node', ['all.js']);
      assert.match(names, /^managed-postgres\.js ManagedPostgres$/m);
      assert.match(names, /^bindings\/openstack\/provider\.js OpenstackProvider$/m);
      assert.doesNotMatch(names, / $/m, 'a module without exports');
    });
    await t.test('the root application brings its chart', async () => {
      await project.run('node', ['argo-cd.js']);
      const [chart] = globSync('cdktf.out/stacks/argo-cd/assets/**/application.yaml', { cwd: project.folder });
      const source = readFileSync(join(CONSTRUCTS, 'argo-cd/root-application/templates/application.yaml'), 'utf8');
      assert.equal(readFileSync(join(project.folder, `${chart}`), 'utf8'), source);
    });
  });

  test('the fork cdktn, under the name of cdktf and by its own', async (t) => {
    const project = await consumer(t, FORK, []);
    for (const program of ['main.js', 'own-name.js']) {
      await project.run('node', [program]);
      isOurs(project);
      assert.match(JSON.stringify(project.readStack(STACK)), /"version":"0\.24\.0"/, 'it was not cdktn that wrote this');
    }
  });
});

test('npm refuses a cdktf that the constructs are not made for, and names it', async (t) => {
  await assert.rejects(
    consumer(t, TSX, ['cdktf@0.20', 'constructs@10']),
    /ERESOLVE[\s\S]*peer cdktf@"\^0\.21\.0 \|\| \^0\.24\.0" from postgres-paas-constructs/,
  );
});

async function consumer(t: TestContext, files: Readonly<Record<string, string>>, packages: readonly string[]) {
  const project = new Consumer(files, t.signal);
  t.after(() => project.remove());
  await project.install([tarball, ...packages]);
  return project;
}

/** What the sources here make of the same database. */
function ourStack() {
  const app = new App({ outdir: temporaryOutdir() });
  const stack = new TerraformStack(app, STACK);
  new KubernetesProvider(stack, 'kubernetes', { configPath: '~/.kube/config' });
  const orders = new ManagedPostgres(stack, 'orders', ORDERS);
  new TerraformOutput(stack, 'host', { value: orders.host });
  app.synth();
  return described(JSON.parse(readFileSync(join(app.outdir, 'stacks', STACK, 'cdk.tf.json'), 'utf8')));
}

/** What a stack makes: without what says who wrote it, where its state is, and which version of the provider it takes. */
function described(stack: unknown) {
  assert.ok(typeof stack === 'object' && stack && 'resource' in stack && 'output' in stack && 'provider' in stack);
  return { resource: stack.resource, output: stack.output, provider: stack.provider };
}

function isOurs(project: Consumer) {
  assert.deepEqual(described(project.readStack(STACK)), expected);
}
