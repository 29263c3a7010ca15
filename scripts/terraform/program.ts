import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { forwardInterrupts } from './interrupts.ts';
import { linesOf } from './tail.ts';

/** Where the program's machine-readable progress is told, one event a line. */
const Event = z.looseObject({
  type: z.string(),
  hook: z
    .looseObject({ resource: z.looseObject({ addr: z.string() }), action: z.string().optional(), elapsed_seconds: z.number().optional() })
    .optional(),
  change: z.looseObject({ resource: z.looseObject({ addr: z.string() }), action: z.string() }).optional(),
  changes: z.object({ add: z.number(), change: z.number(), remove: z.number(), operation: z.string() }).optional(),
  diagnostic: z
    .looseObject({ severity: z.string(), summary: z.string(), detail: z.string().optional(), address: z.string().optional() })
    .optional(),
});
export type TerraformEvent = z.output<typeof Event>;

/** Terraform or OpenTofu, in the folder of one stack. */
export interface Terraform {
  readonly name: string;
  /** Makes the folder ready: providers, and the state that its configuration names now. @throws TerraformError */
  init(folder: string): void;
  /**
   * Runs a command that speaks JSON events (plan, apply, destroy) to its end. Gives its exit code, or `undefined` when
   * somebody interrupted it: see `forwardInterrupts`.
   */
  follow(folder: string, args: readonly [command: string, ...string[]], tell: (event: TerraformEvent) => void): Promise<number | undefined>;
  /** Runs a command and gives what it printed. @throws TerraformError with what it complained of */
  ask(folder: string, args: readonly string[]): string;
}

class TerraformError extends Error {}

/** How long a run waits for the state while another one holds it, such as one whose terminal was closed. */
const LOCK_TIMEOUT = '10m';

/**
 * Finds the program: TERRAFORM_BINARY_NAME (as cdktf-cli does), else `terraform`, else `tofu`.
 * @throws TerraformError when there is none
 */
export function findTerraform(environment: NodeJS.ProcessEnv): Terraform {
  const candidates = environment.TERRAFORM_BINARY_NAME ? [environment.TERRAFORM_BINARY_NAME] : ['terraform', 'tofu'];
  const name = candidates.find((candidate) => spawnSync(candidate, ['version'], { stdio: 'ignore' }).status === 0);
  if (!name)
    throw new TerraformError(`None of ${candidates.join(', ')} runs here. Install OpenTofu or Terraform, or set TERRAFORM_BINARY_NAME.`);
  // states, plans and logs of a run hold credentials: what is written from here on is for its owner alone
  process.umask(0o077);
  const env = { ...environment, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' };
  const ask = (folder: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(name, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 256 * 2 ** 20 });
    if (status !== 0) throw new TerraformError(`${name} ${args[0]} failed in ${folder}:\n${stderr.trim() || stdout.trim()}`);
    return stdout;
  };
  return {
    name,
    // -reconfigure: another ENVIRONMENT or NAME_PREFIX in the same clone is another state, never one to be moved
    init: (folder) => void ask(folder, ['init', '-no-color', '-reconfigure']),
    follow: (folder, command, tell) => follow({ name, env, folder }, command, tell),
    ask,
  };
}

interface Run {
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

/**
 * The program runs in a process group of its own and writes to a file, which is read here: neither Ctrl-C nor a closed
 * terminal nor the end of this process takes its output away in the middle of a change, so it always writes its state.
 */
async function follow(
  { name, env, folder }: Run,
  [command, ...args]: readonly [string, ...string[]],
  tell: (event: TerraformEvent) => void,
) {
  const log = join(folder, `${command}.log`);
  const output = openSync(log, 'w', 0o600);
  const child = spawn(name, [command, '-json', `-lock-timeout=${LOCK_TIMEOUT}`, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const interrupts = forwardInterrupts(child);
  const ended = endOf(child);
  try {
    for await (const line of linesOf(log, ended)) tell(parse(line));
    const code = await ended;
    return interrupts.seen > 0 ? undefined : code;
  } finally {
    interrupts.release();
  }
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => child.on('error', reject).on('exit', (code) => resolve(code ?? 1)));
}

/** A line that is no event is told as it is: some failures happen before the program speaks JSON. */
function parse(line: string): TerraformEvent {
  try {
    return Event.parse(JSON.parse(line));
  } catch {
    return { type: 'diagnostic', diagnostic: { severity: 'error', summary: line } };
  }
}
