/** `npm run check`: types, style, imports, dead code. Runs all four and fails if one of them does. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { help: { type: 'boolean' }, fix: { type: 'boolean' } } });
if (values.help) {
  console.log('usage: npm run check [-- --fix]\nTypes (tsc), style (Biome; --fix writes), imports (dependency-cruiser), dead code (knip).');
  process.exit(0);
}

const folders = ['api', 'constructs', 'stacks', 'scripts', 'test', 'web-components/src'];
const checks: readonly (readonly [what: string, command: string, ...args: string[]])[] = [
  ['types', 'tsc'],
  ['types of the web components', 'tsc', '-p', 'web-components'],
  ['types of the k6 scripts', 'tsc', '-p', 'test/load/k6'],
  ['style', 'biome', values.fix ? 'check' : 'ci', ...(values.fix ? ['--write'] : []), '.'],
  [
    'imports',
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
    ...folders.filter((folder) => existsSync(folder)),
  ],
  ['dead code', 'knip'],
];

const failed = checks.filter(([what, command, ...args]) => {
  console.log(`\n== ${what}: ${command}`);
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.map(([what]) => what).join(', ')}`);
  process.exit(1);
}
console.log('\ncheck passed');
