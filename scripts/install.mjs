/**
 * Installs what package-lock.json names, once: a stamp in node_modules remembers the lock file it was made from, so a
 * second call costs a few milliseconds. Plain JavaScript without packages, because it runs before there are any, on any
 * Node >= 20. Every npm script of this repository calls it first.
 *
 * There are two levels. `--laptop` installs what `npm start` runs: the `dependencies`. Without it come the
 * `devDependencies` as well, for tests, checks and deployments, and every PostgreSQL version. What is installed is never
 * made less.
 *
 * A script named as argument is then run with the Node that was installed. (`node a && node b` would not do: the shell
 * remembers where it found `node` the first time.)
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed');
const node = join(root, 'node_modules', '.bin', 'node');
const isWindows = process.platform === 'win32';
const [script] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

if (process.argv.includes('--help')) {
  console.log(
    'usage: node scripts/install.mjs [--laptop] [SCRIPT]\nInstalls the packages of package-lock.json when they are missing or stale, then runs SCRIPT with the pinned Node. --laptop: only what "npm start" runs.',
  );
  process.exit(0);
}

const [presentLevel, presentPackages] = (existsSync(stamp) ? readFileSync(stamp, 'utf8') : '').split(' ');
const level = wantedLevel();
const packages = fingerprint();
const isEnough = presentPackages === packages && (presentLevel === level || presentLevel === 'all');

if (!isEnough) await install();
if (script) process.exitCode = await run(node, [script], { shell: isWindows, stdout: 'inherit' });

/** On Kubernetes `npm start` needs the client of its API, which laptops do without. */
function wantedLevel() {
  const isLaptop = process.argv.includes('--laptop') && process.env.PAAS_BACKEND !== 'cnpg';
  return isLaptop && presentLevel !== 'all' ? 'laptop' : 'all';
}

function fingerprint() {
  const digest = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const lock of ['package-lock.json', 'api/backends/embedded/versions/package-lock.json'])
    digest.update(readFileSync(join(root, lock)));
  return digest.digest('hex');
}

async function install() {
  console.error(level === 'laptop' ? 'Installing what the platform needs (once) …' : 'Installing packages (once) …');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...args] = [...npm, 'ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const include = level === 'laptop' ? '--omit=dev' : '--include=dev';
  if ((await run(command, [...args, include], { shell: isWindows && npm.length === 1 })) !== 0) {
    console.error('Could not install the packages. Is the npm registry reachable? Run "npm ci" to see it fail.');
    process.exit(1);
  }
  if (level === 'all' && (await run(node, ['scripts/postgres.ts', '--all'], { shell: isWindows })) !== 0) process.exit(1);
  writeFileSync(stamp, `${level} ${packages}`);
}

/**
 * Runs a program to its end and returns its exit code; what an install prints goes to stderr, for scripts whose output is read.
 * It ends with us: by a signal to us, and when the npm that started us is gone.
 */
async function run(command, args, { shell, stdout = 2 }) {
  const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', stdout, 'inherit'] });
  const stop = () => {
    child.kill();
    child.once('close', () => process.exit(1));
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, stop);
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && stop(), 200);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  clearInterval(watch);
  for (const signal of signals) process.off(signal, stop);
  return code;
}
