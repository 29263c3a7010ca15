import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came: the signature is of this. */
  readonly text: string;
  readonly event: ReceivedEvent;
}

/** What of a CloudEvent tests look at. */
export interface ReceivedEvent {
  readonly type: string;
  readonly source: string;
  readonly data: {
    readonly database?: string;
    readonly seq?: number;
    readonly previousSeq?: number | null;
    readonly message?: string;
    readonly webhookId?: string;
    readonly test?: boolean;
  };
}

export type Answering = (response: ServerResponse, request: IncomingMessage, received: Received) => void;

/** A receiver of webhooks on loopback, which answers 204 unless told otherwise. */
export async function webhookReceiver(host = '127.0.0.1') {
  const received: Received[] = [];
  let answer: Answering = (response) => response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const one = { id: String(request.headers['webhook-id']), headers: request.headers, text, event: JSON.parse(text) as ReceivedEvent };
    received.push(one);
    answer(response, request, one);
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/hook`,
    received,
    ofType: (type: string) => received.filter(({ event }) => event.type === type),
    answerBy(next: Answering) {
      answer = next;
    },
    answerWith: (status: number, headers: Record<string, string> = {}) => {
      answer = (response) => response.writeHead(status, headers).end();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type WebhookReceiver = Awaited<ReturnType<typeof webhookReceiver>>;
