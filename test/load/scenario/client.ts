import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** One request as it went. */
export interface Sample {
  /** Seconds from the beginning of the run at which it was sent. */
  readonly at: number;
  readonly step: string;
  /** Until the answer was whole, the wait for a connection included. */
  readonly ms: number;
  /** The status, or the code of what went wrong on the way. */
  readonly answer: string;
  /** Whether it is what the step expects. */
  readonly isExpected: boolean;
}

interface Step {
  readonly step: string;
  readonly path: string;
  readonly method?: string;
  readonly body?: object;
  /** Statuses that are no failure; 200 unless said otherwise. */
  readonly expected?: readonly number[];
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 30_000;
const CONNECTIONS = 256;

/** Sends requests with a token over kept connections, and keeps what became of each. */
export class LoadClient {
  readonly samples: Sample[] = [];
  /** Reads that were sent once more, on a new connection, since the server had just closed the kept one (RFC 9110, 9.2.2; k6 does so too). */
  sentAgain = 0;
  readonly #url: string;
  readonly #token: string;
  readonly #agent: HttpAgent;
  readonly #began: number;

  /** @param began on the clock of `performance.now()` */
  constructor(url: string, token: string, began: number) {
    this.#url = url;
    this.#token = token;
    this.#began = began;
    const options = { keepAlive: true, maxSockets: CONNECTIONS };
    this.#agent = url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /** Status 0 says that there was no answer. */
  async send({ step, path, method = 'GET', body, expected = [200] }: Step): Promise<Reply> {
    const sent = performance.now();
    const outcome = await this.#exchange(path, method, body).catch((error: NodeJS.ErrnoException) => error);
    const isAnswer = !(outcome instanceof Error);
    const answer = isAnswer ? String(outcome.status) : (outcome.code ?? outcome.message);
    const isExpected = isAnswer && expected.includes(outcome.status);
    this.samples.push({ at: (sent - this.#began) / 1000, step, ms: performance.now() - sent, answer, isExpected });
    return isAnswer ? outcome : { status: 0, body: undefined };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #exchange(path: string, method: string, body?: object): Promise<Reply> {
    const answer = await this.#answer(path, method, { body, agent: this.#agent });
    const text = Buffer.concat(await answer.toArray()).toString();
    return { status: answer.statusCode ?? 0, body: method === 'GET' && answer.statusCode === 200 ? JSON.parse(text) : undefined };
  }

  async #answer(
    path: string,
    method: string,
    { body, agent }: { body: object | undefined; agent: HttpAgent | false },
  ): Promise<IncomingMessage> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { authorization: `Bearer ${this.#token}`, ...(body && { 'content-type': type }) };
    const send = this.#url.startsWith('https:') ? httpsRequest : httpRequest;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const outgoing = send(`${this.#url}${path}`, { agent, method, headers, timeout: TIMEOUT_MS }, resolve);
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      if (method !== 'GET' || !outgoing.reusedSocket || error.code !== 'ECONNRESET') return reject(error);
      this.sentAgain += 1;
      resolve(this.#answer(path, method, { body, agent: false }));
    });
    outgoing.once('timeout', () => outgoing.destroy(Object.assign(new Error(`No answer within ${TIMEOUT_MS} ms.`), { code: 'timeout' })));
    outgoing.end(body && JSON.stringify(body));
    return promise;
  }
}
