import { type Waiting, WaitingList } from './waiting-list.ts';

/** A few may be at work at once, the others wait. */
export class Places {
  readonly #waiting: WaitingList;
  #free: number;

  constructor(atOnce: number, mostWaiting: number) {
    this.#free = atOnce;
    this.#waiting = new WaitingList(mostWaiting);
  }

  /** Whether there is a place. Whoever got it calls {@link leave} when the work is done. */
  async take(waiting: Waiting): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return this.#waiting.enter(waiting);
  }

  /** The place goes to the first who waits. */
  leave(): void {
    if (this.#waiting.size > 0) this.#waiting.admit();
    else this.#free += 1;
  }
}
