import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const REPOSITORY = join(import.meta.dirname, '../..');
const SOURCE = join(REPOSITORY, 'web-components/src');
const ELEMENTS = join(REPOSITORY, 'web-components/dist/elements');
const PAGE = join(REPOSITORY, 'web-components/dist/assets');
/** kB as in the bar: 1024 bytes. */
const KB = 1024;
const ALONE = [
  'pg-audit-log',
  'pg-connection-info',
  'pg-create-database',
  'pg-database-list',
  'pg-login',
  'pg-server-log',
  'pg-service-events',
  'pg-timeline',
];

const gzipped = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;

/** A file and all that it imports at once. */
function partsOf(file: string, folder = ELEMENTS, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const [, imported = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g))
    partsOf(imported, folder, known);
  return known;
}

/** Files that are fetched when something is first opened. */
const laterThan = (file: string, folder: string): string[] => [
  ...new Set(
    [...readFileSync(join(folder, file), 'utf8').matchAll(/import\(["'`]\.\/([^"'`]+)["'`]\)/g)].map(([, imported = '']) => imported),
  ),
];

const sizeOf = (files: Iterable<string>, folder: string) => [...files].reduce((sum, file) => sum + gzipped(join(folder, file)), 0);

test('the first view of the console is less than 30 kB gzipped, each further view at most 6 kB and fetched when it is opened', () => {
  const entry = readdirSync(PAGE).find((file) => file.startsWith('console-')) ?? '';
  const style = readdirSync(PAGE).filter((file) => file.startsWith('page-'));
  const first = partsOf(entry, PAGE);
  const later = [...first].flatMap((file) => laterThan(file, PAGE)).flatMap((file) => [file, ...laterThan(file, PAGE)]);
  const views = [...new Set(later)].filter((file) => !first.has(file)).map((file) => [file, gzipped(join(PAGE, file))] as const);
  const total = sizeOf([...first, ...style], PAGE);
  console.log(
    `size: first view ${total} bytes gzipped (${(total / KB).toFixed(1)} kB); later ${views.map((view) => view.join(' ')).join(', ')}`,
  );
  assert.ok(total < 30 * KB, `${total} bytes`);
  for (const wanted of ['pg-create-database', 'pg-database', 'settings', 'history', 'pg-server-log', 'de'])
    assert.ok(
      views.some(([file]) => file.startsWith(wanted)),
      `${wanted} is not loaded later`,
    );
  for (const [file, size] of views) assert.ok(size <= 6 * KB, `${file}: ${size} bytes`);
});

test('the embedded console is at most 37.5 kB gzipped in at most four files with every view opened but the log, which is one of 3 kB, and less than 30 kB until then', () => {
  const first = [...partsOf('pg-console.js')];
  const later = [...new Set(first.flatMap((file) => laterThan(file, ELEMENTS)))].filter((file) => !file.startsWith('de-'));
  const all = new Set([...first, ...later.flatMap((file) => [...partsOf(file)])]);
  const others = [...all].flatMap((file) => laterThan(file, ELEMENTS)).filter((file) => !all.has(file) && !file.startsWith('de-'));
  const [log = '', ...more] = others;
  assert.match(log, /^pg-server-log-/);
  assert.deepEqual(more, []);
  assert.deepEqual(
    [...partsOf(log)].filter((file) => file !== log && !all.has(file)),
    [],
  );
  assert.ok(gzipped(join(ELEMENTS, log)) <= 3 * KB, `${log}: ${gzipped(join(ELEMENTS, log))} bytes`);
  const [begin, total] = [sizeOf(first, ELEMENTS), sizeOf(all, ELEMENTS)];
  console.log(
    `size: embedded console ${begin} bytes gzipped in ${first.length} files (${(begin / KB).toFixed(1)} kB); with all views ${total} in ${all.size} (${(total / KB).toFixed(1)} kB)`,
  );
  assert.ok(all.size <= 4, [...all].join());
  assert.ok(begin < 30 * KB, `${begin} bytes`);
  assert.ok(total <= 37.5 * KB, `${total} bytes`);
});

test('there is one copy of Lit: a file that each element imports, the console as well', () => {
  const copies = readdirSync(ELEMENTS).filter((file) => readFileSync(join(ELEMENTS, file), 'utf8').includes('createPolicy'));
  const [lit = ''] = copies;
  assert.equal(copies.length, 1, copies.join());
  for (const name of ['pg-console', 'index', ...ALONE]) assert.ok(partsOf(`${name}.js`).has(lit), name);
});

test('one element alone, beside Lit, is at most 13.5 kB gzipped', () => {
  const lit = readdirSync(ELEMENTS).find((file) => file.startsWith('lit-')) ?? '';
  const sizes = ALONE.map(
    (name) =>
      [
        name,
        sizeOf(
          [...partsOf(`${name}.js`)].filter((file) => file !== lit),
          ELEMENTS,
        ),
      ] as const,
  );
  console.log(
    `size: one element beside Lit (${gzipped(join(ELEMENTS, lit))}): ${sizes.map(([name, size]) => `${name} ${size}`).join(', ')}`,
  );
  for (const [name, size] of sizes) assert.ok(size <= 13.5 * KB, `${name}: ${size} bytes`);
});

test('the manifest says what the source says', () => {
  const { status, stderr } = spawnSync('node', ['scripts/element-manifest.ts', '--check'], { cwd: REPOSITORY, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});

test('each element is described: what it is for, its attributes, its events', () => {
  const { modules } = JSON.parse(readFileSync(join(REPOSITORY, 'web-components/custom-elements.json'), 'utf8'));
  const elements: {
    tagName: string;
    description?: string;
    members: { kind: string; name: string; description?: string }[];
    cssProperties: unknown[];
    attributes: { name: string; fieldName?: string }[];
  }[] = modules.flatMap((module: { declarations: unknown[] }) => module.declarations);
  assert.deepEqual(
    elements.map(({ tagName }) => tagName).toSorted(),
    globSync('pg-*/pg-*.ts', { cwd: SOURCE })
      .map((file) => file.replace(/^.*\/|\.ts$/g, ''))
      .toSorted(),
  );
  for (const { tagName, description, members, cssProperties, attributes } of elements) {
    assert.ok(description, tagName);
    assert.ok(cssProperties.length >= 30, tagName);
    const fields = new Set(members.map(({ name }) => name));
    for (const { name, fieldName = name } of attributes) assert.ok(fields.has(fieldName), `${tagName}: ${name} is private`);
    for (const { kind, name, description: said } of members) if (kind === 'field') assert.ok(said, `${tagName}.${name}`);
  }
});

test('the package is as consumers need it', async () => {
  const types = spawnSync('node', ['scripts/build-console.ts', '--types'], { cwd: REPOSITORY, encoding: 'utf8' });
  assert.equal(types.status, 0, types.stdout + types.stderr);
  const pkg = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  const { messages } = await publint({ pkgDir: REPOSITORY, strict: true, pack: false });
  assert.deepEqual(
    // The elements are a package of their own below this one, with exports of its own.
    messages.filter(({ code }) => code !== 'NESTED_PACKAGE_JSON_FIELD_IGNORED').map((message) => formatMessage(message, pkg)),
    [],
  );
});

test('no element writes markup from text, asks another site, or keeps anything in the browser', () => {
  for (const file of globSync('**/*.ts', { cwd: SOURCE })) {
    const text = readFileSync(join(SOURCE, file), 'utf8');
    assert.doesNotMatch(text, /unsafeHTML|innerHTML|insertAdjacentHTML|localStorage|sessionStorage|document\.cookie|\beval\(/, file);
    assert.doesNotMatch(text, /https?:\/\/(?!console')/, file);
  }
});
