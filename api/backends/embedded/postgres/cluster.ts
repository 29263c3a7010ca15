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
    await run(join(request.binaries.bin, 'initdb'), initdbArguments(folder, passwordFile, request), options);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The locale is C, with Unicode rules for letters where PostgreSQL brings its own (17): the same order on every machine. */
function initdbArguments(folder: string, passwordFile: string, { superuser, binaries, durable = true }: ClusterRequest): string[] {
  const locale = binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C'];
  const identity = [`--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  return ['-D', folder, ...identity, '--encoding=UTF8', ...locale, '--data-checksums', ...(durable ? [] : ['--no-sync'])];
}
