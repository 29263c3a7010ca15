import { createServer, type Server, type Socket } from 'node:net';

/** Connections that the system keeps until they are accepted; it may allow fewer. */
const BACKLOG = 4096;
const RETRY_MS = 500;

/** A port of 127.0.0.1. While another program has it, it is tried again and again. */
export class Listener {
  readonly #port: number;
  readonly #server: Server;
  readonly #report: (fault: string | null) => void;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** `report` is called after each attempt, with why it failed or null. */
  constructor(port: number, accept: (client: Socket) => void, report: (fault: string | null) => void) {
    this.#port = port;
    this.#report = report;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, accept);
    // Also when there are too few file descriptors to accept one more: the next one is tried all the same.
    this.#server.on('error', (error: NodeJS.ErrnoException) => this.#failed(error));
    this.#server.on('listening', () => this.#report(null));
    this.#listen();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #listen(): void {
    if (!this.#isClosed) this.#server.listen({ port: this.#port, host: '127.0.0.1', backlog: BACKLOG });
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (this.#server.listening) return;
    this.#report(error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened (${error.message})`);
    this.#retry = setTimeout(() => this.#listen(), RETRY_MS);
  }
}
