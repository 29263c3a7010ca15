/**
 * `npm run gitops`: writes the files that Argo CD reads from gitops/settings.yaml, with the functions that the API and the
 * constructs use. The result is committed; `--check` writes nothing and fails when it is not what the settings give.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from './gitops/settings.ts';
import { gitOpsFiles } from './gitops/tree.ts';

const { values } = parseArgs({
  options: { help: { type: 'boolean' }, check: { type: 'boolean' }, settings: { type: 'string' }, out: { type: 'string' } },
});
const folder = join(import.meta.dirname, '../gitops');

if (values.help) {
  console.log(`usage: npm run gitops [-- --check] [-- --settings FILE] [-- --out FOLDER]
Writes gitops/ from gitops/settings.yaml. --check only compares; FILE and FOLDER are others than those of this checkout.`);
} else run(values.settings ?? join(folder, 'settings.yaml'), values.out ?? folder);

function run(settings: string, out: string): void {
  const files = gitOpsFiles(readSettings(settings));
  const stale = globSync('{apps,base,overlays}/**/*.yaml', { cwd: out }).filter((path) => !files.has(path));
  const changed = [...files].filter(([path, text]) => !existsSync(join(out, path)) || readFileSync(join(out, path), 'utf8') !== text);
  if (values.check) {
    report([...stale, ...changed.map(([path]) => path)]);
    return;
  }
  for (const path of stale) rmSync(join(out, path));
  for (const [path, text] of changed) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
  console.log(`${out}: ${files.size} files, ${changed.length} written, ${stale.length} removed.`);
}

function report(differing: readonly string[]): void {
  if (differing.length === 0) return;
  console.error(`Not what the settings give (run "npm run gitops" and commit):\n${differing.map((path) => `  gitops/${path}`).join('\n')}`);
  process.exitCode = 1;
}
