import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SCHEMAS_FILE, SOURCES, TYPES_FILE, typesOf } from '../../scripts/schemas.ts';

test('the types are those of the committed schemas', async () => {
  assert.equal(await typesOf(JSON.parse(readFileSync(SCHEMAS_FILE, 'utf8'))), readFileSync(TYPES_FILE, 'utf8'), 'Run: npm run schemas');
});

/**
 * Each part of the committed schemas is compared with the module it comes from, where that lies in Go's cache: a machine
 * that built the cluster lab has CloudNativePG's and Kubernetes', one that ran `npm run schemas` has all.
 */
const committed: Record<string, unknown> = JSON.parse(readFileSync(SCHEMAS_FILE, 'utf8'));
process.env.GOPROXY = 'off';
for (const { module, read } of SOURCES) {
  const there = spawnSync('go', ['mod', 'download', '-json', module], { cwd: '/', env: { ...process.env, GONOSUMDB: '*' } }).status === 0;
  const skip = there ? false : `${module} is not in the Go module cache; run "npm run schemas -- --check", which downloads it`;
  test(`the committed schemas are those of ${module}`, { skip }, () => {
    const schemas = read();
    assert.ok(Object.keys(schemas).length > 0);
    for (const [kind, schema] of Object.entries(schemas)) assert.deepEqual(committed[kind], schema, `${kind}: run npm run schemas`);
  });
}
