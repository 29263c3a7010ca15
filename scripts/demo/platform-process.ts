import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { DatabaseView } from '../../api/contract/database.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
/** The welcome text, once all of it is printed; on Kubernetes it is one line. */
const WELCOME = /running at (http:\S+)\n[\s\S]*brings it back/;
const ADDRESS = /running at (http:\S+)\n/;

export interface PlatformProcess {
  /** Resolves with its address once it serves; rejects with what it printed if it ends before. */
  readonly url: Promise<string>;
  /** The exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** All it has printed so far, on stdout and stderr. */
  output(): string;
  /** A signal to what was started, npm or the program: SIGINT unless another is named. Returns the exit code when it has ended. */
  stop(signal?: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'): Promise<number | null>;
}

export interface StartOptions {
  /** Its whole environment, besides PATH; `PAAS_PORT` is any free one unless said otherwise. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Where the repository is; ours unless said otherwise. */
  readonly repository?: string;
  /** What runs; its TypeScript unless said otherwise. */
  readonly program?: 'api/main.ts' | 'api/dist/main.js';
  /** By `npm start`, which installs and builds first; else the program alone. */
  readonly npm?: boolean;
  /** Another account to run as; only root may ask for it. */
  readonly uid?: number;
}

/** The whole platform as a process of its own. */
export function startPlatform({ env, repository = REPOSITORY, program = 'api/main.ts', npm = false, uid }: StartOptions): PlatformProcess {
  const [command, args] = npm ? ['npm', ['start']] : [process.execPath, [program]];
  const child = spawn(command, args, {
    cwd: repository,
    env: { PATH: process.env.PATH, PAAS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const { url, ended, output } = follow(child, env.PAAS_BACKEND === 'cnpg' ? ADDRESS : WELCOME);
  return {
    url,
    ended,
    output,
    stop(signal = 'SIGINT') {
      if (child.pid !== undefined && child.exitCode === null) process.kill(child.pid, signal);
      return ended;
    },
  };
}

function follow(child: ChildProcessByStdio<null, Readable, Readable>, serves: RegExp): Pick<PlatformProcess, 'url' | 'ended' | 'output'> {
  let text = '';
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  const take = (chunk: Buffer) => {
    text += chunk.toString();
    const [, found] = serves.exec(text) ?? [];
    if (found) resolve(found);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    reject(new Error(`The platform ended with ${code}:\n${text}`));
    return code ?? null;
  });
  url.catch(() => undefined); // who only waits for its end need not hear of it
  return { url, ended, output: () => text };
}

/** Kills the PostgreSQL that takes the writes of a database, as a crash would. */
export async function killPrimary(dataDir: string, { id, name, status: { primary } }: DatabaseView): Promise<void> {
  if (primary === null) throw new Error(`${name} has no primary to kill.`);
  const ordinal = primary.slice(primary.lastIndexOf('-') + 1);
  const [pid] = (await readFile(join(dataDir, 'databases', id, ordinal, 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}
