import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { diskSpaceOf, freeOf, fullDisk, isNoSpace } from './disk-space.ts';
import { adoptEarlierServers } from './earlier-servers.ts';
import { holdLock } from './lock.ts';
import { type Account, barrierTo, postgresAccount } from './postgres/account.ts';
import { writeDurably } from './postgres/durable-files.ts';
import { ensureSocketFolder } from './postgres/socket-folder.ts';

/** Where one installation keeps everything, held by this process alone. */
export interface DataFolder {
  readonly path: string;
  /** Whom the PostgreSQL processes in it run as. */
  readonly account: Account;
  /** Where all servers listen; open to nobody but that account. */
  readonly sockets: string;
  /** All passwords of this installation are computed from it. */
  readonly secret: Uint8Array;
  /** Lets another process have the folder. */
  release(): Promise<void>;
}

export interface DataFolderRequest {
  /** What the operator asked for; undefined for the default. */
  readonly path: string | undefined;
  /** The default is `.data` in here. */
  readonly repository: string;
}

/**
 * The sentence for a start that failed for want of room, with what it was that failed; any other error as it is. What was
 * half-made is removed by then, so the disk may have some room again.
 */
export async function startFault(request: DataFolderRequest, error: unknown): Promise<unknown> {
  const path = await postgresAccount().then(
    (account) => dataPlace(request, account),
    () => undefined,
  );
  if (path === undefined) return error;
  const full = [path, join(path, 'state'), join(path, 'databases')].find((part) => fullDisk(part) !== null);
  if (full === undefined && !isNoSpace(error)) return error;
  const space = await diskSpaceOf(full ?? path);
  return new Error(
    `postgres-paas cannot start: the disk of ${space.path} has too little room: ${freeOf(space)}. Make room on it (the platform and a first database take about 200 MiB), or give PAAS_DATA_DIR a folder on another disk; then start again. What failed: ${reasonOf(error)}`,
    { cause: error },
  );
}

/** Used instead of the default where PostgreSQL runs as an account that may not enter the repository, for example below /root. */
const SEARCHABLE_PLACE = '/var/lib/postgres-paas';

/**
 * Opens the data folder and makes it when it is missing.
 * @throws with a sentence for the operator when PostgreSQL cannot get there, it is not writable, or another platform has it
 */
export async function openDataFolder(request: DataFolderRequest): Promise<DataFolder> {
  const account = await postgresAccount();
  const path = await dataPlace(request, account);
  await makeFolders(path);
  const lock = await holdLock(path);
  const sockets = await ensureSocketFolder(path, account);
  await adoptEarlierServers({ path, account, sockets });
  return { path, account, sockets, secret: await secretOf(path), release: () => lock.release() };
}

/** Where the folder is, or will be. @throws with a sentence for the operator when PostgreSQL cannot get there */
async function dataPlace({ path, repository }: DataFolderRequest, account: Account): Promise<string> {
  const wanted = resolve(path ?? join(repository, '.data'));
  const barrier = await barrierTo(dirname(wanted), account);
  if (barrier === undefined) return wanted;
  if (path === undefined) return join(SEARCHABLE_PLACE, createHash('sha256').update(wanted).digest('hex').slice(0, 12));
  throw new Error(
    `The data folder ${wanted} is out of reach for PostgreSQL: it cannot run as root, runs as user ${account.uid}, and that user may not enter ${barrier}. Give PAAS_DATA_DIR a place whose parent folders are open (mode 755), or run as an ordinary user.`,
  );
}

async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o711 });
    for (const name of ['state', 'databases', 'tls']) await mkdir(join(path, name), { recursive: true, mode: 0o711 });
  } catch (error) {
    throw new Error(`The data folder ${path} cannot be written (${reasonOf(error)}). Give PAAS_DATA_DIR a folder you may write to.`);
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Made at the first start. Losing the file means new passwords for every database. */
async function secretOf(path: string): Promise<Uint8Array> {
  const file = join(path, 'secret');
  const found = await readFile(file).catch(() => undefined);
  if (found && found.length >= 32) return found;
  const made = randomBytes(32);
  await writeDurably(file, made);
  return made;
}
