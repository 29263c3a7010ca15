import type { ServerMessage } from './event-parser.ts';
import { EventStream, SILENCE_TIMEOUT_MS, type StreamState } from './event-stream.ts';

export interface SharedStreamHandlers {
  /** Opens the stream; called in the leading page only. */
  open(lastEventId: string | undefined, signal: AbortSignal): Promise<Response>;
  receive(message: ServerMessage): void;
  linkChanged(link: StreamState): void;
}

/** Sent by the leading page to the others; `hello` is sent by a page that was just opened and asks for the state. */
type ChannelMessage = { readonly link: StreamState } | { readonly message: ServerMessage } | 'hello';

/** A leader that sends nothing for this long is frozen or hung: another page takes over. */
const LEADER_TIMEOUT_MS = SILENCE_TIMEOUT_MS + 5000;

/**
 * One event stream for all pages of a browser: over HTTP/1.1 a browser opens six connections to a site, and a stream in
 * each of seven tabs would leave none for requests. One page holds a lock, reads the stream and forwards everything.
 * When it closes, the next one takes the lock and continues after the last event. Where pages cannot communicate
 * (no secure context, storage blocked) each has its own stream while it is visible.
 */
export class SharedStream {
  readonly #handlers: SharedStreamHandlers;
  readonly #stream: EventStream;
  #run: AbortController | undefined;
  #channel: BroadcastChannel | undefined;
  #name = '';
  #isLeader = false;
  #link: StreamState = 'idle';
  #lastEventId: string | undefined;
  #leaderTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(handlers: SharedStreamHandlers) {
    this.#handlers = handlers;
    this.#stream = new EventStream({
      open: (signal) => handlers.open(this.#lastEventId, signal),
      receive: (message) => {
        if (message.event !== 'ready') this.#send({ message });
        this.#receive(message);
      },
      linkChanged: (link) => {
        this.#send({ link });
        this.#setLink(link);
      },
    });
  }

  /** @param name the same for all pages that may see the same events */
  start(name: string): void {
    if (this.#run) return;
    this.#name = name;
    this.#run = new AbortController();
    const { signal } = this.#run;
    this.#setLink('connecting');
    if (!this.#openChannel()) {
      this.#readWhileVisible(signal);
      return;
    }
    this.#send('hello');
    this.#expectLeader();
    void this.#lead(signal, { signal });
  }

  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    clearTimeout(this.#leaderTimer);
    this.#stream.stop();
    this.#channel?.close();
    this.#channel = undefined;
    this.#isLeader = false;
    this.#lastEventId = undefined;
    this.#setLink('idle');
  }

  retryNow(): void {
    this.#stream.retryNow();
  }

  /** False where the browser does not let pages communicate. */
  #openChannel(): boolean {
    try {
      if (!navigator.locks) return false;
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }) => this.#receiveFromLeader(data);
      return true;
    } catch {
      return false;
    }
  }

  /** Waits for the lock and reads the stream while holding it. */
  async #lead(stopped: AbortSignal, options: LockOptions): Promise<void> {
    try {
      await navigator.locks.request(this.#name, options, () => this.#readUntil(stopped));
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof DOMException && error.name === 'SecurityError') return this.#readWhileVisible(stopped);
    }
    if (stopped.aborted) return;
    // Another page took the lock over. A page that took it over itself is still in the queue.
    this.#isLeader = false;
    this.#stream.stop();
    this.#expectLeader();
    if (!options.steal) void this.#lead(stopped, { signal: stopped });
  }

  #readUntil(stopped: AbortSignal): Promise<void> {
    if (stopped.aborted) return Promise.resolve();
    clearTimeout(this.#leaderTimer);
    this.#isLeader = true;
    this.#stream.start();
    return new Promise((resolve) => stopped.addEventListener('abort', () => resolve()));
  }

  #readWhileVisible(stopped: AbortSignal): void {
    const follow = () => (document.visibilityState === 'visible' ? this.#stream.start() : this.#stream.stop());
    document.addEventListener('visibilitychange', follow, { signal: stopped });
    follow();
  }

  #receiveFromLeader(content: ChannelMessage): void {
    if (this.#isLeader) {
      if (content === 'hello') this.#stream.reportState();
      return;
    }
    if (content === 'hello') return;
    this.#expectLeader();
    if ('message' in content) {
      this.#receive(content.message);
      return;
    }
    const becameLive = content.link === 'live' && this.#link !== 'live';
    this.#setLink(content.link === 'idle' ? 'connecting' : content.link);
    if (becameLive) this.#receive({ event: 'ready', id: undefined, data: '' });
  }

  #expectLeader(): void {
    clearTimeout(this.#leaderTimer);
    const { signal } = this.#run ?? {};
    if (signal) this.#leaderTimer = setTimeout(() => void this.#lead(signal, { steal: true }), LEADER_TIMEOUT_MS);
  }

  #receive(message: ServerMessage): void {
    if (message.id !== undefined) this.#lastEventId = message.id;
    this.#handlers.receive(message);
  }

  #send(content: ChannelMessage): void {
    this.#channel?.postMessage(content);
  }

  #setLink(link: StreamState): void {
    if (link === this.#link) return;
    this.#link = link;
    this.#handlers.linkChanged(link);
  }
}
