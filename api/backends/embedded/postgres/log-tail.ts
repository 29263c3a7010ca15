import type { FileHandle } from 'node:fs/promises';
import type { LogEntry } from '../../../domain/server-log.ts';
import { BLOCK_BYTES, bytesBetween, endOfLines, openLog, placeAfter } from './log-file.ts';
import { EntryAssembler, LineCutter } from './log-lines.ts';

/** What one block holds, and whether there may be more behind it. */
interface Block {
  readonly entries: readonly LogEntry[];
  readonly more: boolean;
}

const NOTHING: Block = { entries: [], more: false };
/** Enough to find the place again: it holds the time and the process of a line. */
const MARK_BYTES = 200;

/**
 * Follows the log of one server, a block at a time, as long as somebody asks. When the log has begun anew (see server-log.ts)
 * it first reads the rest of what was kept of it.
 */
export class LogTail {
  readonly #path: string;
  readonly #assembler: EntryAssembler;
  #cutter = new LineCutter();
  #place = 0;
  /** What stands before the place: as long as it does, the log is still the same. */
  #mark: Buffer = Buffer.alloc(0);
  /** Where to go on in what was kept; undefined when that is read. */
  #keptPlace: number | undefined;

  constructor(path: string, instance: string) {
    this.#path = path;
    this.#assembler = new EntryAssembler(instance);
  }

  /** Goes to where the log ends now, without reading what is before. Returns that place, in bytes. */
  async skip(): Promise<number> {
    await using log = await openLog(this.#path);
    if (!log) return 0;
    this.#place = await endOfLines(log);
    this.#mark = await bytesBetween(log, Math.max(0, this.#place - MARK_BYTES), this.#place);
    return this.#place;
  }

  /** What was logged since the call before. */
  async next(): Promise<Block> {
    await using log = await openLog(this.#path);
    if (!log) return NOTHING;
    if (!(await this.#isSame(log))) await this.#beginAnew();
    if (this.#keptPlace !== undefined) return this.#nextKept(this.#keptPlace);
    const block = await blockAt(log, this.#place);
    this.#place += block.length;
    this.#mark = Buffer.concat([this.#mark, block]).subarray(-MARK_BYTES);
    return this.#take(block);
  }

  async #isSame(log: FileHandle): Promise<boolean> {
    const before = await bytesBetween(log, this.#place - this.#mark.length, this.#place);
    return before.equals(this.#mark);
  }

  async #beginAnew(): Promise<void> {
    await using kept = await openLog(`${this.#path}.1`);
    this.#keptPlace = kept && (await placeAfter(kept, this.#mark));
    this.#place = 0;
    this.#mark = Buffer.alloc(0);
  }

  async #nextKept(place: number): Promise<Block> {
    await using kept = await openLog(`${this.#path}.1`);
    const block = kept ? await blockAt(kept, place) : Buffer.alloc(0);
    this.#keptPlace = block.length === 0 ? undefined : place + block.length;
    return { ...this.#take(block), more: true };
  }

  /** A server writes an entry at once, so it is whole where the log ends with a line. */
  #take(block: Buffer): Block {
    const entries = this.#cutter.push(block).map((line) => this.#assembler.push(line));
    const more = block.length === BLOCK_BYTES;
    if (!more && this.#cutter.isEven) entries.push(this.#assembler.end());
    return { entries: entries.filter((entry) => entry !== undefined), more };
  }
}

const blockAt = (file: FileHandle, place: number): Promise<Buffer> => bytesBetween(file, place, place + BLOCK_BYTES);
