import { type ApiProblem, isApiProblem } from '../platform/api-problem.ts';
import type { ServerMessage } from '../platform/event-parser.ts';
import { EventStream, type StreamState } from '../platform/event-stream.ts';
import type { Platform } from '../platform/platform.ts';
import type { LogEntryView } from '../platform/wire.ts';

interface Handlers {
  /** All that is to be shown, oldest first. */
  show(entries: readonly LogEntryView[]): void;
  linkChanged(link: StreamState): void;
  /** The stream did not begin; it is tried again. Undefined once it has. */
  failed(fault: ApiProblem | undefined): void;
}

/** Entries that are kept; older ones go. */
const MOST_ENTRIES = 500;
/** Entries that come together are shown together. */
const TOGETHER_MS = 100;

/** The log of one database as it is logged: the newest entries, then each new one, across interruptions. */
export class LogFeed {
  readonly #handlers: Handlers;
  readonly #stream: EventStream;
  #entries: readonly LogEntryView[] = [];
  #news: LogEntryView[] = [];
  /** Before it is, what comes replaces what is shown. */
  #isReady = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(platform: Platform, path: string, handlers: Handlers) {
    this.#handlers = handlers;
    this.#stream = new EventStream({
      open: (signal) => this.#open(platform, path, signal),
      receive: (message) => this.#receive(message),
      linkChanged: (link) => handlers.linkChanged(link),
    });
    this.#stream.start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#stream.stop();
  }

  async #open(platform: Platform, path: string, signal: AbortSignal): Promise<Response> {
    [this.#isReady, this.#news] = [false, []];
    try {
      return await platform.openStream(path, signal);
    } catch (error) {
      if (isApiProblem(error)) this.#handlers.failed(error);
      throw error;
    }
  }

  #receive({ event, data }: ServerMessage): void {
    if (event === 'log') this.#news.push(JSON.parse(data)); // the contract (readServerLog) says what it is
    if (event === 'ready') {
      [this.#isReady, this.#entries] = [true, []];
      this.#handlers.failed(undefined);
      this.#show();
    }
    if (this.#isReady) this.#timer ??= setTimeout(() => this.#show(), TOGETHER_MS);
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#entries = [...this.#entries, ...this.#news].slice(-MOST_ENTRIES);
    this.#news = [];
    this.#handlers.show(this.#entries);
  }
}
