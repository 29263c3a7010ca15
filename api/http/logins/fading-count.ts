/** A count of which one is forgotten after each `forgetEachMs`. */
export class FadingCount {
  readonly #forgetEachMs: number;
  readonly #most: number;
  #count = 0;
  #countedAtMs = 0;

  /** @param most it never counts further, so that the past of a long attack ends soon after it */
  constructor(forgetEachMs: number, most: number) {
    this.#forgetEachMs = forgetEachMs;
    this.#most = most;
  }

  get value(): number {
    return Math.max(0, this.#count - (performance.now() - this.#countedAtMs) / this.#forgetEachMs);
  }

  add(change: number): void {
    this.#count = Math.min(this.#most, Math.max(0, this.value + change));
    this.#countedAtMs = performance.now();
  }
}
