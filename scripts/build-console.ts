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
/** Lit apart from the rest, so that a page that has it elsewhere can see what the elements themselves weigh. */
const CHUNKS = {
  groups: [{ name: 'lit', test: /node_modules\/(lit|@lit)/ }],
};

const wanted = fingerprint();

if (values.force || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) await build();
if (values.types) declareTypes();

function fingerprint(): string {
  const digest = createHash('sha256');
  const inputs = globSync(['src/**/*', '*.{html,css,ts,svg}', '../package-lock.json', '../scripts/build-console.ts'], {
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
  const page = await buildLibrary(join(dist, 'assets'), { console: join(root, 'page.ts') }, '[name]-[hash].js');
  const style = `page-${hash('sha256', readFileSync(join(root, 'page.css')), 'hex').slice(0, 8)}.css`;
  copyFileSync(join(root, 'page.css'), join(dist, 'assets', style));
  copyFileSync(join(root, 'favicon.svg'), join(dist, 'favicon.svg'));
  const html = readFileSync(join(root, 'index.html'), 'utf8')
    .replace('./page.css', `/assets/${style}`)
    .replace('./page.ts', `/assets/${page}`);
  writeFileSync(join(dist, 'index.html'), html);
  await buildLibrary(join(dist, 'elements'), entries(), '[name].js');
  writeFileSync(stamp, wanted);
}

/** Builds entries and what they share; returns the file name of the first. */
async function buildLibrary(outDir: string, entry: Record<string, string>, entryFileNames: string): Promise<string> {
  const { build: run } = await import('vite');
  const result = await run({
    configFile: false,
    publicDir: false,
    root,
    logLevel: 'warn',
    mode: 'production',
    build: {
      outDir,
      emptyOutDir: false,
      target: ['chrome125', 'firefox128', 'safari17.5'],
      lib: { entry, formats: ['es'] },
      rollupOptions: {
        output: {
          entryFileNames,
          chunkFileNames: '[name]-[hash].js',
          minify: true,
          comments: false,
          ...(entry.index && { codeSplitting: CHUNKS }),
        },
      },
    },
  });
  const [bundle] = [result].flat();
  const first = bundle && 'output' in bundle ? bundle.output.find((file) => file.type === 'chunk' && file.isEntry) : undefined;
  if (!first) throw new Error(`Vite built nothing into ${outDir}. Run "npx vite build web-components" to see why.`);
  return first.fileName;
}

/** Each element, and all of them, by name. */
function entries(): Record<string, string> {
  const files = ['src/index.ts', ...globSync('src/pg-*/pg-*.ts', { cwd: root })];
  return Object.fromEntries(files.map((file) => [basename(file, '.ts'), join(root, file)]));
}

function declareTypes(): void {
  const options = [
    '-p',
    root,
    '--noEmit',
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
