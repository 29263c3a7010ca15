import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const docs = ['.github/docs/kubernetes-the-hard-way.md', '.github/docs/openstack-from-nothing.md'];
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const lab = 'test/lab/cluster/parts/control-plane.sh';

/** Flags in code, as `--flag`; a program's own, not those of shell commands around it. */
const flagsIn = (text: string) => new Set(text.matchAll(/(?<![\w-])--[a-z][a-z-]+/g).map(([flag]) => flag));
const programs = () => read(lab).match(/run_service (etcd|apiserver|kubelet|controller-manager|scheduler) [\s\S]*?[^\\]\n/g) ?? [];

test('the walkthrough explains every flag that the lab starts Kubernetes with, and none that it does not', () => {
  assert.equal(programs().length, 5);
  const explained = flagsIn(read(docs[0] ?? '').split('## 9')[0] ?? '');
  assert.deepEqual([...explained].toSorted(), [...flagsIn(programs().join('\n'))].toSorted());
});

test('the walkthrough names the certificates that the lab makes', () => {
  const made = read('test/lab/cluster/parts/keys.sh')
    .matchAll(/^ {2}(?:certificate|authority) ([\w-]+)/gm)
    .map(([, name]) => name);
  for (const name of made) assert.ok(read(docs[0] ?? '').includes(`\`${name}\``), `${name} is not explained`);
});

for (const doc of docs)
  test(`${doc} leads to files that exist`, () => {
    for (const [, link = ''] of read(doc).matchAll(/\]\(([^)#]+)\)/g)) {
      if (!link.startsWith('http')) assert.ok(existsSync(join(root, dirname(doc), link)), link);
    }
  });
