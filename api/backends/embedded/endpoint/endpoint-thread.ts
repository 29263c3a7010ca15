import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Access } from './access.ts';
import type { ByPort, Port, Routes } from './gateway.ts';
import type { Order, Report, ThreadData } from './messages.ts';

/** What is wanted of the endpoint of one database, and what is known of it. */
export interface EndpointPorts {
  readonly ports: ByPort<number>;
  readonly access: Access;
  /** A port has been opened, or cannot be. */
  report(port: Port, fault: string | null): void;
}

interface Open extends EndpointPorts {
  routes: Routes | undefined;
}

const RESTART_MS = 200;

/** The thread that carries the bytes of tenants. If it should end it is started again, with all it had to do. */
export class EndpointThread {
  readonly #data: ThreadData;
  readonly #failed: (error: Error) => void;
  readonly #open = new Map<string, Open>();
  readonly #closing = new Map<string, () => void>();
  #worker: Worker | undefined;
  #isStopping = false;

  constructor(data: ThreadData, failed: (error: Error) => void) {
    this.#data = data;
    this.#failed = failed;
    this.#worker = this.#start();
  }

  open(id: string, endpoint: EndpointPorts): void {
    const { ports, access } = endpoint;
    this.#open.set(id, { ...endpoint, routes: undefined });
    this.#order({ do: 'open', id, ports, access });
  }

  lead(id: string, routes: Routes): void {
    const endpoint = this.#open.get(id);
    if (!endpoint) return;
    endpoint.routes = routes;
    this.#order({ do: 'lead', id, routes });
  }

  /** Resolves when the ports are free again. */
  async close(id: string): Promise<void> {
    if (!this.#open.delete(id) || !this.#worker) return;
    const closed = new Promise<void>((resolve) => this.#closing.set(id, resolve));
    this.#order({ do: 'close', id });
    await closed;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#worker?.terminate();
  }

  #order(order: Order): void {
    this.#worker?.postMessage(order);
  }

  #start(): Worker {
    const worker = new Worker(join(import.meta.dirname, 'thread.ts'), { workerData: this.#data, name: 'endpoint' });
    worker.on('message', (report: Report) => this.#heard(report));
    worker.on('error', (error) => this.#failed(error instanceof Error ? error : new Error(String(error))));
    worker.once('exit', () => this.#ended());
    worker.unref(); // what it serves are databases, and those who run them stop it
    return worker;
  }

  #ended(): void {
    this.#worker = undefined;
    for (const closed of this.#closing.values()) closed();
    this.#closing.clear();
    if (!this.#isStopping) setTimeout(() => this.#startAgain(), RESTART_MS).unref();
  }

  #startAgain(): void {
    if (this.#isStopping) return;
    this.#worker = this.#start();
    for (const [id, { ports, access, routes }] of this.#open) {
      this.#order({ do: 'open', id, ports, access });
      if (routes) this.#order({ do: 'lead', id, routes });
    }
  }

  #closed(id: string): void {
    this.#closing.get(id)?.();
    this.#closing.delete(id);
  }

  #heard(report: Report): void {
    if (report.tells === 'port') this.#open.get(report.id)?.report(report.port, report.fault);
    else this.#closed(report.id);
  }
}
