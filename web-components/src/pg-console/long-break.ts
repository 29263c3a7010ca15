import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A short break of the stream shows in the small label; a longer one in the banner too. */
const LONG_MS = 3000;

/** Whether the stream has been broken for long; draws its element when that changes. */
export class LongBreak implements ReactiveController {
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
