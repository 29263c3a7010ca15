import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';

export interface StreamMessage {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

/** Reads the event stream, or another one, as a page would, each message once. */
export async function openEvents(
  url: string,
  token: string | undefined,
  { path = '/api/events', query = '', lastEventId }: { path?: string; query?: string; lastEventId?: string } = {},
) {
  const request = get(`${url}${path}${query}`, {
    agent: false,
    headers: { authorization: `Bearer ${token}`, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const messages: StreamMessage[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const look of waiting) look();
  };
  const parser = createParser({
    onEvent: ({ id, event = '', data }) => messages.push({ id, event, data: JSON.parse(data) }),
  });
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    parser.feed(chunk);
    wake();
  });
  response.on('error', () => undefined); // 'close' follows
  response.once('close', () => {
    ended = true;
    wake();
  });

  function until<Value>(look: () => Value | undefined): Promise<Value> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const value = look();
        if (value === undefined && !ended) return;
        waiting.delete(check);
        if (value === undefined) reject(new Error(`The stream ended before. It told: ${messages.map(({ event }) => event).join(', ')}`));
        else resolve(value);
      };
      waiting.add(check);
      check();
    });
  }

  return {
    status: response.statusCode,
    headers: response.headers,
    /** All so far, in order. */
    messages,
    /** The first message of this kind that fits, as soon as it is there. */
    message: (event: string, fits: (data: Record<string, unknown>) => boolean = () => true) =>
      until(() => messages.find((message) => message.event === event && fits(message.data as Record<string, unknown>))), // every message is an object
    until,
    /** Settles when the other side has ended it. */
    ended: () => until(() => ended || undefined),
    pause: () => response.pause(),
    resume: () => response.resume(),
    close: () => request.destroy(),
  };
}
