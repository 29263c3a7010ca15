import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, giveTo } from './account.ts';
import type { Binaries } from './binaries.ts';
import { killAll, livesIn, type ProcessMarks } from './processes.ts';
import { limitLog, logFileOf } from './server-log.ts';
import { socketFile } from './socket-folder.ts';
import { waitFor } from './wait.ts';

/** One PostgreSQL server: a data folder and what it takes to run it. */
export interface Server {
  readonly folder: string;
  /** In the titles of its processes; unique on this machine. */
  readonly clusterName: string;
  /** The folder of its socket. */
  readonly sockets: string;
  /** No more than the number in the name of its socket, and so its identity. */
  readonly port: number;
  /** The version of PostgreSQL that its files are of. */
  readonly major: number;
  readonly binaries: Binaries;
  readonly account: Account;
}

export interface RunningPostmaster {
  readonly pid: number;
  readonly port: number;
  /** It takes connections, as primary or as hot standby. */
  readonly ready: boolean;
  /** It was told to stop: it lets nobody in, and ends when its sessions have. */
  readonly stopping: boolean;
}

/** Long enough for crash recovery of a database with much WAL. */
const START_TIMEOUT_MS = 120_000;

/** The postmaster that runs on the server's folder, whoever started it; undefined when there is none. */
export async function findPostmaster(server: ProcessMarks): Promise<RunningPostmaster | undefined> {
  const text = await readFile(join(server.folder, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // Lines as in PostgreSQL's utils/pidfile.h: 1 pid, 4 port, 8 status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !(await livesIn(pid, server))) return undefined;
  const status = lines[7]?.trim();
  return { pid, port: Number(lines[3]), ready: status === 'ready', stopping: status === 'stopping' };
}

/**
 * Starts the server, or finds that it runs, and returns when it takes connections. The process is detached: it outlives
 * us, and a Ctrl-C in the terminal does not reach it. @throws with the last words of its log when it does not start
 */
export async function startPostmaster(server: Server): Promise<void> {
  let failure: Error | undefined;
  const isOurs = await launchPostmaster(server, (reason) => {
    failure = reason;
  });
  const isReady = async () => {
    if (failure) throw failure;
    const found = await findPostmaster(server);
    if (!found && !isOurs) throw new Error(`${server.clusterName} ended while it started (see ${logFileOf(server)}).`);
    return found?.ready === true;
  };
  await waitFor(isReady, { timeoutMs: START_TIMEOUT_MS, what: `${server.clusterName} to start (see ${logFileOf(server)})`, everyMs: 15 });
}

/**
 * Starts the server's process unless it runs, and returns at once: whether it takes connections is seen by looking at it.
 * @param ended is called, with the reason that the server gave, when a process that was started here ends
 * @returns false when it ran already
 */
export async function launchPostmaster(server: Server, ended: (reason: Error) => void): Promise<boolean> {
  if (await findPostmaster(server)) return false;
  const logged = await sizeOf(logFileOf(server));
  const child = await launch(server);
  child.once('exit', () => {
    void startFailure(server, { since: logged, pid: child.pid ?? 0 }).then(ended);
  });
  return true;
}

async function launch(server: Server): Promise<ChildProcess> {
  await killAll(server, undefined);
  // After a power cut the pid in it may be some other process by now, and PostgreSQL would refuse to start.
  const lock = `${socketFile(server.sockets, server.port)}.lock`;
  for (const file of [join(server.folder, 'postmaster.pid'), lock]) await rm(file, { force: true });
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

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Why a server ended, in its own words: what the postmaster and its helpers logged since the start, not what was answered to clients. */
async function startFailure(server: Server, { since, pid }: { since: number; pid: number }): Promise<Error> {
  const log = logFileOf(server);
  const text = await readFile(log).catch(() => Buffer.alloc(0));
  const lines = text
    .subarray(since <= text.length ? since : 0)
    .toString('utf8')
    .split('\n');
  return new Error(`${server.clusterName} did not start: ${reasonIn(lines, pid) ?? 'it said nothing'} (see ${log}).`);
}

/** With our log_line_prefix lines of sessions name user and database behind pid and SQLSTATE (`[123] 28P01 app@app FATAL: …`). */
const OF_A_SESSION = /^\S+ \S+ \S+ \[\d+\] (?:[0-9A-Z]{5} )?\S*@\S* /;

/** The postmaster's own complaint is the reason; a helper's is the next best. Pure; exported for its tests. */
export function reasonIn(lines: readonly string[], postmaster: number): string | undefined {
  const own = lines.filter((line) => !OF_A_SESSION.test(line) && /\b(FATAL|PANIC):|could not/.test(line));
  return own.findLast((line) => line.includes(`[${postmaster}]`)) ?? own.at(-1);
}

/** Kills the server and all its sessions. When this returns nothing of it can write any more. */
export async function killPostmaster(server: ProcessMarks): Promise<void> {
  const found = await findPostmaster(server);
  await killAll(server, found?.pid);
}
