import { ApiProblem } from './api-problem.ts';
import { Client, type GetToken, type RequestDetails } from './client.ts';
import type { ServerMessage } from './event-parser.ts';
import { EventStream, type Link } from './event-stream.ts';
import type { AuditEntryView, DatabaseView, MeView, OptionsView, ServiceEventView } from './wire.ts';

/** Whether somebody is logged in; `unknown` until the API has answered for the first time. */
export type Session = 'unknown' | 'in' | 'out';

export type PlatformMessage =
  /** Session or link changed. */
  | { readonly kind: 'state' }
  /** The stream has begun, or begun again: what was read before may be old. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'database'; readonly database: DatabaseView }
  | { readonly kind: 'database_deleted'; readonly database: Pick<DatabaseView, 'id' | 'project' | 'name'> }
  | { readonly kind: 'service_event'; readonly event: ServiceEventView }
  | { readonly kind: 'audit'; readonly entry: AuditEntryView };

export type Listener = (message: PlatformMessage) => void;

/** The stream is kept for a moment after the last element has gone: it may only be moving. */
const LINGER_MS = 1000;

/** One API as a page sees it: one session and one event stream, shared by all elements that name its address. */
export class Platform {
  session: Session = 'unknown';
  link: Link = 'idle';
  me: MeView['user'] | undefined;
  readonly #client: Client;
  readonly #stream: EventStream;
  readonly #listeners = new Set<Listener>();
  #options: Promise<OptionsView> | undefined;
  /** Counts what the stream has told; with `#told`, an answer that was under way meanwhile is known to be old. */
  #clock = 0;
  readonly #told = new Map<string, { readonly at: number; readonly database: DatabaseView | undefined }>();

  constructor(base: string) {
    this.#client = new Client(base);
    this.#stream = new EventStream({
      open: (lastEventId, signal) => this.#open(lastEventId, signal),
      receive: (message) => this.#receive(message),
      linkChanged: (link) => this.#setState({ link }),
    });
  }

  /** Tells what happens from now on; the first listener opens the stream. Returns the way to leave. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.session !== 'out') this.#stream.start();
    return () => {
      this.#listeners.delete(listener);
      setTimeout(() => this.#listeners.size === 0 && this.#stream.stop(), LINGER_MS);
    };
  }

  /** From now on the host page vouches for the user. Cheap when said again, as frameworks do at each rendering. */
  acceptToken(getToken: GetToken): void {
    this.#client.getToken = getToken;
    if (this.session === 'in') return;
    this.#stream.stop();
    this.#setState({ session: 'unknown' });
    if (this.#listeners.size > 0) this.#stream.start();
  }

  /** @throws ApiProblem; a 401 ends the session first */
  async request<Answer>(method: string, path: string, details?: RequestDetails): Promise<Answer> {
    try {
      return await this.#client.request<Answer>(method, path, details);
    } catch (error) {
      this.#noticeEnd(error);
      throw error;
    }
  }

  async login(username: string, password: string): Promise<void> {
    const { user } = await this.#client.login(username, password);
    this.me = user;
    this.#setState({ session: 'in' });
    this.#stream.start();
  }

  async logout(): Promise<void> {
    await this.#client.request('POST', '/api/auth/logout').catch(() => undefined);
    this.#end();
  }

  retryNow(): void {
    this.#stream.retryNow();
  }

  /** What a database can be; asked for once. */
  options(): Promise<OptionsView> {
    this.#options ??= this.request<OptionsView>('GET', '/api/options').catch((error: unknown) => {
      this.#options = undefined;
      throw error;
    });
    return this.#options;
  }

  /** Reads databases; those the stream has told of meanwhile are given as it told them, those it told are gone are left out. */
  async read<Answer>(
    ask: () => Promise<Answer>,
    databasesOf: (answer: Answer) => readonly DatabaseView[],
  ): Promise<[Answer, DatabaseView[]]> {
    const begun = this.#clock;
    const answer = await ask();
    const fresh = databasesOf(answer).flatMap((database) => {
      const told = this.#told.get(database.id);
      if (!told || told.at <= begun) return [database];
      return told.database ? [told.database] : [];
    });
    return [answer, fresh];
  }

  /** Changes a database; all elements show the answer at once. */
  async change(method: 'POST' | 'PATCH' | 'DELETE', path: string, details: RequestDetails): Promise<DatabaseView | undefined> {
    const ask = () => this.request<DatabaseView | undefined>(method, path, details);
    const [, [database]] = await this.read(ask, (answer) => (answer ? [answer] : []));
    if (database) this.#publish({ kind: 'database', database });
    return database;
  }

  async #open(lastEventId: string | undefined, signal: AbortSignal): Promise<Response> {
    try {
      if (this.session !== 'in' || !this.me) {
        this.me = (await this.#client.request<MeView>('GET', '/api/auth/me', { signal })).user;
        this.#setState({ session: 'in' });
      }
      const headers = { accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) };
      return await this.#client.send('GET', '/api/events', { headers, signal });
    } catch (error) {
      this.#noticeEnd(error);
      throw error;
    }
  }

  #receive({ event, data }: ServerMessage): void {
    // The contract (streamEvents) says which message carries what.
    const body = event === 'ready' ? undefined : JSON.parse(data);
    if (event === 'ready') this.#publish({ kind: event });
    if (event === 'service_event') this.#publish({ kind: event, event: body });
    if (event === 'audit') this.#publish({ kind: event, entry: body });
    if (event !== 'database' && event !== 'database_deleted') return;
    this.#told.set(body.id, { at: ++this.#clock, database: event === 'database' ? body : undefined });
    this.#publish({ kind: event, database: body });
  }

  #noticeEnd(error: unknown): void {
    if (error instanceof ApiProblem && error.status === 401) this.#end();
  }

  #end(): void {
    this.#client.forget();
    this.#stream.stop();
    this.me = undefined;
    this.#options = undefined;
    this.#told.clear();
    this.#setState({ session: 'out' });
  }

  #setState(next: { readonly session?: Session; readonly link?: Link }): void {
    const { session = this.session, link = this.link } = next;
    if (session === this.session && link === this.link) return;
    this.session = session;
    this.link = link;
    this.#publish({ kind: 'state' });
  }

  #publish(message: PlatformMessage): void {
    for (const listener of [...this.#listeners]) listener(message);
  }
}

const platforms = new Map<string, Platform>();

/** The platform at an address (empty: where the page came from); the same object for everybody who asks. */
export function platformAt(base: string): Platform {
  const known = platforms.get(base) ?? new Platform(base);
  platforms.set(base, known);
  return known;
}
