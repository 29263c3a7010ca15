import { Agent, request } from 'node:https';
import { HOST } from './platform-tree.ts';

export interface Target {
  /** Loopback port that leads to the ingress controller. */
  readonly port: number;
  /** The authority that signed the platform's certificate. */
  readonly ca: string;
  readonly token: string;
}

export interface Load {
  /** How often each answer came: a status, or the code of a connection that failed. */
  readonly answers: ReadonlyMap<string, number>;
  readonly asked: { readonly again: number };
  /** Milliseconds. */
  readonly latencies: readonly number[];
  stop(): Promise<void>;
}

/**
 * Asks for the list of databases as browsers would: over TLS, on connections that are kept, as fast as answers come. When NGINX is
 * given new settings it closes connections that wait for a request, just opened ones among them. No answer was begun on
 * these, so a read is asked once more on a new one, as HTTP has it (RFC 9110, 9.2.2). How often is told.
 */
export function startLoad({ port, ca, token }: Target, { clients = 8, path = '/api/databases?limit=20' } = {}): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients, servername: HOST, ca });
  const answers = new Map<string, number>();
  const latencies: number[] = [];
  const asked = { again: 0 };
  let isOver = false;

  const ask = (isAgain = false): Promise<string> =>
    new Promise<string>((resolve) => {
      const headers = { host: HOST, authorization: `Bearer ${token}` };
      const by = isAgain ? { agent: false as const, servername: HOST, ca } : { agent }; // another kept one may be closing as well
      const sent = request({ host: '127.0.0.1', port, path, headers, timeout: 30_000, ...by }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(String(answer.statusCode)));
        answer.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });
      sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'no answer in 30 s' })));
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (isAgain || error.code !== 'ECONNRESET') return resolve(error.code ?? error.message);
        asked.again++;
        resolve(ask(true));
      });
      sent.end();
    });

  const client = async () => {
    while (!isOver) {
      const began = performance.now();
      const answer = await ask();
      latencies.push(performance.now() - began);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, client));
  return {
    answers,
    asked,
    latencies,
    async stop() {
      isOver = true;
      await running;
      agent.destroy();
    },
  };
}

/** For people: requests, the slowest of a hundred, and what was answered. */
export function told({ answers, asked, latencies }: Load): string {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`;
  return `${sorted.length} requests, median ${at(0.5)}, 99 % ${at(0.99)}, ${[...answers].map(([answer, times]) => `${answer}: ${times}`).join(', ')}, asked again on a new connection: ${asked.again}`;
}
