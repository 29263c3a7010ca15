import { EventEmitter, on } from 'node:events';
import type { WatchEvent } from '../../domain/ports.ts';

/** Passes every change on to everybody who follows, in order. A follower that is slow gets all of them later; none is left out. */
export class ChangeFeed {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  publish(event: WatchEvent): void {
    this.#emitter.emit('event', event);
  }

  /**
   * What there is, then all that comes, until `signal` ends it.
   * @param present is called once listening has begun, so that nothing falls between the two
   */
  async *follow(present: () => Iterable<WatchEvent>, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (signal.aborted) return;
    const coming = on(this.#emitter, 'event', { signal });
    try {
      yield* present();
      for await (const [event] of coming) yield event as WatchEvent; // publish emits nothing else
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
