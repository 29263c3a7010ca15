import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const guides = [
  'README.md',
  ...globSync('{.github,constructs,gitops,web-components,test}/**/*.md', {
    cwd: root,
    exclude: (name) => /node_modules|dist/.test(String(name)),
  }),
];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test('the README is one page, and the rest a click away', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n');
  assert.ok(lines.length <= 70, `${lines.length} lines`);
  for (const page of globSync('.github/docs/*.md', { cwd: root })) {
    assert.ok(
      guides.some((guide) => guide !== page && readFileSync(join(root, guide), 'utf8').includes(page.split('/').at(-1) ?? '')),
      `nothing leads to ${page}`,
    );
  }
});

test('links of the guides lead somewhere', () => {
  for (const guide of guides) {
    for (const [, link = ''] of readFileSync(join(root, guide), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
      assert.ok(existsSync(join(root, dirname(guide), link)), `${guide}: ${link}`);
    }
  }
});

test('npm scripts that the guides name exist', () => {
  for (const guide of guides) {
    for (const [, name = ''] of readFileSync(join(root, guide), 'utf8').matchAll(/npm run (?:-\w+ )*([a-z][\w:-]*)/g)) {
      assert.ok(name in scripts, `${guide}: npm run ${name}`);
    }
  }
});
