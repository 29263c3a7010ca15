/** Writes web-components/custom-elements.json: what each element takes, fires and lets be styled, read from its source. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Member {
  readonly name?: string;
  readonly privacy?: string;
  readonly static?: boolean;
}

interface Attribute {
  readonly name: string;
  readonly fieldName?: string;
}

interface Declaration {
  readonly tagName?: string;
  readonly members?: readonly Member[];
  readonly attributes?: readonly Attribute[];
}

interface Module {
  readonly path: string;
  readonly declarations: readonly Declaration[];
}

interface Manifest {
  readonly modules: readonly Module[];
}

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'web-components');
const file = join(root, 'custom-elements.json');
const { values } = parseArgs({ options: { help: { type: 'boolean' }, check: { type: 'boolean' } } });

if (values.help)
  console.log(
    'usage: node scripts/element-manifest.ts [--check]\nWrites web-components/custom-elements.json; --check only says whether it is what the source says.',
  );
else if (!values.check) writeFileSync(file, manifest());
else if (manifest() !== readFileSync(file, 'utf8')) {
  console.error('web-components/custom-elements.json is not what the source says. Run "node scripts/element-manifest.ts".');
  process.exitCode = 1;
}

/** What the analyzer finds, without what is private and without what is no element; by path, since it finds files in any order. */
function manifest(): string {
  const found = analyze();
  const cssProperties = customProperties();
  const byPath = found.modules.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const modules = byPath.flatMap((module) => {
    const declarations = module.declarations
      .filter(({ tagName }) => tagName)
      .map((element) => ({ ...element, members: element.members?.filter(isPublic), attributes: attributesOf(element), cssProperties }));
    return declarations.length > 0 ? [{ ...module, declarations }] : [];
  });
  return `${JSON.stringify({ ...found, modules }, null, 2)}\n`;
}

/** Attributes of public fields; the analyzer lists private state as well, and a field whose attribute has another name twice. */
function attributesOf({ members = [], attributes = [] }: Declaration): readonly Attribute[] {
  const fields = new Set(members.filter(isPublic).map(({ name }) => name));
  const named = new Set(
    attributes.filter(({ name, fieldName }) => fieldName !== undefined && fieldName !== name).map(({ fieldName }) => fieldName),
  );
  return attributes.filter(({ name, fieldName = name }) => fields.has(fieldName) && !(name === fieldName && named.has(name)));
}

function isPublic({ privacy, static: ofClass }: Member): boolean {
  return ofClass !== true && privacy !== 'private' && privacy !== 'protected';
}

function analyze(): Manifest {
  const out = mkdtempSync(join(tmpdir(), 'element-manifest-'));
  // The analyzer writes the place of its output into package.json.
  const packageFile = join(root, 'package.json');
  const packageText = readFileSync(packageFile, 'utf8');
  try {
    const globs = ['src/pg-*/pg-*.ts', 'src/parts/pg-element.ts', 'src/pg-timeline/history-element.ts'].flatMap((glob) => [
      '--globs',
      glob,
    ]);
    const { status, stderr } = spawnSync('cem', ['analyze', '--litelement', '--quiet', ...globs, '--outdir', relative(root, out)], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`The analyzer failed: ${stderr}`);
    return JSON.parse(readFileSync(join(out, 'custom-elements.json'), 'utf8'));
  } finally {
    writeFileSync(packageFile, packageText);
    rmSync(out, { recursive: true, force: true });
  }
}

/** The public custom properties and their defaults, as the base style sheet has them. */
function customProperties(): { name: string; default: string }[] {
  const css = readFileSync(join(root, 'src/parts/base.css'), 'utf8').replaceAll(/\s+/g, ' ');
  return [...css.matchAll(/--_[\w-]+: var\((--pg-[\w-]+), (.+?)\);/g)].map(([, name = '', initial = '']) => ({
    name,
    default: initial.trim(),
  }));
}
