import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom PostgreSQL runs as; empty for "whoever we are". */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** Of the platform alone: what else runs as it could read and stop every database. */
const NAME = 'postgres-paas';
/** A system account: without password, home or shell. */
const MAKE = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', NAME];

/**
 * PostgreSQL refuses to run as root: then its processes run as an account of the platform's own, which is made when it is missing.
 * Everybody else runs it as themselves. @throws with a sentence for the operator when there is no account and none can be made
 */
export async function postgresAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const found = (await findAccount()) ?? (await makeAccount());
  if (found.uid === 0) throw new Error(`The account ${NAME} is root, and PostgreSQL refuses to run as root. Give it another number.`);
  return found;
}

async function findAccount(): Promise<Required<Account> | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', NAME]), run('id', ['-g', NAME])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function makeAccount(): Promise<Required<Account>> {
  // Another platform may be making it at the same moment, so what counts is whether it is there.
  const reason = await run('/usr/sbin/useradd', MAKE).then(
    () => '',
    (error: Error) => error.message.trim(),
  );
  const made = await findAccount();
  if (made) return made;
  throw new Error(
    `PostgreSQL cannot run as root, and the account ${NAME} for it cannot be made (${reason}). Make it, for example with "useradd --system ${NAME}", or start the platform as an ordinary user.`,
  );
}

/** Hands a file or folder to the account. */
export async function giveTo({ uid, gid }: Account, path: string): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

/** The first folder on the way down to `path` that the account may not enter; undefined when it can get there. */
export async function barrierTo(path: string, account: Account): Promise<string | undefined> {
  if (account.uid === undefined) return undefined;
  for (const folder of ancestors(resolve(path))) {
    const entry = await stat(folder).catch(() => undefined);
    if (entry?.isDirectory() && !mayEnter(entry, account)) return folder;
  }
  return undefined;
}

/** From the root down, `path` itself last. */
function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestors(parent), path];
}

function mayEnter(entry: { readonly mode: number; readonly uid: number; readonly gid: number }, { uid, gid }: Account): boolean {
  if (entry.uid === uid) return (entry.mode & 0o100) !== 0;
  if (entry.gid === gid) return (entry.mode & 0o010) !== 0;
  return (entry.mode & 0o001) !== 0;
}
