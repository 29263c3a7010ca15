import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { CredentialsView } from '../../api/contract/credentials.ts';

type Access = Pick<CredentialsView, 'uri' | 'caCertificate'>;

/** On Kubernetes the route to a server follows its readiness by a moment; so long a client waits for somebody to answer. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 100;

/** A client as any program would be: TLS checked against the platform's certificate, and tried again while nobody answers. */
export async function connect(access: Access): Promise<pg.Client> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await connectOnce(access);
    } catch (error) {
      if (!isNobodyThere(error) || Date.now() > end) throw error;
      await delay(RETRY_MS);
    }
  }
}

async function connectOnce({ uri, caCertificate }: Access): Promise<pg.Client> {
  const address = new URL(uri);
  address.search = '';
  const client = new pg.Client({ connectionString: address.href, ssl: { ca: caCertificate }, connectionTimeoutMillis: 15_000 });
  client.on('error', () => undefined); // a query that is under way tells
  await client.connect();
  return client;
}

/** No server, one that goes, or one that is still starting (57P03): as opposed to one that refuses us. */
const isNobodyThere = (error: unknown) => error instanceof Error && (!('code' in error) || /^(ECONN|57P0)/.test(String(error.code))); // pg gives no code to a connection that is gone

/** Writes one row after the other and remembers which were acknowledged, through failovers. */
export class Writer {
  readonly acknowledged: number[] = [];
  readonly #credentials: CredentialsView;
  #stopped = false;
  #longestGapMs = 0;
  #work: Promise<void> | undefined;
  #told: () => void = () => undefined;

  constructor(credentials: CredentialsView) {
    this.#credentials = credentials;
  }

  start(): void {
    this.#work = this.#write();
  }

  /** Resolves when this many more rows have been acknowledged. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.length + count;
    while (this.acknowledged.length < goal && !this.#stopped) await new Promise<void>((resolve) => (this.#told = resolve));
  }

  /** Ends the writing. Resolves with the longest time between two acknowledged rows, in seconds. */
  async stop(): Promise<number> {
    this.#stopped = true;
    this.#told();
    await this.#work;
    return this.#longestGapMs / 1000;
  }

  async #write(): Promise<void> {
    let [client, last] = [undefined as pg.Client | undefined, performance.now()];
    for (let number = 1; !this.#stopped; number += 1) {
      try {
        client ??= await connect(this.#credentials);
        await client.query('insert into demo_rows (number) values ($1)', [number]);
      } catch {
        await client?.end().catch(() => undefined);
        client = undefined;
        continue;
      }
      this.acknowledged.push(number);
      this.#told();
      this.#longestGapMs = Math.max(this.#longestGapMs, performance.now() - last);
      last = performance.now();
    }
    await client?.end();
  }
}
