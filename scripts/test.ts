/** `npm test`: everything that needs no lab, on this machine, for real. Extra arguments pick files: `npm test -- test/unit/plan.test.ts`. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean' }, only: { type: 'string' } } });
if (values.help) {
  console.log(
    'usage: npm test [-- FILE ...] [-- --only=PATTERN]\nRuns the unit, contract and integration tests; PATTERN picks tests by name.',
  );
  process.exit(0);
}

const files = positionals.length > 0 ? positionals : globSync('test/{unit,contract,integration,components,e2e}/**/*.test.ts').toSorted();
/** What some tests need, before any runs: every platform that a test starts reads the built console. */
const needed: readonly (readonly [script: string, by: RegExp])[] = [
  ['scripts/build-console.ts', /test\/(components|e2e)\/|build-api/],
  ['scripts/chromium.ts', /test\/(components|e2e)\//],
  ['scripts/python.ts', /test\/contract\/conformance|embedded\/clients/],
];
for (const [script, by] of needed) if (files.some((file) => by.test(file))) spawnSync('node', [script], { stdio: 'inherit' });
const pattern = values.only ? [`--test-name-pattern=${values.only}`] : [];
const { status } = spawnSync('node', ['--test', '--test-concurrency=2', '--test-timeout=240000', ...pattern, ...files], {
  stdio: 'inherit',
  // tsc would keep what V8 makes of it in the temporary directory; a run leaves nothing there
  env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
});
process.exit(status ?? 1);
