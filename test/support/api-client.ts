import assert from 'node:assert/strict';
import { checkAnswer } from './openapi-check.ts';

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

export interface ApiRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiClient {
  readonly url: string;
  readonly token: string | undefined;
  get<Body = unknown>(path: string, request?: ApiRequest): Promise<Answer<Body>>;
  post<Body = unknown>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<Body>>;
  patch<Body = unknown>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<Body>>;
  delete<Body = unknown>(path: string, request?: ApiRequest): Promise<Answer<Body>>;
  send<Body = unknown>(method: string, path: string, request?: ApiRequest): Promise<Answer<Body>>;
  login(username: string, password: string): Promise<ApiClient>;
}

/** Talks to the API as a program would, and holds every answer against the OpenAPI document. */
export function apiClient(url: string, token?: string): ApiClient {
  async function send<Body>(method: string, path: string, { body, headers = {} }: ApiRequest = {}): Promise<Answer<Body>> {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    checkAnswer({ method, path, status: response.status, headers: response.headers, body: json });
    return { status: response.status, headers: response.headers, body: json as Body, text };
  }

  return {
    url,
    token,
    get: <Body = unknown>(path: string, request?: ApiRequest) => send<Body>('GET', path, request),
    post: <Body = unknown>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
      send<Body>('POST', path, { ...(body !== undefined && { body }), ...(headers && { headers }) }),
    patch: <Body = unknown>(path: string, body: unknown, headers?: Readonly<Record<string, string>>) =>
      send<Body>('PATCH', path, { body, ...(headers && { headers }) }),
    delete: <Body = unknown>(path: string, request?: ApiRequest) => send<Body>('DELETE', path, request),
    send,
    async login(username: string, password: string): Promise<ApiClient> {
      const answer = await send<{ token: string }>('POST', '/api/auth/login', { body: { username, password } });
      assert.equal(answer.status, 200, answer.text);
      return apiClient(url, answer.body.token);
    },
  };
}
