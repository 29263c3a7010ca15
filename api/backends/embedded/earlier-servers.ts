import { glob, lchown, lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Account } from './postgres/account.ts';
import { stopPostmaster } from './postgres/stop.ts';

/** Parts of a data folder. */
interface Place {
  readonly path: string;
  readonly sockets: string;
  readonly account: Account;
}

/** Whom earlier versions ran PostgreSQL as when they were root: "nobody", and so everything else that ran as nobody. */
const FORMER_UID = 65_534;
/** Once, after an update: rather long than a recovery. */
const STOP_TIMEOUT_MS = 30_000;
/** In a postmaster.pid: the folder of its socket (PostgreSQL's utils/pidfile.h). */
const SOCKET_FOLDER_LINE = 4;

/**
 * Servers that an earlier version started listen on TCP, or run as nobody. They are stopped cleanly, and their files handed to
 * the account of today; the platform then starts them as it starts any server. Does nothing where there are none.
 */
export async function adoptEarlierServers(place: Place): Promise<void> {
  const homes: string[] = [];
  for await (const file of glob(join(place.path, '{databases/*,state}', '*', 'PG_VERSION'))) homes.push(dirname(file));
  await Promise.all(homes.map((home) => endForeign(home, place)));
  const { uid, gid } = place.account;
  if (uid === undefined || gid === undefined) return;
  for (const part of ['databases', 'state']) await handOver(join(place.path, part), { uid, gid });
}

async function endForeign(home: string, { sockets, account }: Place): Promise<void> {
  const pidFile = await readFile(join(home, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (pidFile === undefined) return;
  const isOurs = pidFile.split('\n')[SOCKET_FOLDER_LINE] === sockets && (await isFitFor(home, account));
  if (!isOurs) await stopPostmaster({ folder: home, clusterName: home }, { timeoutMs: STOP_TIMEOUT_MS });
}

const isFitFor = async (home: string, { uid }: Account) => uid === undefined || (await lstat(home)).uid === uid;

/**
 * A folder comes after what is in it, so that one whose owner is right is done. Links are not followed, and what belongs to
 * neither is left alone.
 */
async function handOver(path: string, account: Required<Account>): Promise<void> {
  const entry = await lstat(path);
  if (entry.uid === account.uid) return;
  if (entry.isDirectory()) for (const name of await readdir(path)) await handOver(join(path, name), account);
  if (entry.uid === FORMER_UID) await lchown(path, account.uid, account.gid);
}
