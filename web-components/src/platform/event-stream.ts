import { EventParser, type ServerMessage } from './event-parser.ts';

/** `live`: messages come in. `broken`: they do not; it is tried again by itself. */
export type Link = 'idle' | 'connecting' | 'live' | 'broken';

export interface StreamEnds {
  /** Opens the stream; a refusal is thrown and tried again, unless the stream was stopped meanwhile. */
  open(lastEventId: string | undefined, signal: AbortSignal): Promise<Response>;
  receive(message: ServerMessage): void;
  linkChanged(link: Link): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The API writes a comment every 15 s: silence for longer than two of them means the connection is dead. */
const SILENCE_MS = 40_000;
/** Work for this long, then let the page draw. */
const SLICE_MS = 6;

/** The one event stream of a page: reads for ever, comes back by itself with growing, scattered pauses. */
export class EventStream {
  readonly #ends: StreamEnds;
  #run: AbortController | undefined;
  #wake: () => void = () => undefined;
  #lastEventId: string | undefined;
  #failures = 0;

  constructor(ends: StreamEnds) {
    this.#ends = ends;
  }

  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    globalThis.addEventListener('online', () => this.retryNow(), { signal: this.#run.signal });
    void this.#keepReading(this.#run.signal);
  }

  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#failures = 0;
    this.#lastEventId = undefined;
    this.#ends.linkChanged('idle');
  }

  /** Ends the pause between two tries. */
  retryNow(): void {
    this.#wake();
  }

  async #keepReading(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#ends.linkChanged(this.#failures === 0 ? 'connecting' : 'broken');
      await this.#readOnce(signal).catch(() => undefined);
      if (signal.aborted) return;
      this.#failures += 1;
      this.#ends.linkChanged('broken');
      await this.#pause(signal);
    }
  }

  async #readOnce(stopped: AbortSignal): Promise<void> {
    const silence = new AbortController();
    let alarm = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const { body } = await this.#ends.open(this.#lastEventId, AbortSignal.any([stopped, silence.signal]));
      if (!body) return;
      const parser = new EventParser();
      for await (const chunk of chunksOf(body)) {
        clearTimeout(alarm);
        alarm = setTimeout(() => silence.abort(), SILENCE_MS);
        await this.#deliver(parser.push(chunk), stopped);
      }
    } finally {
      clearTimeout(alarm);
      silence.abort();
    }
  }

  async #deliver(messages: Iterable<ServerMessage>, stopped: AbortSignal): Promise<void> {
    let until = performance.now() + SLICE_MS;
    for (const message of messages) {
      if (stopped.aborted) return;
      this.#failures = 0;
      if (message.event === 'ready') this.#ends.linkChanged('live');
      if (message.id !== undefined) this.#lastEventId = message.id;
      this.#ends.receive(message);
      if (performance.now() < until) continue;
      await new Promise((resolve) => setTimeout(resolve));
      until = performance.now() + SLICE_MS;
    }
  }

  #pause(signal: AbortSignal): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest / 2 + (Math.random() * longest) / 2);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', this.#wake, { once: true });
    });
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
