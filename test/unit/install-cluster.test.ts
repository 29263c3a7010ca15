import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../constructs/manifests/objects.ts';
import { schemaFaults } from '../support/kubernetes-schemas.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'install-cluster-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** A kubectl that writes down what it was asked, and refuses one command. */
function kubectl(refused: string): string {
  const log = join(scratch, `${refused || 'none'}.log`);
  writeFileSync(log, '');
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >> ${log}\ncase "$*" in *"-f -"*) cat > ${scratch}/applied.yaml;; esac\n[ "$1" != "${refused}" ]\n`;
  writeFileSync(join(scratch, 'kubectl'), script);
  chmodSync(join(scratch, 'kubectl'), 0o755);
  return log;
}

const install = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/install-cluster.ts', ...args], {
    cwd: root,
    env: { PATH: `${scratch}${delimiter}${process.env.PATH}` },
    encoding: 'utf8',
  });

const objectsIn = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);

test('the control plane for a cluster of your own is valid Kubernetes, namespace first, with the image that was given', () => {
  const { stdout, status } = install('--print', '--image=registry.example.test/paas:7');
  const objects = objectsIn(stdout);
  assert.equal(status, 0);
  assert.equal(objects[0]?.kind, 'Namespace');
  for (const object of objects) assert.deepEqual(schemaFaults(object), [], object.kind);
  for (const kind of ['Cluster', 'ClusterImageCatalog', 'Job', 'Deployment', 'Service'])
    assert.ok(
      objects.some((object) => object.kind === kind),
      kind,
    );
  assert.equal(stdout.match(/image: registry\.example\.test\/paas:7/g)?.length, 2, 'the API, and the Job that makes its Secret');
  assert.doesNotMatch(stdout, /kind: Secret\n/, 'nothing secret leaves the cluster');
});

test('it is applied by kubectl, which is also told to wait for it', () => {
  const log = kubectl('');
  const { status, stdout, stderr } = install('--image=registry.example.test/paas:7');
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) =>
        line
          .replace(/^-n \S+ /, '')
          .split(' ')
          .slice(0, 2)
          .join(' '),
      ),
    ['get crd', 'delete job', 'apply --server-side', 'rollout status'],
  );
  assert.ok(objectsIn(readFileSync(join(scratch, 'applied.yaml'), 'utf8')).some(({ kind }) => kind === 'Deployment'));
  assert.match(stdout, /password {3}kubectl .*control-plane/);
});

test('without CloudNativePG it says so and changes nothing', () => {
  const log = kubectl('get');
  const { status, stderr } = install();
  assert.equal(status, 1);
  assert.match(stderr, /no CloudNativePG/);
  assert.doesNotMatch(readFileSync(log, 'utf8'), /apply/);
});

test('it needs nothing of the labs', () => {
  const { status, stdout } = spawnSync('npx', ['depcruise', '--no-config', '--output-type', 'json', 'scripts/install-cluster.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 0);
  const { modules } = JSON.parse(stdout) as { modules: { source: string }[] };
  assert.deepEqual(
    modules.map(({ source }) => source).filter((source) => source.startsWith('test/')),
    [],
  );
});
