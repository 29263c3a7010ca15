import { ApiProblem, problemOf } from './api-problem.ts';
import type { SessionView } from './wire.ts';

/**
 * Returns a bearer token for the API; called before each request, so cache one until it expires.
 * `rejected` is true when the API has just rejected the last one: return a new one then.
 */
export type GetToken = (reason: { readonly rejected: boolean }) => string | Promise<string>;

export interface RequestDetails {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Requests to one API, with the page's cookie or with tokens of the host page. Tokens stay in memory. */
export class Client {
  readonly #base: string;
  getToken: GetToken | undefined;
  /** From a login at an API of another site, whose cookies are not sent from here. */
  #token: string | undefined;

  constructor(base: string) {
    this.#base = base.replace(/\/$/, '');
  }

  /** @throws ApiProblem for every response that is not a success, and when there is none */
  async request<Answer>(method: string, path: string, details: RequestDetails = {}): Promise<Answer> {
    const response = await this.send(method, path, details);
    // The contract gives each path its answer; the callers name its type.
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  /** The response of a successful request. @throws ApiProblem */
  async send(method: string, path: string, details: RequestDetails = {}): Promise<Response> {
    const first = await this.#fetch(method, path, details, false);
    const again = first.status === 401 && this.getToken !== undefined;
    const response = again ? await this.#fetch(method, path, details, true) : first;
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async login(username: string, password: string): Promise<SessionView> {
    const session = await this.request<SessionView>('POST', '/api/auth/login', { body: { username, password } });
    const sameSite = new URL(this.#base, location.href).origin === location.origin;
    this.#token = sameSite ? undefined : session.token;
    return session;
  }

  forget(): void {
    this.#token = undefined;
  }

  async #bearer(rejected: boolean): Promise<string | undefined> {
    if (!this.getToken) return this.#token;
    try {
      return await this.getToken({ rejected });
    } catch (error) {
      throw new ApiProblem(0, { code: 'no_token', detail: String(error) });
    }
  }

  async #fetch(method: string, path: string, { body, headers, signal }: RequestDetails, rejected: boolean): Promise<Response> {
    const token = await this.#bearer(rejected);
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    try {
      return await fetch(this.#base + path, {
        method,
        credentials: token ? 'omit' : 'same-origin',
        headers: { ...(body !== undefined && { 'content-type': type }), ...(token && { authorization: `Bearer ${token}` }), ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        signal: signal ?? null,
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiProblem(0, { code: 'offline', detail: 'The API does not answer.' });
    }
  }
}
