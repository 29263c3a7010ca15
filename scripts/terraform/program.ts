import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

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
  /** Runs a command that speaks JSON events (plan, apply, destroy). Gives its exit code. */
  follow(folder: string, args: readonly [command: string, ...string[]], tell: (event: TerraformEvent) => void): Promise<number>;
  /** Runs a command and gives what it printed. @throws TerraformError with what it complained of */
  ask(folder: string, args: readonly string[]): string;
}

class TerraformError extends Error {}

/**
 * Finds the program: TERRAFORM_BINARY_NAME (as cdktf-cli does), else `terraform`, else `tofu`.
 * @throws TerraformError when there is none
 */
export function findTerraform(environment: NodeJS.ProcessEnv): Terraform {
  const candidates = environment.TERRAFORM_BINARY_NAME ? [environment.TERRAFORM_BINARY_NAME] : ['terraform', 'tofu'];
  const name = candidates.find((candidate) => spawnSync(candidate, ['version'], { stdio: 'ignore' }).status === 0);
  if (!name)
    throw new TerraformError(`None of ${candidates.join(', ')} runs here. Install OpenTofu or Terraform, or set TERRAFORM_BINARY_NAME.`);
  const env = { ...environment, TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' };
  return {
    name,
    async follow(folder, [command, ...args], tell) {
      const child = spawn(name, [command, '-json', ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise<number>((resolve, reject) => child.on('error', reject).on('close', (code) => resolve(code ?? 1)));
      for await (const line of createInterface({ input: child.stdout })) tell(parse(line));
      return ended;
    },
    ask(folder, args) {
      const { status, stdout, stderr } = spawnSync(name, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 256 * 2 ** 20 });
      if (status !== 0) throw new TerraformError(`${name} ${args[0]} failed in ${folder}:\n${stderr.trim() || stdout.trim()}`);
      return stdout;
    },
  };
}

/** A line that is no event is told as it is: some failures happen before the program speaks JSON. */
function parse(line: string): TerraformEvent {
  try {
    return Event.parse(JSON.parse(line));
  } catch {
    return { type: 'diagnostic', diagnostic: { severity: 'error', summary: line } };
  }
}
