import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** What a server's control file says of the settings that were in force when it last wrote or replayed. */
export interface ControlFile {
  /** It ended by a shutdown as a primary: nothing but its checkpoint is to be replayed. */
  readonly isShutDown: boolean;
  /** A standby refuses to start with less. By the names of the settings. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * ControlFileData of PostgreSQL's catalog/pg_control.h, the same in 15 to 18: offsets of the 32-bit numbers that are read.
 * PostgreSQL writes it in the order of the machine, which is little-endian wherever its packages run.
 */
const VERSION_AT = 8;
const STATE_AT = 16;
const SETTINGS_AT: Readonly<Record<string, number>> = {
  max_connections: 180,
  max_worker_processes: 184,
  max_prepared_transactions: 192,
  max_locks_per_transaction: 196,
};
const BYTES = 200;
/** PG_CONTROL_VERSION: 13 to 16, 17, 18. */
const KNOWN_VERSIONS = [1300, 1700, 1800];
const SHUT_DOWN = 1;

/** Undefined when there is none, or one of a version that is not known. */
export async function readControlFile(dataFolder: string): Promise<ControlFile | undefined> {
  const bytes = await firstBytes(join(dataFolder, 'global', 'pg_control')).catch(() => undefined);
  if (!bytes || !KNOWN_VERSIONS.includes(number(bytes, VERSION_AT))) return undefined;
  const settings = Object.entries(SETTINGS_AT).map(([name, offset]) => [name, String(number(bytes, offset))]);
  return { isShutDown: number(bytes, STATE_AT) === SHUT_DOWN, settings: Object.fromEntries(settings) };
}

async function firstBytes(path: string): Promise<DataView | undefined> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES), 0, BYTES, 0);
    return bytesRead === BYTES ? new DataView(buffer.buffer, buffer.byteOffset, BYTES) : undefined;
  } finally {
    await file.close();
  }
}

const number = (bytes: DataView, offset: number): number => bytes.getInt32(offset, true);
