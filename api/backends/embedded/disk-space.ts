import { existsSync, statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is left of the file system that a folder lies on, for whoever is not root. */
export interface DiskSpace {
  /** The folder that was asked for. */
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Files that can still be made; null where there is no limit. */
  readonly freeFiles: number | null;
}

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
/** PostgreSQL writes its log ahead in pieces of 16 MiB and stops when it cannot make one. */
const FULL_BYTES = 32 * MiB;
/** More than that again, so that a disk at the limit does not change its state all the time. */
const ROOM_BYTES = 48 * MiB;
const FULL_FILES = 64;

/** A server begins with this much: an empty cluster and its first WAL. */
const SERVER_BYTES = 64 * MiB;

interface Figures {
  readonly bsize: number;
  readonly blocks: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

const spaceOf = (path: string, { bsize, blocks, bavail, files, ffree }: Figures): DiskSpace => ({
  path,
  freeBytes: bavail * bsize,
  totalBytes: blocks * bsize,
  freeFiles: files > 0 ? ffree : null,
});

/** @throws when not even a parent of the folder can be looked at */
export const diskSpaceOf = async (path: string): Promise<DiskSpace> => spaceOf(path, await statfs(existing(path)));

/** Blocks for a moment; for the case that something has failed already. Otherwise as {@link diskSpaceOf}. */
const diskSpaceNow = (path: string): DiskSpace => spaceOf(path, statfsSync(existing(path)));

const existing = (path: string): string => (existsSync(path) || dirname(path) === path ? path : existing(dirname(path)));

/** @param wasFull a disk is full until there is clearly room again */
export const isFull = ({ freeBytes, freeFiles }: DiskSpace, wasFull = false): boolean =>
  freeBytes < (wasFull ? ROOM_BYTES : FULL_BYTES) || (freeFiles !== null && freeFiles < FULL_FILES);

/** A sentence when the disk of the folder is full, or cannot be looked at; null when there is room. */
export function fullDisk(path: string): string | null {
  try {
    const space = diskSpaceNow(path);
    return isFull(space) ? `${fullSentence(space)} ${WAY_OUT}` : null;
  } catch (error) {
    return `The disk of ${path} cannot be looked at: ${error instanceof Error ? error.message : error}.`;
  }
}

/** Such as `The disk of /data is full: 0 of 300 MiB are free.` */
export function fullSentence(space: DiskSpace): string {
  if (space.freeBytes < ROOM_BYTES) return `The disk of ${space.path} is full: ${freeOf(space)}.`;
  return `The disk of ${space.path} is full: only ${space.freeFiles} more files can be made on it, though ${freeOf(space)}.`;
}

export const WAY_OUT = 'Make room on it (delete databases or other files, or make it larger); what waits for room then goes on by itself.';

/** Such as `12 of 300 MiB are free`. */
export function freeOf({ freeBytes, totalBytes }: DiskSpace): string {
  const [unit, bytes] = totalBytes < 10 * GiB ? ['MiB', MiB] : ['GiB', GiB];
  const rounded = (amount: number) => (bytes === MiB ? Math.floor(amount / bytes) : Math.floor((amount / bytes) * 10) / 10);
  return `${rounded(freeBytes)} of ${rounded(totalBytes)} ${unit} are free`;
}

/** Bytes that so many more servers take, each a copy of what is there. */
export const needOf = (servers: number, usedBytes: number): number => servers * Math.max(SERVER_BYTES, usedBytes);

export const hasRoomFor = ({ freeBytes }: DiskSpace, bytes: number): boolean => freeBytes - FULL_BYTES >= bytes;

export const mebibytes = (bytes: number): number => Math.ceil(bytes / MiB);

const NO_SPACE = ['ENOSPC', 'EDQUOT', '53100'];

/** Whether an error, or what it comes from, says that a disk or a quota is used up; programs that we run only say it in words. */
export function isNoSpace(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return NO_SPACE.includes(code) || /no space left on device|disk quota exceeded/i.test(error.message) || isNoSpace(error.cause);
}
