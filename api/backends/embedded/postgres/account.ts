import { chown, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Whom PostgreSQL runs as; empty for "whoever we are". */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/** The number of "nobody" on Linux; no entry in the user database is needed for it. */
const NOBODY = 65_534;

/** PostgreSQL refuses to run as root: then its processes run as "nobody". Everybody else runs it as themselves. */
export const postgresAccount = (): Account => (process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {});

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
