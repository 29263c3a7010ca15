import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatabaseSpec } from '../../api/domain/database.ts';

export interface SiteRequest {
  readonly do: 'create' | 'change' | 'remove';
  readonly name: string;
  readonly spec?: Partial<DatabaseSpec>;
}

/** An embedded backend in a process that can be killed. */
export interface KillableSite {
  /** Returns when the wish is recorded, which is when a client would be told so. */
  ask(request: SiteRequest): Promise<void>;
  /** Returns when the loop of a database has taken this step, be it long ago. */
  after(step: string, database: string): Promise<void>;
  kill(): Promise<void>;
}

export async function startKillableSite(path: string): Promise<KillableSite> {
  const child = fork(join(import.meta.dirname, 'site-process.ts'), [path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ears = new Ears(child);
  await ears.hear('ready');
  return {
    async ask(request) {
      ears.forget('accepted');
      child.send(request);
      await ears.hear('accepted');
    },
    after: (step, database) => ears.hear(`after ${step} of ${database}`),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** Remembers what a process has said. */
class Ears {
  readonly #heard = new Set<string>();
  readonly #child: ChildProcess;
  #next = Promise.withResolvers<void>();

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#note(String(message)));
    child.on('exit', () => this.#next.resolve());
  }

  forget(message: string): void {
    this.#heard.delete(message);
  }

  async hear(message: string): Promise<void> {
    while (!this.#heard.has(message)) {
      const { exitCode, signalCode } = this.#child;
      if (exitCode !== null || signalCode !== null)
        throw new Error(`The process ended with ${signalCode ?? exitCode} before it said "${message}".`);
      await this.#next.promise;
    }
  }

  #note(message: string): void {
    this.#heard.add(message);
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}
