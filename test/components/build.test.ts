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
  'pg-service-events',
  'pg-timeline',
];

const gzipped = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;

/** An element's file and all that it imports, Lit apart. */
function partsOf(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const [, imported = ''] of readFileSync(join(ELEMENTS, file), 'utf8').matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+)["'`]/g))
    partsOf(imported, known);
  return known;
}

test('the whole console, Lit and styles included, is at most 30 kB gzipped; German is fetched only by German pages', () => {
  const page = readdirSync(PAGE).filter((file) => /^(console|page)-/.test(file));
  const total = page.reduce((sum, file) => sum + gzipped(join(PAGE, file)), 0);
  const german = readdirSync(PAGE)
    .filter((file) => file.startsWith('de-'))
    .reduce((sum, file) => sum + gzipped(join(PAGE, file)), 0);
  console.log(`size: the whole console ${total} bytes gzipped (${(total / KB).toFixed(1)} kB); German ${german} more`);
  assert.ok(total <= 30 * KB, `${total} bytes`);
});

test('one element alone, beside Lit, is at most 12 kB gzipped', () => {
  const lit = readdirSync(ELEMENTS).find((file) => file.startsWith('lit-')) ?? '';
  const sizes = ALONE.map(
    (name) =>
      [
        name,
        [...partsOf(`${name}.js`)].filter((file) => file !== lit).reduce((sum, file) => sum + gzipped(join(ELEMENTS, file)), 0),
      ] as const,
  );
  console.log(
    `size: one element beside Lit (${gzipped(join(ELEMENTS, lit))}): ${sizes.map(([name, size]) => `${name} ${size}`).join(', ')}`,
  );
  for (const [name, size] of sizes) assert.ok(size <= 12 * KB, `${name}: ${size} bytes`);
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
  }[] = modules.flatMap((module: { declarations: unknown[] }) => module.declarations);
  assert.deepEqual(
    elements.map(({ tagName }) => tagName).toSorted(),
    globSync('pg-*/pg-*.ts', { cwd: SOURCE })
      .map((file) => file.replace(/^.*\/|\.ts$/g, ''))
      .toSorted(),
  );
  for (const { tagName, description, members, cssProperties } of elements) {
    assert.ok(description, tagName);
    assert.ok(cssProperties.length >= 30, tagName);
    for (const { kind, name, description: said } of members) if (kind === 'field') assert.ok(said, `${tagName}.${name}`);
  }
});

test('the package is as consumers need it', async () => {
  const types = spawnSync('node', ['scripts/build-console.ts', '--types'], { cwd: REPOSITORY, encoding: 'utf8' });
  assert.equal(types.status, 0, types.stdout + types.stderr);
  const pkg = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  const { messages } = await publint({ pkgDir: REPOSITORY, strict: true, pack: false });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
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
