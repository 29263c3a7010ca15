import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, giveTo } from './account.ts';
import type { Binaries } from './binaries.ts';
import { renameDurably } from './durable-files.ts';

const run = promisify(execFile);

export interface ClusterRequest {
  readonly folder: string;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly superuser: string;
  readonly password: string;
  /** Written into the folder before it gets its name. */
  finish?(folder: string): Promise<void>;
  /** False only in tests: initdb then does not wait for the disk. */
  readonly durable?: boolean;
  /** Ends it early; nothing has its name then. */
  readonly signal?: AbortSignal;
}

/**
 * Makes the data folder of an empty PostgreSQL, with checksums. It is made under another name and renamed when it is
 * whole and on disk, so a folder with its name is always one that can be started. Does nothing when it is there.
 */
export async function createCluster(request: ClusterRequest): Promise<void> {
  if (existsSync(request.folder)) return;
  const unfinished = `${request.folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await giveTo(request.account, unfinished);
  await initdb(unfinished, request);
  await request.finish?.(unfinished);
  request.signal?.throwIfAborted();
  await renameDurably(unfinished, request.folder);
}

async function initdb(folder: string, request: ClusterRequest): Promise<void> {
  const passwordFile = join(dirname(folder), `.${process.pid}.password`);
  await writeFile(passwordFile, request.password, { mode: 0o600 });
  try {
    await giveTo(request.account, passwordFile);
    const options = { ...request.account, cwd: folder, ...(request.signal && { signal: request.signal }) };
    const program = join(request.binaries.bin, 'initdb');
    await firstThatWorks(localesFor(request.binaries.major), (locale) =>
      run(program, [...initdbArguments(folder, passwordFile, request), ...locale], options),
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Texts are sorted by code point, and letters of every script have upper and lower case: the same on every machine and in
 * Kubernetes mode. PostgreSQL brings these rules from 17 on. Before, they are those of the C library, which calls them
 * C.UTF-8; where it has no such locale, any of UTF-8 has the same letters.
 */
const localesFor = (major: number): readonly (readonly string[])[] =>
  major >= 17
    ? [['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']]
    : ['C.UTF-8', 'en_US.UTF-8', 'C'].map((letters) => ['--locale=C', `--lc-ctype=${letters}`]);

/** A locale that this machine has not is refused before anything is written. */
async function firstThatWorks(
  locales: readonly (readonly string[])[],
  make: (locale: readonly string[]) => Promise<unknown>,
): Promise<void> {
  for (const [index, locale] of locales.entries()) {
    try {
      await make(locale);
      return;
    } catch (error) {
      if (index === locales.length - 1 || !/invalid locale/.test(String(error))) throw error;
    }
  }
}

function initdbArguments(folder: string, passwordFile: string, { superuser, durable = true }: ClusterRequest): string[] {
  const identity = [`--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  return ['-D', folder, ...identity, '--encoding=UTF8', '--data-checksums', ...(durable ? [] : ['--no-sync'])];
}
