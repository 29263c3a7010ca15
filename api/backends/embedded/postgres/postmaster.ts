import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, giveTo } from './account.ts';
import type { Binaries } from './binaries.ts';
import { killAll, livesIn, processesOf, signal } from './processes.ts';
import { waitFor } from './wait.ts';

/** One PostgreSQL server: a data folder and what it takes to run it. */
export interface Server {
  readonly folder: string;
  /** In the titles of its processes; unique on this machine. */
  readonly clusterName: string;
  readonly port: number;
  readonly binaries: Binaries;
  readonly account: Account;
}

export interface RunningPostmaster {
  readonly pid: number;
  readonly port: number;
  /** It takes connections, as primary or as hot standby. */
  readonly ready: boolean;
}

const MAX_LOG_BYTES = 8 * 1024 * 1024;
/** Long enough for crash recovery of a database with much WAL. */
const START_TIMEOUT_MS = 120_000;

const logFileOf = ({ folder }: Pick<Server, 'folder'>) => `${folder}.log`;

/** The postmaster that runs on the server's folder, whoever started it; undefined when there is none. */
export async function findPostmaster(server: Server): Promise<RunningPostmaster | undefined> {
  const text = await readFile(join(server.folder, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // Lines as in PostgreSQL's utils/pidfile.h: 1 pid, 4 port, 8 status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !(await livesIn(pid, server))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Starts the server, or finds that it runs, and returns when it takes connections. The process is detached: it outlives
 * us, and a Ctrl-C in the terminal does not reach it. @throws with the last words of its log when it does not start
 */
export async function startPostmaster(server: Server): Promise<void> {
  const child = (await findPostmaster(server)) ? undefined : await launch(server);
  const isReady = async () => {
    const found = await findPostmaster(server);
    const hasEnded = child ? child.exitCode !== null || child.signalCode !== null : !found;
    if (hasEnded) throw await startFailure(server);
    return found?.ready === true;
  };
  await waitFor(isReady, { timeoutMs: START_TIMEOUT_MS, what: `${server.clusterName} to start (see ${logFileOf(server)})`, everyMs: 15 });
}

async function launch(server: Server): Promise<ChildProcess> {
  await killAll(server, undefined);
  // After a power cut the pid in it may be some other process by now, and PostgreSQL would refuse to start.
  await rm(join(server.folder, 'postmaster.pid'), { force: true });
  await limitLog(server);
  const log = await open(logFileOf(server), 'a', 0o600);
  try {
    await giveTo(server.account, logFileOf(server));
    return await spawned(server, log.fd);
  } finally {
    await log.close();
  }
}

async function spawned(server: Server, log: number): Promise<ChildProcess> {
  const child = spawn(join(server.binaries.bin, 'postgres'), ['-D', server.folder], {
    ...server.account,
    cwd: server.folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: { LC_ALL: 'C', TZ: 'UTC', PGTZ: 'UTC' },
  });
  await once(child, 'spawn');
  child.unref();
  return child;
}

async function limitLog(server: Server): Promise<void> {
  const log = logFileOf(server);
  const size = await stat(log).then(
    (entry) => entry.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(log, `${log}.1`);
}

async function startFailure(server: Server): Promise<Error> {
  const text = await readFile(logFileOf(server), 'utf8').catch(() => '');
  const complaint = text.split('\n').findLast((line) => /FATAL|PANIC|could not/.test(line));
  return new Error(`${server.clusterName} did not start: ${complaint ?? 'it said nothing'} (see ${logFileOf(server)}).`);
}

/** Ends the server: sessions are cut, what is in memory is written. When it takes longer than `timeoutMs` it is killed, which costs a recovery at the next start. */
export async function stopPostmaster(server: Server, timeoutMs = 30_000): Promise<void> {
  const found = await findPostmaster(server);
  if (found) signal(found.pid, 'SIGINT');
  const isGone = async () => (await processesOf(server)).length === 0 && !(await findPostmaster(server));
  await waitFor(isGone, { timeoutMs, what: `${server.clusterName} to stop` }).catch(() => killPostmaster(server));
}

/** Kills the server and all its sessions. When this returns nothing of it can write any more. */
export async function killPostmaster(server: Server): Promise<void> {
  const found = await findPostmaster(server);
  await killAll(server, found?.pid);
}
