import { BackOff } from './back-off.ts';
import { EventParser, type ServerMessage } from './event-parser.ts';

/** `live`: messages come in. `broken`: they do not; a new connection is tried again and again. */
export type Link = 'idle' | 'connecting' | 'live' | 'broken';

export interface StreamEnds {
  /** Opens the stream; a refusal is thrown and tried again, unless the stream was stopped meanwhile. */
  open(signal: AbortSignal): Promise<Response>;
  receive(message: ServerMessage): void;
  /** Called with every change, and with every sign of life. */
  linkChanged(link: Link): void;
}

/** The API writes a comment every 15 s: silence for longer than two of them means the connection is dead. */
export const SILENCE_MS = 40_000;
/** Work for this long, then let the page draw. */
const SLICE_MS = 6;

/** One event stream: reads until stopped, and connects again after each interruption. */
export class EventStream {
  readonly #ends: StreamEnds;
  readonly #backOff = new BackOff();
  #run: AbortController | undefined;
  #connection = new AbortController();
  #link: Link = 'idle';

  constructor(ends: StreamEnds) {
    this.#ends = ends;
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

  /** Ends the pause between two tries. */
  retryNow(): void {
    this.#backOff.retryNow();
  }

  /** Reports the link again, for pages that have just come. */
  repeatLink(): void {
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
    const alarm = () => setTimeout(() => connection.abort(), SILENCE_MS);
    let timer = alarm();
    try {
      const { body } = await this.#ends.open(AbortSignal.any([stopped, connection.signal]));
      if (!body) return;
      const parser = new EventParser();
      for await (const chunk of chunksOf(body)) {
        clearTimeout(timer);
        timer = alarm();
        this.repeatLink();
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
      this.#ends.receive(message);
      if (performance.now() < until) continue;
      await new Promise((resolve) => setTimeout(resolve));
      until = performance.now() + SLICE_MS;
    }
  }

  #report(link: Link): void {
    this.#link = link;
    this.#ends.linkChanged(link);
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
