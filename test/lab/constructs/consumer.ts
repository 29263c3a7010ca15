import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A project of another team in a folder of its own: it sees no package of this repository. */
export class Consumer {
  readonly folder = mkdtempSync(join(tmpdir(), 'consumer-'));

  readonly #signal: AbortSignal;

  /** @param signal ends what runs in it */
  constructor(files: Readonly<Record<string, string>>, signal: AbortSignal) {
    this.#signal = signal;
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      writeFileSync(join(this.folder, file), content);
    }
  }

  /** Installs packages as a person does, but for scripts and audits. @throws Error with npm's own words when it cannot */
  async install(packages: readonly string[]): Promise<void> {
    await this.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...packages]);
  }

  /** Runs a program of the project and gives what it prints. @throws Error with its output when it fails */
  async run(program: string, args: readonly string[]): Promise<string> {
    const options = { cwd: this.folder, env: this.#environment(), signal: this.#signal };
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const exit = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    const [code, output, errors] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
    if (code !== 0) throw new Error(`"${[program, ...args].join(' ')}" in an empty project ended with ${code}:\n${output}${errors}`);
    return output;
  }

  /** The Terraform JSON of a stack, as `app.synth()` wrote it. */
  readStack(name: string): unknown {
    return JSON.parse(readFileSync(join(this.folder, 'cdktf.out/stacks', name, 'cdk.tf.json'), 'utf8'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Its own programs come first, then the Node that runs this. */
  #environment(): NodeJS.ProcessEnv {
    const folders = [join(this.folder, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH];
    // npm says to what it starts where it works
    return { ...process.env, PATH: folders.join(delimiter), CI: '1', npm_config_local_prefix: undefined };
  }
}
