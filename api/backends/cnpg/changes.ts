import type { WatchEvent } from '../../domain/ports.ts';

export type Changes = ReturnType<typeof changes>;

/** Hands every event to every listener, in order. A listener that is slow keeps its own queue. */
export function changes() {
  const listeners = new Set<(event: WatchEvent) => void>();
  return {
    publish(event: WatchEvent): void {
      for (const listener of listeners) listener(event);
    },
    /** From now on; ends when `signal` does. */
    async *listen(first: Iterable<WatchEvent>, signal: AbortSignal): AsyncGenerator<WatchEvent> {
      const queue = [...first];
      let wake = () => {};
      const listener = (event: WatchEvent) => {
        queue.push(event);
        wake();
      };
      listeners.add(listener);
      signal.addEventListener('abort', () => wake(), { once: true });
      try {
        while (!signal.aborted) {
          for (let event = queue.shift(); event; event = queue.shift()) yield event;
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (queue.length > 0 || signal.aborted) resolve();
          });
        }
      } finally {
        listeners.delete(listener);
      }
    },
  };
}
