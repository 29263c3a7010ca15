import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { realpath, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Lock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that works on a folder. The lock is a listening socket, so the system takes it back
 * however the process ends. @throws when another process has it
 */
export async function holdLock(folder: string): Promise<Lock> {
  const address = addressOf(await realpath(folder));
  const server = createServer((socket) => socket.destroy());
  if (!(await listens(server, address)) && !(await takesOver(server, address))) {
    throw new Error(
      `Another platform is already running on the data folder ${folder}. Stop it first, or give this one a PAAS_DATA_DIR of its own.`,
    );
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Linux and Windows have socket names outside the file system, which vanish with their process. */
function addressOf(folder: string): string {
  const id = `postgres-paas-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  if (process.platform === 'linux') return `\0${id}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : join(tmpdir(), `${id}.sock`);
}

async function listens(server: Server, address: string): Promise<boolean> {
  server.listen(address);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  }
}

/** Where the name is a file, it stays behind when its process is killed; then nobody answers there. */
async function takesOver(server: Server, address: string): Promise<boolean> {
  if (process.platform === 'linux' || process.platform === 'win32' || (await answers(address))) return false;
  await rm(address, { force: true });
  return listens(server, address);
}

async function answers(address: string): Promise<boolean> {
  const socket = createConnection(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
