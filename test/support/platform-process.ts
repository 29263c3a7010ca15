import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const REPOSITORY = join(import.meta.dirname, '../..');

/** The whole platform as a process of its own, as `npm start` runs it, on a data folder that is removed at the end. */
export class PlatformProcess {
  readonly password = 'a-password-for-this-test-alone';
  readonly dataDir: string;
  readonly #parent: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(parent: string, port: number) {
    this.#parent = parent;
    this.dataDir = join(parent, 'data');
    this.#port = port;
  }

  static async start(): Promise<PlatformProcess> {
    const parent = await mkdtemp(join(tmpdir(), 'postgres-paas-e2e-'));
    await chmod(parent, 0o711);
    const platform = new PlatformProcess(parent, await freePort());
    await platform.up();
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it (again), at the same address. */
  async up(): Promise<void> {
    const child = spawn(process.execPath, ['api/main.ts'], {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        PAAS_DATA_DIR: this.dataDir,
        PAAS_PORT: String(this.#port),
        PAAS_ADMIN_PASSWORD: this.password,
        PAAS_LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('running at')) break;
    child.stdout.resume();
    if (child.exitCode !== null) throw new Error('The platform did not start; its message is above.');
  }

  /** Stops it; databases and data stay. */
  async down(): Promise<void> {
    if (!this.#child || this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  /** Kills one PostgreSQL server as a crash would. */
  async killServer(databaseId: string, instance: string): Promise<void> {
    const ordinal = instance.slice(instance.lastIndexOf('-') + 1);
    const [pid] = (await readFile(join(this.dataDir, 'databases', databaseId, ordinal, 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  async remove(): Promise<void> {
    await this.down();
    await rm(this.#parent, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
