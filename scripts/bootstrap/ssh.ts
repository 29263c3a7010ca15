import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Step } from './steps.ts';

export interface SshOptions {
  /** Whom the image lets in. */
  readonly user: string;
  /** Host keys, believed when first seen. */
  readonly knownHosts: string;
  /** Passed on to ssh, before ours: `-J bastion`, `-i key`, `-p port`. */
  readonly extra: readonly string[];
}

/** How long a machine may take from its first packet to a login, in seconds. */
const BOOT_SECONDS = 600;

/** Commands on machines by OpenSSH, with an end to every silence: a machine that is gone is noticed within a minute. */
export class Ssh {
  readonly #options: SshOptions;

  constructor(options: SshOptions) {
    this.#options = options;
  }

  /**
   * Waits until a machine lets us in.
   *
   * @throws Error with the words of ssh: at once for a host key that changed, else after ten minutes
   */
  async reach(address: string): Promise<void> {
    const until = Date.now() + BOOT_SECONDS * 1000;
    for (;;) {
      const { status, stderr } = this.#run({ on: address, command: 'true' }, 'pipe');
      if (status === 0) return;
      const reason = (stderr ?? '').trim();
      if (/host key verification failed|identification has changed/i.test(reason)) throw new Error(this.#changedKey(address));
      if (Date.now() > until)
        throw new Error(`${address} did not let ${this.#options.user} in for ${BOOT_SECONDS / 60} minutes: ${reason}`);
      await pause(3000);
    }
  }

  /** @returns what the command printed; @throws Error when it failed */
  carryOut({ on, what, command, input }: Step): string {
    const { status, stdout } = this.#run({ on, command: exclusively(command), input: input ?? '' }, 'inherit');
    if (status === 0) return stdout;
    const cause = status === 255 ? 'the connection was lost' : `code ${status}`;
    throw new Error(`"${what}" failed on ${on}: ${cause}. Nothing has to be undone: correct the cause and run this again.`);
  }

  #changedKey(address: string): string {
    return `${address} shows another host key than before. If its machine was replaced: ssh-keygen -R ${address} -f ${this.#options.knownHosts}. If not, somebody stands in between.`;
  }

  #run({ on, command, input = '' }: Omit<Step, 'what'>, stderr: 'pipe' | 'inherit') {
    const { user, knownHosts, extra } = this.#options;
    const settings = [
      'StrictHostKeyChecking=accept-new',
      `UserKnownHostsFile=${knownHosts}`,
      'BatchMode=yes',
      'ConnectTimeout=10',
      'ServerAliveInterval=15',
      'ServerAliveCountMax=4',
    ].flatMap((setting) => ['-o', setting]);
    const args = [...extra, ...settings, `${user}@${on}`, 'sudo', 'sh', '-c', quote(command)];
    return spawnSync('ssh', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', stderr] });
  }
}

/** A command goes on when its connection is lost; the next one waits for it. Programs that stay do not inherit the lock. */
const exclusively = (command: string) => `flock --close --timeout 1800 /run/postgres-paas.lock sh -c ${quote(command)}`;

function quote(command: string): string {
  return `'${command.replaceAll("'", `'\\''`)}'`;
}
