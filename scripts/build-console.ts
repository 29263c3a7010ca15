/**
 * Builds the web components: the console page and the embeddable elements, into web-components/dist. Costs a few
 * milliseconds when nothing has changed since the last time: a stamp in dist remembers what it was made from.
 */
import { spawnSync } from 'node:child_process';
import { createHash, hash } from 'node:crypto';
import { copyFileSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Plugin } from 'rolldown';

const { values } = parseArgs({ options: { help: { type: 'boolean' }, force: { type: 'boolean' }, types: { type: 'boolean' } } });
if (values.help) {
  console.log(
    'usage: node scripts/build-console.ts [--force] [--types]\nBuilds web-components/dist when stale; --types adds the type declarations, for a release.',
  );
  process.exit(0);
}

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), 'web-components');
const dist = join(root, 'dist');
const stamp = join(dist, '.stamp');
/** Lit is a file of its own, which all elements import: two copies on a page would each ask for the policy that writes markup. */
const besideLit = (file: string) => ({ external: ['lit'], paths: { lit: `./${file}` } });
/** What every view of the console needs. */
const CORE = {
  name: 'core',
  test: /node_modules\/(lit|@lit)|\/src\/(platform|parts)\/|\/src\/text\/(en\/shared|format|labels|locale)\.ts/,
};
/** The views of the page, each loaded when first opened. */
const PAGE_VIEWS = [
  { name: 'settings', test: /pg-database-settings|pg-delete-database|\/setting/ },
  { name: 'history', test: /\/pg-(timeline|audit-log)\/|\/text\/en\/history/ },
];
/** The embedded console is what is seen first and one file with all other views: few requests, on a page of others. */
const ONE_FILE_OF_VIEWS: Plugin = {
  name: 'one-file-of-views',
  resolveId: (id) => (/\/(lazy-views|lazy-parts)\.ts$/.test(id) ? join(root, 'embedded', basename(id)) : undefined),
};
/** Keeps a style sheet in the file that imports it, though only a later file uses it. */
const STYLES_WHERE_IMPORTED: Plugin = {
  name: 'styles-where-imported',
  transform: (code, id) => (id.includes('.css') ? { code, map: null, moduleSideEffects: 'no-treeshake' } : undefined),
};
/** Indentation inside templates is for the reader of the source. */
const WITHOUT_INDENTATION: Plugin = {
  name: 'without-indentation',
  transform: (code: string, id: string) => (id.endsWith('.ts') ? { code: code.replaceAll(/\n\s+/g, '\n'), map: null } : undefined),
};

/** Private custom properties get short names, the same in each build: an element inherits those of elements around it. */
const SHORT_PROPERTIES: Plugin = {
  name: 'short-properties',
  renderChunk: (code) => ({ code: code.replaceAll(PRIVATE_PROPERTY, (name) => `--${shortProperties.get(name) ?? name}`), map: null }),
};
const PRIVATE_PROPERTY = /--_[\w-]+/g;
const shortProperties = shortNames(read('src/**/*.css').match(PRIVATE_PROPERTY) ?? []);

/** Texts get short names too: in the sections of a language, and wherever one is read, as `text.name` or `listText().name`. */
const SHORT_TEXT_NAMES: Plugin = {
  name: 'short-text-names',
  transform(code, id) {
    if (!id.endsWith('.ts')) return undefined;
    const isSection = /\/text\/(en|de)\//.test(id);
    if (!isSection && TEXT_BY_OTHER_MEANS.test(code)) throw new Error(`${id}: read a text as text.name; otherwise it has no short name.`);
    return { code: code.replaceAll(isSection ? TEXT_NAME : TEXT_READ, (name) => shortTextNames.get(name) ?? name), map: null };
  },
};
const TEXT_NAME = /(?<=^ {2})\w+(?=:)/gm;
const TEXT_READ = /(?<=(?<![-\w])(text|\w*[tT]exts?\(\))\.)\w+/g;
const TEXT_BY_OTHER_MEANS = /\b(text|\w*[tT]exts?\(\))\[|\} = (text|\w*[tT]exts?\(\));/;
const shortTextNames = shortNames(read('src/text/en/*.ts').match(TEXT_NAME) ?? []);

/** `import styles from './x.css?inline'` gives the style sheet as a text, made small. */
const INLINE_STYLES: Plugin = {
  name: 'inline-styles',
  resolveId: (source, importer) => (source.endsWith('.css?inline') && importer ? join(dirname(importer), source) : undefined),
  async load(id) {
    if (!id.endsWith('.css?inline')) return undefined;
    const { transform } = await import('lightningcss');
    const filename = id.slice(0, -'?inline'.length);
    const { code } = transform({ filename, code: readFileSync(filename), minify: true, targets: CSS_TARGETS });
    return `export default ${JSON.stringify(code.toString())};`;
  },
};
const TARGETS = ['chrome125', 'firefox128', 'safari17.5'];
const CSS_TARGETS = { chrome: 125 << 16, firefox: 128 << 16, safari: (17 << 16) | (5 << 8) };

