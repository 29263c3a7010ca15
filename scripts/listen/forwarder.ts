import { setTimeout as delay } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ServiceEventView } from '../../api/contract/history.ts';
import type { ServiceEventType } from '../../api/domain/service-events.ts';
import { wantsType } from '../../api/domain/webhook.ts';
import { type WebhookBody, webhookBody } from '../../api/domain/webhook-body.ts';
import { signatureOf } from '../../api/subscribers/webhooks/signature.ts';

export interface ForwardOptions {
  /** Of the platform. */
  readonly url: string;
  readonly token: string;
  /** Where events are sent. */
  readonly forward: string;
  /** `whsec_…`: what signs them. */
  readonly secret: string;
  /** Event types, as a webhook names them. */
  readonly types: readonly string[];
  readonly project: string | undefined;
  readonly say: (line: string) => void;
}

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const RECONNECT_MS = 1_000;

/** Reads the live events of a platform and sends each to a local receiver, signed as a webhook would be. */
export class Forwarder {
  readonly #options: ForwardOptions;
  readonly #previous = new Map<string, number>();
  #lastEventId: string | undefined;

  constructor(options: ForwardOptions) {
    this.#options = options;
  }

  /** Until `signal` ends. A stream that ends is opened again where it ended. @throws Error when the platform refuses */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const response = await this.#open(signal).catch((error: unknown) => {
        if (error instanceof Refused) throw error;
        return undefined;
      });
      if (response?.body) await this.#read(response.body, signal).catch(() => undefined);
      if (signal.aborted) return;
      this.#options.say('the stream has ended; it is opened again');
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #open(signal: AbortSignal): Promise<Response> {
    const { url, token } = this.#options;
    const headers = { authorization: `Bearer ${token}`, ...(this.#lastEventId !== undefined && { 'last-event-id': this.#lastEventId }) };
    const response = await fetch(`${url}/api/events`, { headers, signal });
    if (response.status === 401) throw new Refused('The platform does not take the token any more: start again.');
    if (!response.ok) throw new Error(`GET ${url}/api/events answered ${response.status}.`);
    return response;
  }

  async #read(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const messages = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { event, id, data } of messages) {
      if (event === 'ready') this.#options.say('listening');
      if (event === 'service_event') await this.#take(JSON.parse(data) as ServiceEventView, signal); // as declared in the contract
      if (id) this.#lastEventId = id;
    }
  }

  async #take(view: ServiceEventView, signal: AbortSignal): Promise<void> {
    const { project, types } = this.#options;
    if ((project !== undefined && view.project !== project) || !wantsType(types, view.type)) return;
    const previousSeq = this.#previous.get(view.databaseId) ?? null;
    this.#previous.set(view.databaseId, view.seq);
    const event = { ...view, name: view.database, type: view.type as ServiceEventType }; // the contract has any text, so that an older listener reads newer types
    const message = { id: view.id, type: view.type, event, previousSeq, createdAt: view.at, data: null };
    const body = webhookBody(message, 'cloudevents', view.project);
    const outcome = await this.#send(`msg_${view.id}`, body, signal);
    this.#options.say(`${view.at}  ${view.project}/${view.database}  ${view.type}  ${outcome}`);
  }

  /** @returns what came of it, in words */
  async #send(id: string, { contentType, text: body }: WebhookBody, signal: AbortSignal): Promise<string> {
    let outcome = '';
    for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
      if (attempt > 0) await delay(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
      const at = new Date();
      const headers = {
        'content-type': contentType,
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signatureOf({ current: this.#options.secret, previous: undefined }, { id, at, body }),
      };
      const answer = await fetch(this.#options.forward, { method: 'POST', redirect: 'manual', headers, body, signal }).catch(faultOf);
      outcome = typeof answer === 'string' ? answer : String(answer.status);
      if (typeof answer !== 'string' && answer.ok) return outcome;
    }
    return `${outcome}, given up`;
  }
}

class Refused extends Error {}

const faultOf = (error: unknown): string => {
  const { cause } = error as { cause?: { code?: string } }; // of fetch
  return cause?.code === 'ECONNREFUSED' ? 'nobody listens there' : `failed (${cause?.code ?? error})`;
};
