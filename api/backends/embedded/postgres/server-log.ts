import { open, rm, stat, writeFile } from 'node:fs/promises';
import { type Account, giveTo } from './account.ts';

/** Of a log and of the one before it, each. */
const MAX_LOG_BYTES = 8 * 1024 * 1024;

/** The server whose log it is: its data folder, and whose the files are. */
interface LoggingServer {
  readonly folder: string;
  readonly account: Account;
}

export const logFileOf = ({ folder }: Pick<LoggingServer, 'folder'>) => `${folder}.log`;

/**
 * Keeps the log of a server, which may be running, from growing without end: its last part is kept beside it and it begins
 * anew. All processes of the server append to the same open file, so they go on at its new beginning; lines of the
 * moment between the two are lost.
 */
export async function limitLog(server: LoggingServer): Promise<void> {
  const log = logFileOf(server);
  const { size } = await stat(log).catch(() => ({ size: 0 }));
  if (size <= MAX_LOG_BYTES) return;
  const file = await open(log, 'r+');
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_LOG_BYTES), position: size - MAX_LOG_BYTES });
    await keep(server, buffer.subarray(0, bytesRead));
    await file.truncate(0);
  } finally {
    await file.close();
  }
}

/** A full disk has no room for it; the log must give way all the same. */
async function keep(server: LoggingServer, tail: Buffer): Promise<void> {
  const former = `${logFileOf(server)}.1`;
  try {
    await writeFile(former, tail, { mode: 0o600 });
    await giveTo(server.account, former);
  } catch {
    await rm(former, { force: true });
  }
}