const wanted = fingerprint();

if (values.force || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) await build();
if (values.types) declareTypes();

function read(files: string): string {
  return globSync(files, { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
}

/** `a`, `b`, … `Z`, `aa`, `ba`, …: by name, in the order of the alphabet. */
function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const short = (index: number): string => `${letters[index % 52]}${index < 52 ? '' : short(Math.floor(index / 52) - 1)}`;
  return new Map([...new Set(names)].toSorted().map((name, index) => [name, short(index)]));
}

function fingerprint(): string {
  const digest = createHash('sha256');
  const inputs = globSync(['{src,embedded}/**/*', '*.{html,css,ts,svg}', '../package-lock.json', '../scripts/build-console.ts'], {
    cwd: root,
    withFileTypes: true,
  });
  for (const input of inputs
    .filter((entry) => entry.isFile())
    .toSorted((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))) {
    digest.update(input.name).update(readFileSync(join(input.parentPath, input.name)));
  }
  return digest.digest('hex');
}

async function build(): Promise<void> {
  console.log('Building the console (once) …');
  rmSync(dist, { recursive: true, force: true });
  await buildPage();
  const elements = join(dist, 'elements');
  const lit = await buildLibrary(elements, { lit: join(root, 'lit.ts') }, { names: '[name]-[hash].js' });
  const output = { names: '[name].js', ...besideLit(lit.fileName) };
  await buildLibrary(elements, entries(), output);
  const embedded = { 'pg-console': join(root, 'embedded/pg-console.ts') };
  await buildLibrary(elements, embedded, { ...output, plugins: [ONE_FILE_OF_VIEWS, STYLES_WHERE_IMPORTED] });
  writeFileSync(stamp, wanted);
}

async function buildPage(): Promise<void> {
  const assets = join(dist, 'assets');
  const page = await buildLibrary(assets, { console: join(root, 'page.ts') }, { names: '[name]-[hash].js', groups: [CORE, ...PAGE_VIEWS] });
  const style = `page-${hash('sha256', readFileSync(join(root, 'page.css')), 'hex').slice(0, 8)}.css`;
  copyFileSync(join(root, 'page.css'), join(assets, style));
  copyFileSync(join(root, 'favicon.svg'), join(dist, 'favicon.svg'));
  const preloads = page.imports.map((file) => `<link rel="modulepreload" href="/assets/${file}" />`).join('\n    ');
  const html = readFileSync(join(root, 'index.html'), 'utf8')
    .replace('./page.css', `/assets/${style}`)
    .replace('<script', `${preloads}\n    <script`)
    .replace('./page.ts', `/assets/${page.fileName}`);
  writeFileSync(join(dist, 'index.html'), html);
}

interface Output {
  readonly names: string;
  /** Modules that are kept together in a file of that name. */
  readonly groups?: readonly { readonly name: string; readonly test: RegExp }[];
  /** What is not built in, and the address it is imported from. */
  readonly external?: readonly string[];
  readonly paths?: Readonly<Record<string, string>>;
  readonly plugins?: readonly Plugin[];
}

/** Builds entries and what they share; returns the first, with the files it imports at once. */
async function buildLibrary(outDir: string, entry: Record<string, string>, options: Output) {
  const { names, groups = [], external = [], paths = {}, plugins = [] } = options;
  const { build: run } = await import('rolldown');
  const { output } = await run({
    input: entry,
    cwd: root,
    platform: 'browser',
    tsconfig: join(root, 'tsconfig.json'),
    resolve: { conditionNames: ['module', 'browser', 'production', 'import', 'default'] },
    transform: { target: TARGETS },
    external: [...external],
    preserveEntrySignatures: 'allow-extension',
    plugins: [...plugins, INLINE_STYLES, SHORT_TEXT_NAMES, WITHOUT_INDENTATION, SHORT_PROPERTIES],
    output: {
      ...{ dir: outDir, format: 'es', entryFileNames: names, chunkFileNames: '[name]-[hash].js', paths },
      ...{ minify: true, comments: false, codeSplitting: { groups: [...groups] } },
    },
  });
  const first = output.find((file) => file.type === 'chunk' && file.isEntry);
  if (first?.type !== 'chunk') throw new Error(`Nothing was built into ${outDir}. Run "node scripts/build-console.ts --force" to see why.`);
  return first;
}

/** Each element but the console, which is built apart, and all of them together, by name. */
function entries(): Record<string, string> {
  const files = ['src/index.ts', ...globSync('src/pg-*/pg-*.ts', { cwd: root })].filter((file) => !file.endsWith('/pg-console.ts'));
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(root, file)]));
}

function declareTypes(): void {
  const options = [
    '-p',
    root,
    '--noEmit',
    'false',
    '--incremental',
    'false',
    '--emitDeclarationOnly',
    '--declaration',
    '--outDir',
    join(dist, 'types'),
    '--rootDir',
    dirname(root),
  ];
  const { status } = spawnSync('tsc', options, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(1);
}
