import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { StacksConfig } from '../../stacks/config.ts';

const Manifest = z.object({
  stacks: z.record(z.string(), z.object({ name: z.string(), workingDirectory: z.string(), dependencies: z.array(z.string()) })),
});

/** A synthesised stack, ready for Terraform. */
export interface SynthesisedStack {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: readonly string[];
}

const root = dirname(dirname(import.meta.dirname));

/**
 * Runs the CDKTF app and gives its stacks, each after those it depends on.
 * @param environment with CDKTF_OUTDIR for another folder than cdktf.out
 * @returns undefined when the app refused; it has told why
 */
export function synthesise(environment: NodeJS.ProcessEnv): SynthesisedStack[] | undefined {
  const { status } = spawnSync(process.execPath, ['--disable-warning=DEP0044', 'stacks/main.ts'], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  });
  if (status !== 0) return undefined;
  const outdir = environment.CDKTF_OUTDIR ?? join(root, 'cdktf.out');
  const { stacks } = Manifest.parse(JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')));
  const all = Object.values(stacks).map(({ workingDirectory, ...stack }) => ({ ...stack, folder: join(outdir, workingDirectory) }));
  return inOrder(all);
}

/** Dependencies first; stacks that do not depend on each other by name, so that the order never changes by itself. */
export function inOrder<T extends { name: string; dependencies: readonly string[] }>(stacks: readonly T[]): T[] {
  const ordered: T[] = [];
  const add = (stack: T) => {
    if (ordered.includes(stack)) return;
    for (const other of stacks) if (stack.dependencies.includes(other.name)) add(other);
    ordered.push(stack);
  };
  for (const stack of stacks.toSorted((a, b) => (a.name < b.name ? -1 : 1))) add(stack);
  return ordered;
}

/** @throws Error naming a stack that does not exist, and those that do */
export function choose(stacks: readonly SynthesisedStack[], names: readonly string[]): SynthesisedStack[] {
  const unknown = names.find((name) => !stacks.some((stack) => stack.name === name));
  if (unknown) throw new Error(`There is no stack "${unknown}". This platform has: ${stacks.map(({ name }) => name).join(', ')}.`);
  return names.length === 0 ? [...stacks] : stacks.filter(({ name }) => names.includes(name));
}

/**
 * Local states were once called by environment and stack alone. One that is still called so would be left behind, and every
 * machine made a second time.
 *
 * @throws Error with the command that renames it
 */
export function refuseStateOfOldName({ name, folder }: SynthesisedStack, config: StacksConfig): void {
  if (config.STATE_BACKEND !== 'local') return;
  const states = resolve(folder, config.STATE_PATH);
  const old = join(states, `${config.ENVIRONMENT}-${name}.tfstate`);
  const current = join(states, `${config.NAME_PREFIX}-${config.ENVIRONMENT}-${name}.tfstate`);
  if (existsSync(old) && !existsSync(current))
    throw new Error(
      `The state of ${name} has the name of an earlier version. If it is that of NAME_PREFIX ${config.NAME_PREFIX}: mv ${old} ${current}`,
    );
}
