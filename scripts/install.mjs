/**
 * Installs what package-lock.json names, once: a stamp in node_modules remembers the lock file it was made from, so a
 * second call costs a few milliseconds. Plain JavaScript without packages, because it runs before there are any, on any
 * Node >= 20. Every npm script of this repository calls it first.
 *
 * A script named as argument is then run with the Node that was installed. (`node a && node b` would not do: the shell
 * remembers where it found `node` the first time.)
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed');

if (process.argv.includes('--help')) {
  console.log(
    'usage: node scripts/install.mjs [SCRIPT]\nInstalls the packages of package-lock.json when they are missing or stale, then runs SCRIPT with the pinned Node.',
  );
  process.exit(0);
}

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) install();

const [script] = process.argv.slice(2);
if (script) {
  const node = join(root, 'node_modules', '.bin', 'node');
  const { status } = spawnSync(node, [script], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status ?? 1;
}

function install() {
  console.log('Installing packages (once) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...args] = [...npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && !process.env.npm_execpath,
  });
  if (error || status !== 0) {
    console.error(
      `Could not install the packages${error ? `: ${error.message}` : ''}. Is the npm registry reachable? Run "npm ci" to see it fail.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
