import { EventEmitter, on } from 'node:events';
import type { DatabaseCatalogue } from '../../domain/catalogue.ts';
import type { WatchEvent } from '../../domain/ports.ts';

/** Passes every change on to everybody who follows, in order. A follower that is slow gets all of them later; none is left out. */
export class Feed {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(event: WatchEvent): void {
    this.#emitter.emit('event', event);
  }

  /** What there is, then `synced`, then all that comes. */
  async *follow(catalogue: DatabaseCatalogue, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (signal.aborted) return;
    // Listening begins before the first look, so nothing falls between the two.
    const coming = on(this.#emitter, 'event', { signal });
    try {
      for (const database of [...catalogue.all()]) yield { kind: 'changed', database };
      yield { kind: 'synced' };
      for await (const [event] of coming) yield event as WatchEvent; // publish emits nothing else
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
