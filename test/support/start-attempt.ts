import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '..', '..');

export interface StartAttempt {
  readonly child: ChildProcess;
  /** All it has printed so far, on stdout and stderr. */
  output(): string;
  /** Resolves with the address once it serves; rejects with what it printed if it ends before. */
  readonly url: Promise<string>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

export interface ProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Another account to run as; only root may ask for it. */
  readonly uid?: number;
}

/** The platform as `npm start` runs it, as a process that can be signalled and killed. */
export function attemptStart({ env, uid }: ProcessOptions): StartAttempt {
  const child = spawn(process.execPath, ['api/main.ts'], {
    cwd: REPOSITORY,
    env: { PATH: process.env.PATH, PAAS_PORT: '0', PAAS_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  let text = '';
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  const take = (chunk: Buffer) => {
    text += chunk.toString();
    const [, found] = /running at (http:\S+)\n[\s\S]*brings it back/.exec(text) ?? [];
    if (found) resolve(found);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    reject(new Error(`The platform ended with ${code}:\n${text}`));
    return code ?? null;
  });
  url.catch(() => undefined);
  return { child, output: () => text, url, ended };
}

/** Processes that work in a folder or below. Linux only: elsewhere there is no /proc. */
export async function processesIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map(async (pid) => ({ pid, place: await readlink(`/proc/${pid}/cwd`).catch(() => '') })));
  return places.filter(({ place }) => place.startsWith(folder)).map(({ pid }) => Number(pid));
}
