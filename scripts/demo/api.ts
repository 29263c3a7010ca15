import type { EventSourceMessage } from 'eventsource-parser';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { CredentialsView } from '../../api/contract/credentials.ts';
import type { DatabaseView } from '../../api/contract/database.ts';

interface Login {
  readonly user: string;
  readonly password: string;
  readonly deviceToken?: string;
}

/** The API as the demo uses it: one token, one stream of changes, errors as sentences. */
export class DemoApi {
  readonly #url: string;
  readonly #token: string;
  readonly #latest = new Map<string, DatabaseView>();
  readonly #waiting = new Set<() => void>();
  readonly #end = new AbortController();

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async token(url: string, { user, password, deviceToken }: Login): Promise<string> {
    const body = { username: user, password, ...(deviceToken && { deviceToken }) };
    return (await call<{ token: string }>(`${url}/api/auth/login`, { method: 'POST', body })).token;
  }

  static async login(url: string, login: Login): Promise<DemoApi> {
    const api = new DemoApi(url, await DemoApi.token(url, login));
    await api.#listen();
    return api;
  }

  get(path: string): Promise<unknown> {
    return this.#call('GET', path);
  }

  async credentials(name: string): Promise<CredentialsView> {
    return (await this.#call('GET', `/api/databases/${name}/credentials`)) as CredentialsView;
  }

  async create(body: object): Promise<DatabaseView> {
    return this.#seen(await this.#call('POST', '/api/databases', body));
  }

  async change(name: string, body: object): Promise<DatabaseView> {
    return this.#seen(await this.#call('PATCH', `/api/databases/${name}`, body));
  }

  async delete(name: string): Promise<void> {
    await this.#call('DELETE', `/api/databases/${name}`);
  }

  /** Waits, told by the stream, until the database is as wanted. @throws when it fails, or after `seconds` */
  async until(name: string, wanted: (database: DatabaseView | undefined) => boolean, seconds = 120): Promise<DatabaseView | undefined> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const database = this.#latest.get(name);
      if (wanted(database)) return database;
      if (database?.status.state === 'failed') throw new Error(`${name} failed: ${database.status.reason}`);
      if (Date.now() > end)
        throw new Error(
          `${name} is still ${database?.status.state ?? 'gone'} after ${seconds} s: ${database?.status.reason ?? 'no reason given'}`,
        );
      await this.#nextChange(end - Date.now());
    }
  }

  close(): void {
    this.#end.abort();
  }

  #seen(answer: unknown): DatabaseView {
    const database = answer as DatabaseView; // the API's answer to a write
    this.#latest.set(database.name, database);
    return database;
  }

  #call(method: string, path: string, body?: object): Promise<unknown> {
    return call(`${this.#url}${path}`, { method, token: this.#token, ...(body && { body }) });
  }

  #nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, timeoutMs);
      const waiting = this.#waiting;
      waiting.add(done);
      function done(): void {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      }
    });
  }

  async #listen(): Promise<void> {
    const response = await fetch(`${this.#url}/api/events`, {
      headers: { authorization: `Bearer ${this.#token}` },
      signal: this.#end.signal,
    });
    if (!response.body) throw new Error('The event stream has no body.');
    void this.#read(response.body).catch((error: unknown) => {
      if (!this.#end.signal.aborted) console.error(`The event stream broke: ${error}`);
    });
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const message of messages) this.#take(message);
  }

  #take({ event: kind, data }: EventSourceMessage): void {
    if (kind !== 'database' && kind !== 'database_deleted') return;
    const database = JSON.parse(data) as DatabaseView; // as declared in the contract
    if (kind === 'database') this.#latest.set(database.name, database);
    else this.#latest.delete(database.name);
    for (const done of [...this.#waiting]) done();
  }
}

async function call<Result>(url: string, { method, token, body }: { method: string; token?: string; body?: object }): Promise<Result> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return text === '' ? (undefined as Result) : JSON.parse(text);
}
