/** Passes items from several producers to one reader. A producer waits until its item is taken, so nothing piles up. */
export class Handover<Item> {
  readonly #waiting: { readonly item: Item; taken(): void }[] = [];
  #news = Promise.withResolvers<void>();

  /** Resolves when the item has been taken, or will never be because `signal` has ended the reading. */
  put(item: Item, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const taken = () => {
        signal.removeEventListener('abort', taken);
        resolve();
      };
      signal.addEventListener('abort', taken, { once: true });
      this.#waiting.push({ item, taken });
      this.#news.resolve();
    });
  }

  /** All that producers have put, once there is something; empty when `signal` has ended the reading. */
  async take(signal: AbortSignal): Promise<readonly Item[]> {
    const end = () => this.#news.resolve();
    signal.addEventListener('abort', end, { once: true });
    if (!signal.aborted) await this.#news.promise;
    signal.removeEventListener('abort', end);
    this.#news = Promise.withResolvers<void>();
    const all = this.#waiting.splice(0);
    for (const { taken } of all) taken();
    return signal.aborted ? [] : all.map(({ item }) => item);
  }
}
