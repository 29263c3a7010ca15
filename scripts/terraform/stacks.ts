import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

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
