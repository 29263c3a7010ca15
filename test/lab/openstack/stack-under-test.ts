import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { exampleKey } from '../../support/synth.ts';

const root = join(import.meta.dirname, '../../..');
const Plan = z.object({
  resource_changes: z
    .array(z.object({ type: z.string(), address: z.string(), change: z.object({ actions: z.array(z.string()) }) }))
    .default([]),
});

export interface Outcome {
  readonly status: number | null;
  /** Everything it printed. */
  readonly text: string;
}

export type Variables = Readonly<Record<string, string>>;

/** A deploy under way. */
export class Running {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #text = '';

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
  }

  /** Waits until it has printed something that matches. @throws Error when it ended before */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) {
      if (this.#child.exitCode !== null) throw new Error(`it ended without ${pattern}:\n${this.#text}`);
      const heard = new AbortController();
      const next = ([this.#child.stdout, this.#child.stderr] as const).map((stream) => once(stream, 'data', heard));
      await Promise.race([...next, once(this.#child, 'close', heard)]);
      heard.abort();
    }
  }

  /** To the whole process group, as a terminal does. */
  interrupt(signal: NodeJS.Signals): void {
    process.kill(-(this.#child.pid ?? 0), signal);
  }

  /** To the script alone. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The Terraform that it has started, by its process id. */
  terraform(): number {
    const children = readFileSync(`/proc/${this.#child.pid}/task/${this.#child.pid}/children`, 'utf8').trim();
    return Number(children.split(' ').at(-1));
  }

  async end(): Promise<Outcome> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return { status: this.#child.exitCode, text: this.#text };
  }
}

/** One platform that a test deploys by the product's own scripts and questions by OpenTofu. */
export class StackUnderTest {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #outdir: string;
  readonly #tofu: string;

  constructor(tools: { tofu: string; mirror: string }, credentials: Variables, scratch: string, name: string) {
    this.#tofu = tools.tofu;
    this.#outdir = join(scratch, name, 'out');
    mkdirSync(this.#outdir, { recursive: true });
    const { TF_CLI_CONFIG_FILE: _, ...inherited } = process.env;
    this.#environment = {
      ...strings(inherited),
      ...credentials,
      ENVIRONMENT: name,
      CDKTF_OUTDIR: this.#outdir,
      STATE_PATH: '../../../state',
      TERRAFORM_BINARY_NAME: tools.tofu,
      TF_CLI_ARGS_init: `-plugin-dir=${tools.mirror}`,
      CHECKPOINT_DISABLE: '1',
      ADMIN_CIDRS: '198.51.100.0/24',
      SSH_PUBLIC_KEY: exampleKey,
      FLAVOR_NAME: 'm1.small',
      ROOT_VOLUME_GIB: '2',
      DATA_VOLUME_GIB: '1',
    };
  }

  get inventory(): string {
    return readFileSync(join(this.#outdir, 'inventory.yaml'), 'utf8');
  }

  /** `npm run deploy`, without a question. */
  deploy(variables: Variables = {}, ...stacks: string[]): Outcome {
    return this.#node(variables, 'scripts/deploy.ts', '--yes', `--inventory=${join(this.#outdir, 'inventory.yaml')}`, ...stacks);
  }

  /** `npm run deploy` with nobody there to agree. */
  propose(variables: Variables = {}, ...stacks: string[]): Outcome {
    return this.#node(variables, 'scripts/deploy.ts', ...stacks);
  }

  /** `npm run deploy` as a terminal starts it: in a process group of its own, which Ctrl-C goes to as a whole. */
  begin(variables: Variables, ...stacks: string[]): Running {
    const args = ['scripts/deploy.ts', '--yes', `--inventory=${join(this.#outdir, 'inventory.yaml')}`, ...stacks];
    const env = { ...this.#environment, ...variables };
    const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    return new Running(child);
  }

  /** `npm run doctor`. */
  examine(variables: Variables = {}): Outcome {
    return this.#node(variables, 'scripts/doctor.ts');
  }

  /** `npm run drift`. */
  drift(variables: Variables = {}): Outcome {
    return this.#node(variables, 'scripts/drift.ts', 'openstack-lab');
  }

  /** Every file below its folder that others than its owner may read: none is to be. */
  readableByOthers(): string[] {
    const files = globSync('{out,state}/**/*', { cwd: dirname(this.#outdir) }).map((file) => join(dirname(this.#outdir), file));
    return files.filter((file) => /\.tfstate|\/plan$|\.log$/.test(file) && (statSync(file).mode & 0o077) !== 0);
  }

  /** `npm run destroy`, confirmed. */
  destroy(variables: Variables = {}, ...args: string[]): Outcome {
    return this.#node(variables, 'scripts/destroy.ts', `--confirm=${this.#environment.ENVIRONMENT}`, ...args);
  }

  synth(variables: Variables = {}): Outcome {
    return this.#node(variables, '--disable-warning=DEP0044', 'stacks/main.ts');
  }

  /** What a plan would do: `action address`, sorted; reading and doing nothing left out. */
  plan(variables: Variables = {}, stack = 'openstack-lab'): string[] {
    this.#must(this.synth(variables));
    this.#must(this.tofu(stack, 'init'));
    this.#must(this.tofu(stack, 'plan', '-out=plan'));
    const { resource_changes } = Plan.parse(JSON.parse(this.#must(this.tofu(stack, 'show', '-json', 'plan'))));
    const real = resource_changes.map(({ address, type, change }) => ({ address, type, actions: change.actions.join('+') }));
    return real
      .filter(({ actions }) => actions !== 'no-op' && actions !== 'read')
      .map(({ actions, type }) => `${actions} ${type}`)
      .toSorted();
  }

  /** OpenTofu itself in the folder of a stack. */
  tofu(stack: string, ...args: string[]): Outcome {
    return this.#run(this.#tofu, args, {}, join(this.#outdir, 'stacks', stack));
  }

  /** Takes every resource of a type out of the state, as if its making had never been noted. */
  forget(type: string): void {
    const { text } = this.tofu('openstack-lab', 'state', 'list');
    for (const address of text.split('\n').filter((line) => line.startsWith(`${type}.`)))
      this.#must(this.tofu('openstack-lab', 'state', 'rm', address));
  }

  loseState(): void {
    rmSync(join(dirname(this.#outdir), 'state'), { recursive: true });
  }

  /** Changes the synthesised JSON: for controls that must fail. */
  tamper(stack: string, change: (json: string) => string): void {
    const file = join(this.#outdir, 'stacks', stack, 'cdk.tf.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  #node(variables: Variables, ...args: string[]): Outcome {
    return this.#run(process.execPath, args, variables, root);
  }

  #run(command: string, args: readonly string[], variables: Variables, cwd: string): Outcome {
    const env = { ...this.#environment, ...variables };
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 600_000, maxBuffer: 256 * 2 ** 20 });
    return { status, text: `${stdout}${stderr}` };
  }

  #must({ status, text }: Outcome): string {
    if (status !== 0) throw new Error(`exit code ${status}:\n${text}`);
    return text;
  }
}

const strings = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
