import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'postgres-paas');
const OLDEST = [3, 10] as const;

/** The reason why tests that need Python cannot run on this machine; undefined when they can. */
export async function pythonMissing(): Promise<string | undefined> {
  const version = await run('python3', ['-c', 'import sys; print(*sys.version_info[:2])']).catch(() => undefined);
  if (!version) return 'there is no python3 on this machine';
  const [major = 0, minor = 0] = version.stdout.trim().split(' ').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld ? `python3 is ${major}.${minor}; ${OLDEST.join('.')} or later is needed` : undefined;
}

/** Of PyPI, pinned: a public conformance tool, a client with a libpq of its own, and the verifier of Standard Webhooks. */
const PACKAGES = ['schemathesis==4.32.5', 'psycopg[binary]==3.3.9', 'standardwebhooks==1.1.0'];

const folder = join(CACHE, `python-${createHash('sha256').update(PACKAGES.join(' ')).digest('hex').slice(0, 12)}`);

/** A Python of our own with these packages. Programs in it are run by `python -m`, because a folder that was renamed keeps no scripts. */
export const PYTHON = join(folder, 'bin', 'python3');

const isThere = () =>
  access(PYTHON).then(
    () => true,
    () => false,
  );

/** Makes it, once, in the user's cache, and whole or not at all. */
export async function installPython(): Promise<void> {
  if (await isThere()) return;
  const unfinished = `${folder}.${process.pid}`;
  const python = join(unfinished, 'bin', 'python3');
  await mkdir(CACHE, { recursive: true });
  await run('python3', ['-m', 'venv', unfinished]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  await rename(unfinished, folder).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await isThere())) throw error; // else another process was quicker
  });
}
