import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Updates its element as time passes, so that "2 minutes ago" stays true: each second while `quick`, else every 15 s. */
export class Clock implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #quick: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, quick: () => boolean = () => false) {
    this.#host = host;
    this.#quick = quick;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#timer ??= setTimeout(() => this.#tick(), this.#quick() ? 1000 : 15_000);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    this.#host.requestUpdate();
  }
}
