import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Bytes of a server's files that `pg_database_size` does not count: WAL, temporary files of every tablespace, statistics, what
 * logical decoding spills, and the server's log. Files may come and go meanwhile.
 */
export async function bytesBesideTables(folder: string): Promise<number> {
  const parts = [
    bytesBelow(folder, (path) => isOfTables(folder, path)),
    ...(await temporaryFoldersOf(folder)).map((path) => bytesBelow(path)),
  ];
  return (await Promise.all([...parts, logBytes(folder)])).reduce((sum, bytes) => sum + bytes, 0);
}

/** `base/<database>`; links to tablespaces are not followed. */
const isOfTables = (folder: string, path: string) => dirname(path) === join(folder, 'base') && /^\d+$/.test(basename(path));

async function temporaryFoldersOf(folder: string): Promise<string[]> {
  const spaces = await namesIn(join(folder, 'pg_tblspc'));
  const versions = await Promise.all(
    spaces.map(async (space) =>
      (await namesIn(join(folder, 'pg_tblspc', space))).map((version) => join(folder, 'pg_tblspc', space, version)),
    ),
  );
  return versions.flat().map((path) => join(path, 'pgsql_tmp'));
}

const namesIn = (path: string): Promise<string[]> => readdir(path).catch(() => []);

async function logBytes(folder: string): Promise<number> {
  const sizes = await Promise.all([`${folder}.log`, `${folder}.log.1`].map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function bytesBelow(folder: string, isLeftOut: (path: string) => boolean = () => false): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return isLeftOut(path) ? 0 : bytesBelow(path, isLeftOut);
    return entry.isFile() ? sizeOf(path) : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );
