import type { ServerMessage } from './event-parser.ts';
import { EventStream, type Link, SILENCE_MS } from './event-stream.ts';

export interface SharedStreamEnds {
  /** Opens the stream at the API; called in one page only. */
  open(lastEventId: string | undefined, signal: AbortSignal): Promise<Response>;
  receive(message: ServerMessage): void;
  linkChanged(link: Link): void;
}

/** What the leading page writes to the others; `hello` is the question of a page that has just come. */
type Note = { readonly link: Link } | { readonly message: ServerMessage } | 'hello';

/** A leader that is silent for longer than this is asleep or hung: another page takes its place. */
const LEADER_SILENCE_MS = SILENCE_MS + 5000;

/**
 * One event stream for all pages of a browser: over HTTP/1.1 a browser opens six connections to a site, and a stream in
 * each of seven tabs would leave none for requests. One page holds a lock and reads the stream; it passes everything on.
 * When it goes, the next one takes the lock and continues after the last event. Where pages cannot speak to each other
 * (no secure context, storage blocked) each has its own stream while it is visible.
 */
export class SharedStream {
  readonly #ends: SharedStreamEnds;
  readonly #stream: EventStream;
  #run: AbortController | undefined;
  #channel: BroadcastChannel | undefined;
  #name = '';
  #leads = false;
  #link: Link = 'idle';
  #lastEventId: string | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(ends: SharedStreamEnds) {
    this.#ends = ends;
    this.#stream = new EventStream({
      open: (signal) => ends.open(this.#lastEventId, signal),
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
    clearTimeout(this.#silence);
    this.#stream.stop();
    this.#channel?.close();
    this.#channel = undefined;
    this.#leads = false;
    this.#lastEventId = undefined;
    this.#setLink('idle');
  }

  retryNow(): void {
    this.#stream.retryNow();
  }

  /** False where the browser does not let pages speak to each other. */
  #openChannel(): boolean {
    try {
      if (!navigator.locks) return false;
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }) => this.#hear(data);
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
    this.#leads = false;
    this.#stream.stop();
    this.#expectLeader();
    if (!options.steal) void this.#lead(stopped, { signal: stopped });
  }

  #readUntil(stopped: AbortSignal): Promise<void> {
    if (stopped.aborted) return Promise.resolve();
    clearTimeout(this.#silence);
    this.#leads = true;
    this.#stream.start();
    return new Promise((resolve) => stopped.addEventListener('abort', () => resolve()));
  }

  #readWhileVisible(stopped: AbortSignal): void {
    const follow = () => (document.visibilityState === 'visible' ? this.#stream.start() : this.#stream.stop());
    document.addEventListener('visibilitychange', follow, { signal: stopped });
    follow();
  }

  #hear(note: Note): void {
    if (this.#leads) {
      if (note === 'hello') this.#stream.repeatLink();
      return;
    }
    if (note === 'hello') return;
    this.#expectLeader();
    if ('message' in note) {
      this.#receive(note.message);
      return;
    }
    const begins = note.link === 'live' && this.#link !== 'live';
    this.#setLink(note.link === 'idle' ? 'connecting' : note.link);
    if (begins) this.#receive({ event: 'ready', id: undefined, data: '' });
  }

  #expectLeader(): void {
    clearTimeout(this.#silence);
    const { signal } = this.#run ?? {};
    if (signal) this.#silence = setTimeout(() => void this.#lead(signal, { steal: true }), LEADER_SILENCE_MS);
  }

  #receive(message: ServerMessage): void {
    if (message.id !== undefined) this.#lastEventId = message.id;
    this.#ends.receive(message);
  }

  #send(note: Note): void {
    this.#channel?.postMessage(note);
  }

  #setLink(link: Link): void {
    if (link === this.#link) return;
    this.#link = link;
    this.#ends.linkChanged(link);
  }
}
