import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, giveTo } from './account.ts';

/** Longest path of a socket, without the final zero: 107 on Linux, 103 on macOS and the BSDs (sun_path). */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;
const LONGEST_NAME = '.s.PGSQL.65535';
/** Settings and connection strings of PostgreSQL give commas, quotes and spaces a meaning. */
const PLAIN_PATH = /^[\w./-]+$/;

/** How libpq and PostgreSQL name the socket of a server; its port is only a number in there. */
export const socketFile = (folder: string, port: number): string => join(folder, `.s.PGSQL.${port}`);

/**
 * The folder that all servers of a data folder listen in, and nowhere else: who may not enter it reaches none of them. It lies
 * in the data folder, or, if that has too long a name for sockets, in a place for the running system that follows from its name.
 * @throws with a sentence for the operator when somebody else has made it first
 */
export async function ensureSocketFolder(dataFolder: string, account: Account): Promise<string> {
  if (process.platform === 'win32') throw new Error('Laptop mode needs Unix sockets, which Node cannot open on Windows. Run it in WSL.');
  const beside = join(dataFolder, 'sockets');
  if (isUsable(beside)) return ownFolder(beside, account);
  const parent = runtimeFolder();
  // PostgreSQL's account must get through; what lies in there is closed.
  await ownFolder(parent, {}, 0o711);
  return ownFolder(join(parent, createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)), account);
}

const isUsable = (folder: string) => PLAIN_PATH.test(folder) && Buffer.byteLength(join(folder, LONGEST_NAME)) <= MAX_PATH_BYTES;

/** Not from the environment, which may be another one at the next start. Only root can make anything in /run. */
function runtimeFolder(): string {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 && process.platform === 'linux' ? '/run/postgres-paas' : `/tmp/postgres-paas-${uid}`;
}

/** Makes it ours and closes it. A link, or what belongs to somebody else, is refused: they could listen there in our name. */
async function ownFolder(path: string, account: Account, mode = 0o700): Promise<string> {
  await mkdir(path, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const entry = await lstat(path);
  const isOurs = entry.uid === process.getuid?.() || entry.uid === account.uid;
  if (!entry.isDirectory() || !isOurs)
    throw new Error(
      `${path} belongs to another user (${entry.uid}) or is no folder, and PostgreSQL would listen there. Remove it, or give PAAS_DATA_DIR a shorter name.`,
    );
  await chmod(path, mode);
  await giveTo(account, path);
  return path;
}
