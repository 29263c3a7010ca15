/** A client that asks for one of a server's seats. */
export interface Applicant {
  /** Since when the server waits for it; `performance.now()`. Meaningful while it authenticates. */
  readonly silentSince: number;
  admit(): void;
  /** There is no seat for it, or no longer. */
  refuse(): void;
}

/** So many may authenticate at once: each costs the server a process before anybody knows who it is. */
const AUTHENTICATING_AT_ONCE = 16;
/** Who lets the server wait longer while it authenticates gives way to those who queue. */
const GIVES_WAY_AFTER_MS = 500;

/**
 * The seats of one server that clients may have. Who is authenticated keeps its seat; who authenticates has one for as long
 * as it answers, so that silent connections keep nobody out who knows the password.
 */
export class Seats {
  /** Below what the server itself has. A lower limit sends nobody away. */
  limit: number;
  readonly #sessions = new Set<Applicant>();
  readonly #authenticating = new Set<Applicant>();
  readonly #queue = new Set<Applicant>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limit: number) {
    this.limit = limit;
  }

  get isUnused(): boolean {
    return this.#sessions.size + this.#authenticating.size + this.#queue.size === 0;
  }

  /** Ends with `admit` or `refuse`, at once or when others have gone. */
  apply(applicant: Applicant): void {
    this.#queue.add(applicant);
    this.#serve();
  }

  /** From now on nobody takes its seat. */
  keep(applicant: Applicant): void {
    if (!this.#authenticating.delete(applicant)) return;
    this.#sessions.add(applicant);
    this.#serve();
  }

  leave(applicant: Applicant): void {
    for (const group of [this.#sessions, this.#authenticating, this.#queue]) group.delete(applicant);
    this.#serve();
  }

  #serve(): void {
    clearTimeout(this.#timer);
    for (const next of this.#queue) {
      if (this.#sessions.size >= this.limit) this.#refuse(next);
      else if (this.#hasRoom() || this.#makeRoom()) this.#admit(next);
      else return void this.#serveLater();
    }
  }

  #hasRoom(): boolean {
    return this.#authenticating.size < Math.min(AUTHENTICATING_AT_ONCE, this.limit - this.#sessions.size);
  }

  /** Takes the seat of who has been silent longest, if that is too long. */
  #makeRoom(): boolean {
    const slowest = this.#slowest();
    if (!slowest || performance.now() - slowest.silentSince < GIVES_WAY_AFTER_MS) return false;
    this.#refuse(slowest);
    return true;
  }

  #slowest(): Applicant | undefined {
    return [...this.#authenticating].reduce<Applicant | undefined>(
      (slowest, one) => (slowest && slowest.silentSince <= one.silentSince ? slowest : one),
      undefined,
    );
  }

  #admit(applicant: Applicant): void {
    this.#queue.delete(applicant);
    this.#authenticating.add(applicant);
    applicant.admit();
  }

  #refuse(applicant: Applicant): void {
    this.#queue.delete(applicant);
    this.#authenticating.delete(applicant);
    applicant.refuse();
  }

  #serveLater(): void {
    const since = this.#slowest()?.silentSince ?? performance.now();
    this.#timer = setTimeout(() => this.#serve(), Math.max(5, since + GIVES_WAY_AFTER_MS - performance.now()));
  }
}
