/** Every folder of every overlay: built by kustomize, valid by kubeconform, admitted by the real API server. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { SOURCES } from '../../../scripts/schemas.ts';
import { eventually } from '../../support/eventually.ts';
import { labOfTests } from '../cluster/lab.ts';
import { steps } from '../steps.ts';
import { addonsOf } from './addons.ts';
import { SCHEMA_LOCATION, writeSchemas } from './openapi-schemas.ts';
import { objectsIn } from './parts.ts';

const lab = await labOfTests();
const addons = addonsOf(lab);
const step = steps();
const work = mkdtempSync(join(lab.folder, 'manifests-'));
const TREE = join(import.meta.dirname, '../../../gitops');
const OVERLAYS = ['lab', 'ske', 'gateway-api'];
/** By overlay and component. */
const built = new Map<string, string>();

function conform(input: string) {
  return spawnSync(addons.program('kubeconform'), ['-strict', '-summary', '-schema-location', SCHEMA_LOCATION(join(work, 'schemas'))], {
    input,
    encoding: 'utf8',
  });
}

step('kustomize builds every folder of every overlay', () => {
  for (const overlay of OVERLAYS)
    for (const name of readdirSync(join(TREE, 'overlays', overlay)))
      built.set(`${overlay}/${name}`, addons.exec('kustomize', ['build', join(TREE, 'overlays', overlay, name)]));
  assert.ok(built.size >= 15, `${built.size}`);
});

step('kubeconform finds every object valid by the definitions that the API server has', async () => {
  await bringDefinitions();
  const kinds = await eventually(async () => {
    const document = await lab.kubectl('get', '--raw', '/openapi/v2');
    assert.match(document, /"HTTPRoute"/, 'the document follows the definitions by seconds');
    return writeSchemas(document, join(work, 'schemas'));
  });
  assert.ok(kinds > 150, `${kinds} kinds`);
  for (const [name, text] of [
    ...built,
    ['applications', addons.exec('kustomize', ['build', '--load-restrictor', 'LoadRestrictionsNone', applications()])] as const,
  ]) {
    const { status, stdout } = conform(text);
    assert.equal(status, 0, `${name}: ${stdout}`);
    assert.match(stdout, /Skipped: 0/, name);
  }
  const wrong = conform((built.get('ske/api') ?? '').replace('imagePullPolicy:', 'imagePolPolicy:'));
  assert.equal(wrong.status, 1, 'control: a wrong field is found');
});

step('the API server admits every object: its own rules, the webhooks of the operators, Pod Security', async () => {
  let admitted = 0;
  for (const [name, text] of built) {
    const file = join(work, 'objects.yaml');
    writeFileSync(
      file,
      objectsIn(text)
        .map(asNew)
        .map((object) => stringify(object))
        .join('---\n'),
    );
    for (const namespace of namespacesOf(text)) await lab.kubectl('create', 'namespace', namespace).catch(() => undefined);
    await lab.kubectl('apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', file).catch((error: Error) => {
      throw new Error(`${name}: ${error.message}`);
    });
    admitted += objectsIn(text).length;
  }
  console.log(`           ${admitted} objects of ${built.size} folders`);
});

/** The platform of the lab has these by the same names, with other settings: they must be admitted as new ones, not as changes. */
function asNew(object: ReturnType<typeof objectsIn>[number]) {
  if (object.kind !== 'Job' && object.kind !== 'Cluster') return object;
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-new` } };
}

/** Of kinds whose operator is not installed in the lab. */
async function bringDefinitions(): Promise<void> {
  const wanted = SOURCES.filter(({ module }) => /prometheus-operator|cert-manager|gateway-api/.test(module));
  for (const { folder, files } of wanted) {
    const texts = files.map((file) => readFileSync(join(folder(), file), 'utf8'));
    const objects = texts.flatMap(objectsIn).filter(({ kind }) => String(kind) === 'CustomResourceDefinition');
    for (const object of objects) {
      const file = join(work, 'definition.yaml');
      writeFileSync(file, stringify(object));
      await lab.kubectl('create', '-f', file).catch((error: Error) => assert.match(error.message, /AlreadyExists/));
    }
  }
}

const namespacesOf = (text: string) => new Set(objectsIn(text).flatMap(({ metadata }) => metadata.namespace ?? []));

function applications(): string {
  const files = readdirSync(join(TREE, 'apps')).map((name) => join(TREE, 'apps', name));
  writeFileSync(join(work, 'kustomization.yaml'), stringify({ resources: [...files, join(TREE, 'root-app.yaml')] }));
  return work;
}
