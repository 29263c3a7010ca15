/** The package of the constructs as it is packed. How it does in projects of others: `npm run test:constructs`. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { packConstructs } from '../support/packed-constructs.ts';

const ROOT = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'constructs-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const tarball = packConstructs(scratch);
const installed = join(scratch, 'package');
mkdirSync(installed);
execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);

/** What can be imported, by the path after the package's name. */
const subpaths = globSync(['dist/*.js', 'dist/bindings/*/*.js'], { cwd: installed }).map((file) =>
  file.slice('dist/'.length, -'.js'.length),
);

test('each path is one that README.md lists, or a binding', () => {
  const readme = readFileSync(join(installed, 'README.md'), 'utf8');
  const listed = [...readme.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) =>
    [...`${cell}`.matchAll(/`\/([\w-]+)`/g)].map(([, path]) => path),
  );
  const bindings = globSync('bindings/*/*.js', { cwd: join(ROOT, 'constructs') }).map((file) => file.slice(0, -'.js'.length));
  assert.ok(listed.includes('managed-postgres') && bindings.length > 0);
  assert.deepEqual(subpaths.toSorted(), [...listed, ...bindings].toSorted());
});

test('every type is declared at a path, by which the declarations of others can name it', () => {
  const declarations = globSync('dist/**/*.d.ts', { cwd: installed }).map((file) => file.slice('dist/'.length, -'.d.ts'.length));
  assert.deepEqual(declarations.toSorted(), subpaths.toSorted());
  for (const path of declarations) {
    const text = readFileSync(join(installed, `dist/${path}.d.ts`), 'utf8');
    const exported = `${/^export \{(.*)\};?$/m.exec(text)?.[1]}`;
    for (const [, name] of text.matchAll(/^(?:declare )?(?:interface|type|class|function|const) (\w+)/gm))
      assert.match(exported, new RegExp(`\\b${name}\\b`), `${path} does not export ${name}`);
  }
});

test('types are found by every way of resolving, and are of the format that is loaded', async () => {
  const entrypoints = subpaths.map((path) => `./${path}`);
  const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)), { entrypoints });
  assert.ok(result.types);
  assert.deepEqual(Object.keys(result.entrypoints), entrypoints);
  assert.deepEqual(result.problems, []);
});

test('package.json says what is there', async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
  assert.deepEqual(messages, []);
});

/** Whatever the files of a kind import, by the names they import it by. */
function importsOf(extension: '.js' | '.d.ts'): ReadonlySet<string> {
  const files = globSync(`dist/**/*${extension}`, { cwd: installed });
  assert.ok(files.length >= subpaths.length);
  const texts = files.map((file) => readFileSync(join(installed, file), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(/(?:from |require\()["']([^"']+)["']/g)].map(([, name = '']) => name)));
}

test('declarations name no TypeScript file, which would need an option of the compiler', () => {
  assert.deepEqual(
    [...importsOf('.d.ts')].filter((name) => /\.[cm]?tsx?$/.test(name)),
    [],
  );
});

test('every package that is imported is a dependency or a peer, and the other way round', () => {
  const { peerDependencies, dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const imported = [...importsOf('.js'), ...importsOf('.d.ts')].filter((name) => !/^\.|^node:/.test(name));
  const packages = imported.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  assert.deepEqual([...new Set(packages)].toSorted(), Object.keys({ ...dependencies, ...peerDependencies }).toSorted());
});
