/** What the platform stands on beside Kubernetes, as tests use it; see the script of the same name. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lab } from '../cluster/lab.ts';

const COMMAND = join(import.meta.dirname, 'addons');

export interface Addons {
  /** Runs `addons ARGS...` and gives what it prints. */
  run(...args: readonly string[]): Promise<string>;
  /** The path of a program. */
  program(name: string): string;
  /** Whether it could be built in the time that there was. */
  has(name: string): boolean;
  /** The folder of a Go module that a program is built from: charts and definitions are in it. */
  module(name: string, module: string): Promise<string>;
  /** Runs a program, with its standard input, and gives what it prints. */
  exec(name: string, args: readonly string[], options?: { input?: string; cwd?: string }): string;
}

/** @param lab that is up */
export function addonsOf({ folder, kubeconfig }: Pick<Lab, 'folder' | 'kubeconfig'>): Addons {
  const env = { ...process.env, LAB: folder, KUBECONFIG: kubeconfig };
  const run = async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(COMMAND, args, { encoding: 'utf8', env, maxBuffer: 64 << 20 });
    return stdout.trim();
  };
  const program = (name: string) => {
    const { stdout, stderr, status } = spawnSync(COMMAND, ['program', name], { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`addons program ${name}: ${stderr}`);
    return stdout.trim();
  };
  return {
    run,
    program,
    has: (name) => existsSync(program(name)),
    module: (name, module) => run('module', name, module),
    exec(name, args, { input, cwd } = {}) {
      const { stdout, stderr, status } = spawnSync(program(name), args, { encoding: 'utf8', env, input, cwd, maxBuffer: 64 << 20 });
      if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr.slice(-2000)}${stdout.slice(-2000)}`);
      return stdout;
    },
  };
}

/** Builds what is missing, as far as the time goes. @returns whether all that a sync needs is there */
export function buildAddons(): boolean {
  return spawnSync(COMMAND, ['build'], { stdio: 'inherit' }).status === 0;
}
