import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Answer } from '../../domain/webhook.ts';
import { webhookBody } from '../../domain/webhook-body.ts';
import type { DueDelivery } from '../../domain/webhook-ports.ts';
import { ForbiddenAddress, type ReceiverAddresses } from './receiver-addresses.ts';
import { signatureOf } from './signature.ts';

/** A receiver has so long for its whole answer. */
const TIMEOUT_MS = 15_000;
/** Of an answer so much is kept … */
const KEPT_BYTES = 4_096;
/** … and so much is read, so that the connection can be used again; a longer one is cut off. */
const READ_BYTES = 65_536;
/** Answers 1xx before the answer itself; whoever sends more keeps us busy. */
const INFORMATIONAL_AT_MOST = 20;
const IDLE = { keepAlive: true, maxFreeSockets: 64, timeout: 10_000 };

export interface Sent {
  readonly answer: Answer;
  readonly milliseconds: number;
  /** What was answered, cut. */
  readonly text: string | null;
}

/** Makes the requests to receivers. */
export class WebhookSender {
  readonly #addresses: ReceiverAddresses;
  readonly #timeoutMs: number;
  readonly #agents = { 'http:': new HttpAgent(IDLE), 'https:': new HttpsAgent(IDLE) };

  constructor(addresses: ReceiverAddresses, timeoutMs = TIMEOUT_MS) {
    this.#addresses = addresses;
    this.#timeoutMs = timeoutMs;
  }

  /** One attempt. What goes wrong is in the answer; throws only when `signal` ends it. */
  async send(due: DueDelivery, signal: AbortSignal): Promise<Sent> {
    const started = performance.now();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#timeoutMs);
    try {
      const response = await this.#request(due, AbortSignal.any([signal, deadline.signal]));
      const text = await readStart(response);
      return { answer: answerOf(response), text, milliseconds: elapsed(started) };
    } catch (error) {
      signal.throwIfAborted();
      const fault = deadline.signal.aborted ? `It did not answer within ${this.#timeoutMs / 1000} s.` : faultOf(error);
      return {
        answer: { status: undefined, wish: undefined, retryAfterSeconds: undefined, fault },
        text: null,
        milliseconds: elapsed(started),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes connections that are kept for later. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  async #request(due: DueDelivery, signal: AbortSignal): Promise<IncomingMessage> {
    const url = new URL(due.webhook.url);
    const addresses = await until(signal, this.#addresses.resolve(url));
    const { contentType, text } = webhookBody({ ...due.delivery, data: due.data }, due.webhook.format, due.webhook.project);
    const isHttps = url.protocol === 'https:';
    const options: RequestOptions = {
      method: 'POST',
      agent: isHttps ? this.#agents['https:'] : this.#agents['http:'],
      lookup: (_host, { all }, done) => {
        const [first] = addresses;
        if (all) done(null, [...addresses]);
        else done(null, first?.address ?? '', first?.family);
      },
      signal,
      headers: { ...due.webhook.headers, ...headersOf(due, contentType, text) },
    };
    return new Promise((resolve, reject) => {
      const request = (isHttps ? httpsRequest : httpRequest)(url, options, resolve);
      request.on('error', reject);
      request.on('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))); // without an error after 101
      let informational = 0;
      request.on('information', () => {
        informational += 1;
        if (informational > INFORMATIONAL_AT_MOST) request.destroy(new Error(`more than ${INFORMATIONAL_AT_MOST} informational answers`));
      });
      request.end(text);
    });
  }
}

function headersOf({ delivery, secrets }: DueDelivery, contentType: string, body: string): Record<string, string> {
  const at = new Date();
  const id = `msg_${delivery.id}`;
  return {
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'postgres-paas',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatureOf(secrets, { id, at, body }),
  };
}

/** The result, unless `signal` ends before: a look-up cannot be ended. */
function until<Result>(signal: AbortSignal, result: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop)); // a listener would keep the signal
  });
}

const elapsed = (started: number) => Math.round(performance.now() - started);

function answerOf({ statusCode, headers }: IncomingMessage): Answer {
  const wish = headers['webhook-delivery'];
  return {
    status: statusCode,
    wish: Array.isArray(wish) ? wish[0] : wish,
    retryAfterSeconds: retryAfter(headers['retry-after']),
    fault: undefined,
  };
}

/** Seconds, or a date (RFC 9110). */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** The status counts as soon as it is there; what breaks off after that is kept as far as it came. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let [kept, read] = [0, 0];
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (kept < KEPT_BYTES) chunks.push(chunk.subarray(0, KEPT_BYTES - kept));
      kept = Math.min(KEPT_BYTES, kept + chunk.length);
      read += chunk.length;
      if (read > READ_BYTES) break; // leaving the loop ends the connection
    }
  } catch {
    // broken off, or too slow
  }
  return Buffer.concat(chunks).toString('utf8');
}

const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nobody listens there (connection refused).',
  ECONNRESET: 'The receiver closed the connection without an answer.',
  ENOTFOUND: 'The name of the receiver does not exist (DNS).',
  EAI_AGAIN: 'The name of the receiver cannot be looked up right now (DNS).',
  EHOSTUNREACH: 'There is no way to the receiver (host unreachable).',
  ENETUNREACH: 'There is no way to the receiver (network unreachable).',
  ETIMEDOUT: 'The receiver cannot be connected to (timed out).',
};

function faultOf(error: unknown): string {
  if (error instanceof ForbiddenAddress) return error.message;
  const { code, message } = error as { code?: string; message?: string }; // errors of node:http and node:dns
  return (code && FAULTS[code]) ?? `The request failed: ${message ?? error}.`;
}
