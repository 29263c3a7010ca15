import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Where nothing announces changes (some file systems; a system without watches left; no folder yet), it is looked again so often. */
const FALLBACK_MS = 2000;
/** Changes that come together are one. */
const TOGETHER_MS = 50;

/** Iterates once for all changes in a folder since the time before, at least every two seconds, until `signal` ends it. */
export class FolderChanges implements AsyncIterable<void>, Disposable {
  readonly #path: string;
  readonly #signal: AbortSignal;
  #watcher: FSWatcher | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(path: string, signal: AbortSignal) {
    this.#path = path;
    this.#signal = signal;
    this.#watcher = this.#watch();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<void> {
    while (!this.#signal.aborted) {
      this.#watcher ??= this.#watch();
      await Promise.race([this.#changed.promise, pause(FALLBACK_MS, this.#signal)]);
      await pause(TOGETHER_MS, this.#signal);
      this.#changed = Promise.withResolvers<void>();
      if (!this.#signal.aborted) yield;
    }
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
  }

  #watch(): FSWatcher | undefined {
    try {
      const watcher = watch(this.#path, { persistent: false }, () => this.#changed.resolve());
      watcher.once('error', () => {
        watcher.close();
        if (this.#watcher === watcher) this.#watcher = undefined;
      });
      return watcher;
    } catch {
      return undefined;
    }
  }
}

/** An end of the wait is an end of the loop. */
const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
