import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { waitFor } from './wait.ts';

const run = promisify(execFile);

/** How a server's processes are identified: by its data folder, and the name it puts into their titles. */
export interface ProcessMarks {
  readonly folder: string;
  readonly clusterName: string;
}

/**
 * Pids of the postmaster of a data folder and of all its children. A postmaster and its children work inside their data
 * folder, which Linux shows; elsewhere they are identified by their command line (`-D folder`) and title (`postgres: name: …`).
 */
export async function processesOf(marks: ProcessMarks): Promise<number[]> {
  if (process.platform === 'win32') return [];
  return process.platform === 'linux' ? processesIn(marks.folder) : processesTitled(marks);
}

/** Synchronous: hundreds of small reads cost a tenth of what they cost one by one through the thread pool. */
function processesIn(folder: string): number[] {
  const home = realpathOf(folder);
  if (home === undefined) return [];
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) && workingFolder(name) === home ? [Number(name)] : []));
}

/** undefined for a process that is gone, a zombie, or somebody else's. */
function workingFolder(pid: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function realpathOf(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}

async function processesTitled({ folder, clusterName }: ProcessMarks): Promise<number[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,command='], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid !== undefined && (command.includes(`-D ${folder}`) || command.includes(`postgres: ${clusterName}:`)) ? [Number(pid)] : [];
  });
}

/** Whether a pid is one of the server's own, not a stranger who got the number later. */
export async function livesIn(pid: number, marks: ProcessMarks): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') return (await processesTitled(marks)).includes(pid);
  const cwd = workingFolder(pid);
  return cwd !== undefined && cwd === realpathOf(marks.folder);
}

/**
 * Whether somebody has stopped the process (SIGSTOP, a debugger): it holds its locks and answers nobody until it is let go
 * on. From /proc/PID/stat, field 3 (proc(5)); false where there is no /proc.
 */
export function isStopped(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[Tt]$/.test(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** What a process says it does; PostgreSQL's processes write it into their titles. '' for one that is gone. */
export function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, which is what a signal is mostly sent for.
  }
}

/** Lets a stopped process go on. */
export const resume = (pid: number): void => signal(pid, 'SIGCONT');

/** Kills every process of a server and returns when there is none; after that nothing of it can write any more. */
export async function killAll(marks: ProcessMarks, postmaster: number | undefined): Promise<void> {
  if (postmaster !== undefined) {
    signal(postmaster, 'SIGKILL');
    await waitFor(async () => !(await livesIn(postmaster, marks)), { timeoutMs: 10_000, what: `process ${postmaster} to end` });
  }
  await waitFor(() => killOnce(marks), { timeoutMs: 10_000, what: `the processes of ${marks.clusterName} to end` });
}

/** True when there was nothing left to kill. Only the postmaster starts processes, and it is dead by now. */
async function killOnce(marks: ProcessMarks): Promise<boolean> {
  const pids = await processesOf(marks);
  for (const pid of pids) signal(pid, 'SIGKILL');
  return pids.length === 0;
}
