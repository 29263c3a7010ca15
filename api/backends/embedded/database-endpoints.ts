import { Endpoint } from './endpoint.ts';
import type { DatabaseRecord, Observation } from './model.ts';
import { writablePrimary } from './status.ts';

/** The two ports of a database: one leads to the primary, one to its replicas in turn (to the primary while there is none). */
export class DatabaseEndpoints {
  readonly #readWrite: Endpoint;
  readonly #readOnly: Endpoint;

  constructor({ readWritePort, readOnlyPort }: Pick<DatabaseRecord, 'readWritePort' | 'readOnlyPort'>) {
    this.#readWrite = new Endpoint(readWritePort);
    this.#readOnly = new Endpoint(readOnlyPort);
  }

  /** Leads to where things are now. Returns why clients cannot come in, or null. */
  async serve(record: DatabaseRecord, found: Observation): Promise<string | null> {
    const primary = writablePrimary({ record, found });
    const portOf = (wanted: number) => record.instances.find(({ ordinal }) => ordinal === wanted)?.port ?? 0;
    const replicas = found.instances.filter(({ streaming }) => streaming).map(({ ordinal }) => portOf(ordinal));
    const writers = primary ? [portOf(primary.ordinal)] : [];
    this.#readWrite.lead(writers);
    this.#readOnly.lead(replicas.length > 0 ? replicas : writers);
    return (await this.#open(this.#readWrite)) ?? (await this.#open(this.#readOnly));
  }

  /** The primary is gone: connections to it end, new ones wait. */
  suspend(): void {
    this.#readWrite.lead([]);
  }

  /** A server is about to be stopped: nobody is led there any more. */
  leave({ primary, instances }: DatabaseRecord, instance: number): void {
    const port = instances.find(({ ordinal }) => ordinal === instance)?.port;
    if (instance === primary) this.suspend();
    if (port !== undefined) this.#readOnly.avoid(port);
  }

  async close(): Promise<void> {
    await Promise.all([this.#readWrite.close(), this.#readOnly.close()]);
  }

  async #open(endpoint: Endpoint): Promise<string | null> {
    try {
      await endpoint.open();
      return null;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (isTaken)
        return `Port ${endpoint.port} is taken by another program. Stop that program; the database listens there again by itself.`;
      return `Port ${endpoint.port} cannot be opened: ${error}.`;
    }
  }
}
