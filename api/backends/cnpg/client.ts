import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { backOff } from '../../retry/back-off.ts';
import type { Connection } from './connection.ts';
import { KubernetesError, neverSent } from './kubernetes-error.ts';
import { retryBudget } from './retry-budget.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface KubernetesRequest {
  readonly method: Method;
  /** For example `/apis/postgresql.cnpg.io/v1/clusters`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** When it is given up; 10 s from now unless given. */
  readonly deadline?: AbortSignal;
}

export type KubernetesClient = ReturnType<typeof kubernetesClient>;

/** Longer than this no caller of ours waits. */
const DEADLINE_MS = 10_000;
/** A longer wait that a server asks for is passed on to our caller instead. */
const LONGEST_WAIT_MS = 2_000;
const RETRIES = 3;

/** The few requests we make. Reads are tried again; writes only where they cannot have been carried out. */
export function kubernetesClient(connection: Connection) {
  const budget = retryBudget(20);

  /** @throws KubernetesError */
  async function request<Answer>(wanted: KubernetesRequest): Promise<Answer> {
    const deadline = wanted.deadline ?? AbortSignal.timeout(DEADLINE_MS);
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await send(connection, wanted, deadline);
        return JSON.parse(await text(response)) as Answer; // shapes are those of the pinned schemas
      } catch (error) {
        const waitMs = deadline.aborted ? undefined : waitBeforeRetry(error, wanted.method, attempt);
        if (waitMs === undefined || !budget.take()) throw asKubernetesError(error);
        await delay(waitMs);
      }
    }
  }

  return {
    request,
    /** An answer that goes on, such as a watch; ends when `signal` does. @throws KubernetesError when it does not begin */
    stream: (path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> =>
      send(connection, { method: 'GET', path, query }, signal),
  };
}

/** undefined: not again. */
function waitBeforeRetry(error: unknown, method: Method, attempt: number): number | undefined {
  if (attempt >= RETRIES) return undefined;
  const { status, retryAfterSeconds } = asKubernetesError(error);
  const refusedToLook = status === 429 || neverSent(error); // neither can have done anything
  if (!refusedToLook && !(method === 'GET' && (status === 0 || status >= 500))) return undefined;
  const waitMs =
    retryAfterSeconds === undefined ? backOff(attempt, { firstMs: 100, longestMs: LONGEST_WAIT_MS }) : retryAfterSeconds * 1000;
  return waitMs <= LONGEST_WAIT_MS ? waitMs : undefined;
}

function asKubernetesError(error: unknown): KubernetesError {
  if (error instanceof KubernetesError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new KubernetesError(`No answer from the API server: ${message}`, { status: 0, reason: 'NoAnswer' });
}

async function send({ server, options }: Connection, wanted: KubernetesRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const payload = wanted.body === undefined ? undefined : JSON.stringify(wanted.body);
  const access = await options();
  const request = (server.protocol === 'http:' ? httpRequest : httpsRequest)({
    ...access,
    ...addressOf(server, wanted),
    method: wanted.method,
    headers: headersOf(access, wanted.method, payload),
    signal,
  });
  request.on('response', resolve).on('error', (error) => reject(transportError(error)));
  request.end(payload);
  const response = await promise;
  if ((response.statusCode ?? 0) >= 300) throw await refusal(response);
  return response;
}

function addressOf(server: URL, { path, query = {} }: KubernetesRequest): RequestOptions {
  const search = new URLSearchParams(query).toString();
  const base = server.pathname.replace(/\/$/, '');
  return { host: server.hostname, port: server.port || undefined, path: `${base}${path}${search && `?${search}`}` };
}

function headersOf({ headers }: RequestOptions, method: Method, payload: string | undefined): Record<string, string> {
  const own = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
  // without this a PATCH would be taken for a list of JSON-Patch operations
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return {
    ...own,
    accept: 'application/json',
    ...(payload !== undefined && { 'content-type': type, 'content-length': String(Buffer.byteLength(payload)) }),
  };
}

function transportError(error: Error & { code?: string }): KubernetesError {
  const refused = error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND';
  return new KubernetesError(`No answer from the API server: ${error.message}`, {
    status: 0,
    reason: refused ? 'ConnectionRefused' : 'NoAnswer',
  });
}

async function refusal(response: IncomingMessage): Promise<KubernetesError> {
  const body = await text(response).catch(() => '');
  const { message = body.slice(0, 200), reason = '' } = parsed(body);
  const retryAfter = Number(response.headers['retry-after']);
  const status = response.statusCode ?? 0;
  return new KubernetesError(message || `The API server answered ${status}.`, {
    status,
    reason,
    retryAfterSeconds: retryAfter >= 0 ? retryAfter : undefined,
  });
}

function parsed(body: string): { message?: string; reason?: string } {
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}
