import { type FileHandle, open } from 'node:fs/promises';
import type { LogEntry } from '../../../domain/server-log.ts';
import { beginsEntry, entryOf, MOST_LINES } from './log-lines.ts';

/** Little enough that taking it apart keeps nobody waiting. */
export const BLOCK_BYTES = 65_536;
const NEWLINE = 0x0a;

/** Opens a log for reading; undefined when there is none. */
export const openLog = (path: string): Promise<FileHandle | undefined> => open(path, 'r').catch(() => undefined);

/** What a file has between two places; less when it is shorter by now. */
export async function bytesBetween(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(to - from), position: from });
  return buffer.subarray(0, bytesRead);
}

/** Where the last whole line ends that is written by now; 0 when there is none in the last block. */
export async function endOfLines(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const from = Math.max(0, size - BLOCK_BYTES);
  const block = await bytesBetween(file, from, size);
  return from + block.lastIndexOf(NEWLINE) + 1;
}

/** The lines of a file from `end` back to its beginning, those of a block at a time, the last first. Memory: two blocks; a longer line loses its end. */
async function* linesBackwards(file: FileHandle, end: number): AsyncGenerator<readonly string[]> {
  let later: Buffer = Buffer.alloc(0);
  for (let to = end - 1; to > 0; ) {
    const from = Math.max(0, to - BLOCK_BYTES);
    const block = await bytesBetween(file, from, to);
    if (block.length < to - from) return; // the log has begun anew meanwhile
    const lines = splitAtNewlines(Buffer.concat([block, later]));
    later = (lines.shift() ?? later).subarray(0, BLOCK_BYTES);
    yield lines.reverse().map((line) => line.toString('utf8'));
    to = from;
  }
  if (end > 0) yield [later.toString('utf8')];
}

/** At bytes, so that no character is cut in two. */
function splitAtNewlines(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
    parts.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return [...parts, bytes.subarray(from)];
}

/** The entries of a log from `end` (of a line) back to its beginning, those of a block at a time, the newest first. */
export async function* entriesBackwards(file: FileHandle, end: number, instance: string): AsyncGenerator<readonly LogEntry[]> {
  let later: string[] = [];
  for await (const lines of linesBackwards(file, end)) {
    const entries: LogEntry[] = [];
    for (const line of lines) {
      later.push(line);
      if (later.length > 2 * MOST_LINES) later = later.slice(MOST_LINES); // its last lines are given up first
      if (!beginsEntry(line)) continue;
      const entry = entryOf(instance, later.reverse());
      later = [];
      if (entry) entries.push(entry);
    }
    yield entries;
  }
}

/** Where in a file what follows the last occurrence of `mark` begins; 0 when it does not occur. */
export async function placeAfter(file: FileHandle, mark: Buffer): Promise<number> {
  for (let to = (await file.stat()).size; to > 0; to -= BLOCK_BYTES) {
    const from = Math.max(0, to - BLOCK_BYTES);
    const found = (await bytesBetween(file, from, to + mark.length)).lastIndexOf(mark);
    if (found >= 0) return from + found + mark.length;
  }
  return 0;
}
