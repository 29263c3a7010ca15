import { execFile } from 'node:child_process';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { waitFor } from './wait.ts';

const run = promisify(execFile);

/** Where a server's processes can be told by: its data folder, and the name it puts into their titles. */
export interface ProcessMarks {
  readonly folder: string;
  readonly clusterName: string;
}

/**
 * Pids of the postmaster of a data folder and of all its children. A postmaster and its children work inside their data
 * folder, which Linux shows; elsewhere they are told by their command line (`-D folder`) and title (`postgres: name: …`).
 */
export async function processesOf(marks: ProcessMarks): Promise<number[]> {
  if (process.platform === 'win32') return [];
  return process.platform === 'linux' ? processesIn(marks.folder) : processesTitled(marks);
}

async function processesIn(folder: string): Promise<number[]> {
  const home = await realpath(folder).catch(() => undefined);
  if (home === undefined) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const homes = await Promise.all(pids.map(workingFolder));
  return pids.filter((_, index) => homes[index] === home);
}

/** undefined for a process that is gone, a zombie, or somebody else's. */
const workingFolder = (pid: number) => readlink(`/proc/${pid}/cwd`).catch(() => undefined);

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
  const [cwd, home] = await Promise.all([workingFolder(pid), realpath(marks.folder).catch(() => undefined)]);
  return cwd !== undefined && cwd === home;
}

export function isAlive(pid: number): boolean {
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
