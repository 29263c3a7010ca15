import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SCHEMAS_FILE, TYPES_FILE, typesOf } from '../../scripts/schemas.ts';

test('the types are those of the committed schemas', async () => {
  assert.equal(await typesOf(JSON.parse(readFileSync(SCHEMAS_FILE, 'utf8'))), readFileSync(TYPES_FILE, 'utf8'), 'Run: npm run schemas');
});

/** Where the modules are in Go's cache (a machine that built the lab has them), the committed schemas are compared with them. */
const offline = spawnSync('go', ['mod', 'download', '-json', 'github.com/cloudnative-pg/cloudnative-pg@v1.30.0'], {
  cwd: '/',
  env: { ...process.env, GOPROXY: 'off' },
});
const skip =
  offline.status === 0
    ? false
    : 'the pinned modules are not in the Go module cache; build the cluster lab or run "npm run schemas -- --check"';

test('the committed schemas are those of the pinned modules', { skip }, () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/schemas.ts', '--check'], {
    encoding: 'utf8',
    env: { ...process.env, GOPROXY: 'off' },
  });
  assert.equal(status, 0, stderr);
});
