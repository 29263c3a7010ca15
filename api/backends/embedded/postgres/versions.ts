import { type Binaries, type BinariesByMajor, inspectInstalled } from './binaries.ts';
import { installableMajors, installVersion, type VersionSource } from './install-version.ts';

export interface VersionsOptions {
  readonly installed: BinariesByMajor;
  readonly source: VersionSource;
  /** Makes programs usable for the account that runs them. */
  reachable(binaries: Binaries): Promise<Binaries>;
}

interface Installation {
  readonly abort: AbortController;
  readonly done: Promise<void>;
  waiting: number;
}

/** The PostgreSQL versions of this machine: those that are installed, and those that are when one is first asked for. */
export class PostgresVersions {
  readonly #installed: Map<number, Binaries>;
  readonly #installable: readonly number[];
  readonly #options: VersionsOptions;
  readonly #installations = new Map<number, Installation>();

  private constructor(options: VersionsOptions, installed: Map<number, Binaries>, installable: readonly number[]) {
    this.#options = options;
    this.#installed = installed;
    this.#installable = installable;
  }

  static async open(options: VersionsOptions): Promise<PostgresVersions> {
    const made = [...options.installed].map(async ([major, found]) => [major, await options.reachable(found)] as const);
    return new PostgresVersions(options, new Map(await Promise.all(made)), await installableMajors(options.source));
  }

  /** Newest first. */
  get all(): number[] {
    return [...new Set([...this.#installed.keys(), ...this.#installable])].toSorted((a, b) => b - a);
  }

  /** What of them is not installed yet. */
  get onDemand(): number[] {
    return this.all.filter((major) => !this.#installed.has(major));
  }

  find(major: number): Binaries | undefined {
    return this.#installed.get(major);
  }

  /**
   * Installs a version, once for all who ask at the same time; it is given up when nobody waits any more.
   * @throws with a sentence that says why it failed, or the signal's reason
   */
  async install(major: number, signal: AbortSignal): Promise<void> {
    if (this.#installed.has(major)) return;
    const installation = this.#installations.get(major) ?? this.#begin(major);
    installation.waiting++;
    try {
      await Promise.race([installation.done, aborted(signal)]);
    } finally {
      if (--installation.waiting === 0) this.#end(major, installation);
    }
  }

  #begin(major: number): Installation {
    const abort = new AbortController();
    const done = this.#install(major, abort.signal);
    done.catch(() => undefined); // nobody may wait for it any more
    const installation = { abort, done, waiting: 0 };
    this.#installations.set(major, installation);
    return installation;
  }

  #end(major: number, installation: Installation): void {
    if (this.#installations.get(major) === installation) this.#installations.delete(major);
    installation.abort.abort();
  }

  async #install(major: number, signal: AbortSignal): Promise<void> {
    const found = await inspectInstalled(await installVersion(this.#options.source, major, signal), major);
    this.#installed.set(major, await this.#options.reachable(found));
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}
