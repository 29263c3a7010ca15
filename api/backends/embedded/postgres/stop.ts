import { findPostmaster, killPostmaster } from './postmaster.ts';
import { isStopped, type ProcessMarks, processesOf, resume, signal, titleOf } from './processes.ts';
import { waitFor } from './wait.ts';

export interface StopOptions {
  /** For its sessions to end; after it the server is killed, which costs a recovery at the next start. */
  readonly timeoutMs: number;
  /** Gives the wait up and leaves the server as it is. */
  readonly signal?: AbortSignal;
}

/** What still works after the sessions have ended: it writes and sends what is in memory. */
const FINISHING = ['checkpointer', 'archiver', 'walsender', 'logger', 'io worker'];
/** A server without sessions that still writes may take so many times as long: killing it would cost as much once more. */
const FINISHING_FACTOR = 3;

/**
 * Ends the server: sessions are cut, what is in memory is written. What delays that is removed, the cheapest way first:
 * processes that somebody has stopped are resumed, a sender whose replica does not confirm is ended, and a session that
 * does not react (a loop in a procedural language that never checks for interrupts) has the whole server killed.
 */
export async function stopPostmaster(server: ProcessMarks, { timeoutMs, signal: given }: StopOptions): Promise<void> {
  const found = await findPostmaster(server);
  if (found) signal(found.pid, 'SIGINT');
  const begun = performance.now();
  const isEnded = async () => {
    const pids = await processesOf(server);
    if (pids.length === 0 && !(await findPostmaster(server))) return true;
    const forMs = performance.now() - begun;
    const children = pids.filter((pid) => pid !== found?.pid);
    assist(children, server, forMs > timeoutMs / 2);
    const isStuck = found !== undefined && isStopped(found.pid);
    if (isStuck || forMs > limitOf(children, server, timeoutMs)) await killPostmaster(server);
    return false;
  };
  await waitFor(isEnded, {
    timeoutMs: FINISHING_FACTOR * timeoutMs + KILLING_MS,
    what: `${server.clusterName} to stop`,
    ...(given && { signal: given }),
  });
}

/** Processes that are killed are gone at once, unless the system keeps them waiting for a disk. */
const KILLING_MS = 20_000;

function assist(pids: readonly number[], server: ProcessMarks, isLate: boolean): void {
  for (const pid of pids) {
    if (isStopped(pid)) resume(pid);
    if (isLate && roleOf(pid, server).startsWith('walsender')) signal(pid, 'SIGTERM');
  }
}

const limitOf = (pids: readonly number[], server: ProcessMarks, timeoutMs: number) =>
  pids.every((pid) => FINISHING.some((name) => roleOf(pid, server).startsWith(name))) ? FINISHING_FACTOR * timeoutMs : timeoutMs;

/** Processes of PostgreSQL say in their titles what they are: `postgres: name: walsender …`. */
const roleOf = (pid: number, { clusterName }: ProcessMarks) => titleOf(pid).split(`postgres: ${clusterName}: `)[1] ?? '';
