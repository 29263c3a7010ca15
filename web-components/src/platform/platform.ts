import { isApiProblem } from './api-problem.ts';
import { BackOff } from './back-off.ts';
import { Client, type GetToken, type RequestDetails } from './client.ts';
import type { ServerMessage } from './event-parser.ts';
import type { StreamState } from './event-stream.ts';
import type { Listener, PlatformMessage } from './messages.ts';
import { NewestDatabases } from './newest-databases.ts';
import { SharedStream } from './shared-stream.ts';
import type { DatabaseView, MeView, OptionsView } from './wire.ts';

/**
 * Whether somebody is logged in; `unknown` until the API has answered for the first time. `ended`: the session has expired,
 * but the page stays as it is, because a dialog offers to log in again.
 */
export type Session = 'unknown' | 'in' | 'ended' | 'out';

/** The stream is kept for this long after the last element was removed, since it may only be moved in the document. */
const STOP_DELAY_MS = 1000;

/** One API as a page sees it: one session and one event stream, shared by all elements that name its address. */
export class Platform {
  session: Session = 'unknown';
  me: MeView['user'] | undefined;
  /** Set by an element that offers to log in again without leaving the page. */
  staysOpen = false;
  readonly #base: string;
  readonly #client: Client;
  readonly #stream: SharedStream;
  readonly #backOff = new BackOff();
  readonly #listeners = new Set<Listener>();
  /** While somebody listens and the session lasts. */
  #run: AbortController | undefined;
  #streamLink: StreamState = 'idle';
  /** A request got no response; the API is polled until it answers. */
  #unreachable = false;
  #options: Promise<OptionsView> | undefined;
  readonly #newest = new NewestDatabases();

  constructor(base: string) {
    this.#base = base;
    this.#client = new Client(base);
    this.#stream = new SharedStream({
      open: (lastEventId, signal) =>
        this.openStream('/api/events', signal, lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      receive: (message) => this.#receive(message),
      linkChanged: (link) => this.#setState(() => (this.#streamLink = link)),
    });
    // A page in the back-forward cache must not hold a lock or a connection.
    addEventListener('pagehide', ({ persisted }) => persisted && this.#stop());
    addEventListener('pageshow', ({ persisted }) => persisted && this.#start());
    // Somebody may have logged in in another tab.
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#start());
  }

  /** Whether what is shown is live. */
  get link(): StreamState {
    return this.#unreachable ? 'broken' : this.#streamLink;
  }

  /** The host page authenticates the user (`getToken`), so there is no log-in or log-out here. */
  get hasHost(): boolean {
    return this.#client.getToken !== undefined;
  }

  /** Subscribes to all messages; the first listener opens the stream. Returns a function that unsubscribes. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.session !== 'out') this.#start();
    return () => {
      this.#listeners.delete(listener);
      setTimeout(() => this.#listeners.size === 0 && this.#stop(), STOP_DELAY_MS);
    };
  }

  /** Authenticates by the host page's token from now on. Cheap to repeat, as frameworks do at each rendering. */
  acceptToken(getToken: GetToken): void {
    this.#client.getToken = getToken;
    if (this.session === 'in') return;
    this.#stop();
    this.#setState(() => (this.session = 'unknown'));
    this.#start();
  }

  /** @throws ApiProblem; a 401 ends the session first */
  async request<Answer>(method: string, path: string, details?: RequestDetails): Promise<Answer> {
    try {
      return await this.#client.request<Answer>(method, path, details);
    } catch (error) {
      this.#handleFailure(error);
      throw error;
    }
  }

  /** Requests a resource that is not JSON. @throws ApiProblem */
  async requestText(path: string): Promise<string> {
    try {
      return await (await this.#client.send('GET', path)).text();
    } catch (error) {
      this.#handleFailure(error);
      throw error;
    }
  }

  /** Opens a stream of the API. @throws ApiProblem; a 401 ends the session first */
  async openStream(path: string, signal: AbortSignal, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    try {
      return await this.#client.send('GET', path, { headers: { accept: 'text/event-stream', ...headers }, signal });
    } catch (error) {
      this.#endIfUnauthenticated(error);
      throw error;
    }
  }

  async login(username: string, password: string): Promise<void> {
    const { user } = await this.#client.login(username, password);
    this.#setState(() => {
      this.me = user;
      this.session = 'in';
    });
    this.#start();
  }

