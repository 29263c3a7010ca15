import { BackOff } from './back-off.ts';
import { EventParser, type ServerMessage } from './event-parser.ts';

/** `live`: connected. `broken`: disconnected; reconnecting with back-off. */
export type StreamState = 'idle' | 'connecting' | 'live' | 'broken';

export interface StreamHandlers {
  /** Opens the stream; when it throws, it is retried with back-off until the stream is stopped. */
  open(signal: AbortSignal): Promise<Response>;
  receive(message: ServerMessage): void;
  /** Called on every change, and again for every chunk received. */
  linkChanged(link: StreamState): void;
}

/** The API sends a comment every 15 s: no data for longer than two of them means that the connection is dead. */
export const SILENCE_TIMEOUT_MS = 40_000;
/** Messages are handled for this long, then the browser may render. */
const SLICE_MS = 6;

/** One event stream: reads until stopped, and reconnects after each interruption. */
export class EventStream {
  readonly #handlers: StreamHandlers;
  readonly #backOff = new BackOff();
  #run: AbortController | undefined;
  #connection = new AbortController();
  #link: StreamState = 'idle';

  constructor(handlers: StreamHandlers) {
    this.#handlers = handlers;
  }

  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    // A browser without a network may take minutes to notice that a connection is dead.
    globalThis.addEventListener('offline', () => this.#connection.abort(), { signal: this.#run.signal });
    void this.#keepReading(this.#run.signal);
  }

  stop(): void {
    this.#run?.abort();
    this.#connection.abort();
    this.#run = undefined;
    this.#backOff.reset();
    this.#report('idle');
  }

  /** Retries at once instead of after the back-off. */
  retryNow(): void {
    this.#backOff.retryNow();
  }

  /** Reports the state again, for pages that were just opened. */
  reportState(): void {
    this.#report(this.#link);
  }

  async #keepReading(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#report(this.#backOff.failing ? 'broken' : 'connecting');
      await this.#readOnce(signal).catch(() => undefined);
      if (signal.aborted) return;
      this.#report('broken');
      await this.#backOff.pause(signal);
    }
  }

  async #readOnce(stopped: AbortSignal): Promise<void> {
    const connection = new AbortController();
    this.#connection = connection;
    const startTimer = () => setTimeout(() => connection.abort(), SILENCE_TIMEOUT_MS);
    let timer = startTimer();
    try {
      const { body } = await this.#handlers.open(AbortSignal.any([stopped, connection.signal]));
      if (!body) return;
      const parser = new EventParser();
      for await (const chunk of chunksOf(body)) {
        clearTimeout(timer);
        timer = startTimer();
        this.reportState();
        await this.#deliver(parser.push(chunk), stopped);
      }
    } finally {
      clearTimeout(timer);
      connection.abort();
    }
  }

  async #deliver(messages: Iterable<ServerMessage>, stopped: AbortSignal): Promise<void> {
    let until = performance.now() + SLICE_MS;
    for (const message of messages) {
      if (stopped.aborted) return;
      this.#backOff.reset();
      if (message.event === 'ready') this.#report('live');
      this.#handlers.receive(message);
      if (performance.now() < until) continue;
      await new Promise((resolve) => setTimeout(resolve));
      until = performance.now() + SLICE_MS;
    }
  }

  #report(link: StreamState): void {
    this.#link = link;
    this.#handlers.linkChanged(link);
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
