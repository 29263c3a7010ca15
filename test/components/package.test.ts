import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { publint } from 'publint';
import { build } from 'vite';

const WEB = join(import.meta.dirname, '../../web-components');
const INSTALLED = 'node_modules/postgres-paas-elements';
let project: string;

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

/** A fresh project with the packed package in it, as an installation leaves it. */
before(() => {
  project = mkdtempSync(join(tmpdir(), 'elements-'));
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', project], WEB).replace(/^[^[]*/, ''));
  mkdirSync(join(project, INSTALLED), { recursive: true });
  run('tar', ['-xzf', packed.filename, '-C', INSTALLED, '--strip-components=1'], project);
  console.log(
    `size: the package ${statSync(join(project, packed.filename)).size} bytes packed, ${packed.unpackedSize} unpacked, ${packed.entryCount} files`,
  );
});
after(() => rmSync(project, { recursive: true, force: true }));

test('the package needs no other package and holds no PostgreSQL: what it exports is there, described and typed', async () => {
  const { dependencies, peerDependencies, exports } = JSON.parse(readFileSync(join(project, INSTALLED, 'package.json'), 'utf8'));
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
  assert.ok(exports['./custom-elements.json']);
  const { messages } = await publint({ pkgDir: join(project, INSTALLED), strict: true, pack: false });
  assert.deepEqual(messages, []);
  assert.match(readFileSync(join(project, INSTALLED, 'README.md'), 'utf8'), /pg-database-list/);
});

test('a fresh TypeScript project gets types, and its bundler finds the elements', async () => {
  writeFileSync(
    join(project, 'main.ts'),
    `import { PgConsole, type DatabaseView, setLanguage } from 'postgres-paas-elements';
import 'postgres-paas-elements/pg-database-list';
const list = document.createElement('pg-database-list');
list.addEventListener('pg-open', ({ detail }) => console.log(detail.project, detail.name));
list.project = 'shop';
// @ts-expect-error: a project is a text
list.project = 1;
const states: DatabaseView['status']['state'] = 'available';
const embedded: PgConsole = document.createElement('pg-console');
embedded.getToken = async ({ rejected }) => (rejected ? 'fresh' : 'known');
void setLanguage(states);
document.body.append(list, embedded);
`,
  );
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--lib',
    'es2022,dom',
  ];
  run('tsc', [...options, 'main.ts'], project);
  writeFileSync(join(project, 'index.html'), '<script type="module" src="./main.ts"></script>');
  const [bundle] = [await build({ root: project, configFile: false, logLevel: 'silent', build: { write: false } })].flat();
  assert.ok(bundle && 'output' in bundle);
  const code = bundle.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
  for (const element of ['pg-console', 'pg-database-list', 'pg-database']) assert.match(code, new RegExp(`["'\`]${element}["'\`]`));
});