  async logout(): Promise<void> {
    await this.#client.request('POST', '/api/auth/logout').catch(() => undefined);
    this.#endSession('out');
  }

  retryNow(): void {
    this.#backOff.retryNow();
    this.#stream.retryNow();
  }

  /** The options for databases (versions, flavours, …); requested once. */
  options(): Promise<OptionsView> {
    this.#options ??= this.request<OptionsView>('GET', '/api/options').catch((error: unknown) => {
      this.#options = undefined;
      throw error;
    });
    return this.#options;
  }

  /** Reads databases, with the updates that the stream has brought meanwhile. */
  read<Answer>(
    request: () => Promise<Answer>,
    databasesOf: (answer: Answer) => readonly DatabaseView[],
  ): Promise<[Answer, DatabaseView[]]> {
    return this.#newest.read(request, databasesOf);
  }

  /** Changes a database and publishes the response to all elements. */
  async change(method: 'POST' | 'PATCH' | 'DELETE', path: string, details: RequestDetails): Promise<DatabaseView | undefined> {
    const request = () => this.request<DatabaseView | undefined>(method, path, details);
    const [, [database]] = await this.read(request, (answer) => (answer ? [answer] : []));
    if (database) this.#publish({ kind: 'database', database });
    return database;
  }

  #start(): void {
    if (this.#run || this.#listeners.size === 0) return;
    this.#run = new AbortController();
    void this.#connect(this.#run.signal);
  }

  #stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#unreachable = false;
    this.#stream.stop();
  }

  async #connect(signal: AbortSignal): Promise<void> {
    if (await this.#identify(signal)) this.#stream.start(`postgres-paas ${this.#base} ${JSON.stringify(this.me)}`);
  }

  /** Requests the current user until there is a response; false when nobody is logged in, or it was stopped. */
  async #identify(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      try {
        const { user } = await this.#client.request<MeView>('GET', '/api/auth/me', { signal });
        this.#backOff.reset();
        this.#setState(() => {
          this.#unreachable = false;
          this.me = user;
          this.session = 'in';
        });
        return true;
      } catch (error) {
        if (signal.aborted || this.#endIfUnauthenticated(error)) return false;
        this.#setState(() => (this.#unreachable = true));
        await this.#backOff.pause(signal);
      }
    }
    return false;
  }

  #receive({ event, data }: ServerMessage): void {
    // The contract (streamEvents) says which message carries what.
    const body = event === 'ready' ? undefined : JSON.parse(data);
    if (event === 'ready') this.#publish({ kind: event });
    if (event === 'operation') this.#publish({ kind: event, operation: body });
    if (event === 'service_event') this.#publish({ kind: event, event: body });
    if (event === 'audit') this.#publish({ kind: event, entry: body });
    if (event !== 'database' && event !== 'database_deleted') return;
    this.#newest.put(body.id, event === 'database' ? body : undefined);
    this.#publish({ kind: event, database: body });
  }

  /** After a failed request: ends the session on 401; without a response, polls the API and then has all elements reload. */
  #handleFailure(error: unknown): void {
    const signal = this.#run?.signal;
    if (this.#endIfUnauthenticated(error) || this.#unreachable || !signal || !isApiProblem(error) || error.status !== 0) return;
    this.#setState(() => (this.#unreachable = true));
    void this.#identify(signal).then((answered) => answered && this.#publish({ kind: 'ready' }));
  }

  #endIfUnauthenticated(error: unknown): boolean {
    const ended = isApiProblem(error) && error.status === 401;
    if (ended) this.#endSession(this.staysOpen && (this.session === 'in' || this.session === 'ended') ? 'ended' : 'out');
    return ended;
  }

  #endSession(session: 'ended' | 'out'): void {
    this.#client.forget();
    this.#stop();
    this.#options = undefined;
    this.#newest.clear();
    this.#setState(() => {
      if (session === 'out') this.me = undefined;
      this.session = session;
    });
  }

  #setState(change: () => void): void {
    const { session, link } = this;
    change();
    if (session !== this.session || link !== this.link) this.#publish({ kind: 'state' });
  }

  #publish(message: PlatformMessage): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(message);
      } catch (error) {
        reportError(error); // one element must not keep the others from what happens
      }
    }
  }
}
