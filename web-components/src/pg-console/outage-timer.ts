import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A short outage of the stream shows in the small label; a longer one in the page alert too. */
const LONG_MS = 3000;

/** Whether the stream has been broken for long; updates its element when that changes. */
export class OutageTimer implements ReactiveController {
  isLong = false;
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.note(false);
  }

  note(isBroken: boolean): void {
    if (isBroken) this.#timer ??= setTimeout(() => this.#set(true), LONG_MS);
    else {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#set(false);
    }
  }

  #set(isLong: boolean): void {
    if (isLong === this.isLong) return;
    this.isLong = isLong;
    this.#host.requestUpdate();
  }
}
