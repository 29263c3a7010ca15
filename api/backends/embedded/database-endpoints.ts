import type { EndpointThread } from './endpoint/endpoint-thread.ts';
import type { ByPort, Port } from './endpoint/gateway.ts';
import { clientSeats, TENANT } from './instance-settings.ts';
import type { DatabaseRecord, Observation } from './model.ts';
import { socketFile } from './postgres/socket-folder.ts';
import { writablePrimary } from './status.ts';
import { closedReason } from './storage-reasons.ts';

/** SQLSTATE disk_full. */
const DISK_FULL = '53100';

/** What the endpoints of all databases share. */
export interface EndpointSite {
  readonly endpoints: EndpointThread;
  readonly folder: { readonly sockets: string };
}

const KINDS: ByPort<string> = { readWrite: 'read-write', readOnly: 'read-only' };

/** The two ports of a database: one leads to the primary, one to its replicas in turn (to the primary while there is none). */
export class DatabaseEndpoints {
  readonly #site: EndpointSite;
  readonly #id: string;
  readonly #ports: ByPort<number>;
  readonly #faults = new Map<Port, string | null>();
  readonly #reported = Promise.withResolvers<void>();
  #targets: ByPort<readonly string[]> = { readWrite: [], readOnly: [] };
  #seats = 0;
  #readOnly = false;
  #refusal: string | undefined;

  constructor(site: EndpointSite, { id, readWritePort, readOnlyPort }: Pick<DatabaseRecord, 'id' | 'readWritePort' | 'readOnlyPort'>) {
    this.#site = site;
    this.#id = id;
    this.#ports = { readWrite: readWritePort, readOnly: readOnlyPort };
    site.endpoints.open(id, {
      ports: this.#ports,
      access: { user: TENANT, database: TENANT },
      report: (port, fault) => this.#report(port, fault),
    });
  }

  /** Leads to where things are now. Returns which port clients cannot use and why, or null. */
  async serve(record: DatabaseRecord, found: Observation): Promise<string | null> {
    const primary = writablePrimary({ record, found });
    const replicas = found.instances.filter(({ streaming }) => streaming).map(({ ordinal }) => this.#socketOf(record, ordinal));
    this.#refusal = found.closed ? closedReason(record, found.closed.until) : undefined;
    const writers = primary && !found.closed ? [this.#socketOf(record, primary.ordinal)] : [];
    this.#seats = clientSeats(record.spec);
    this.#readOnly = found.full || found.diskFault !== null;
    this.#lead({ readWrite: writers, readOnly: replicas.length > 0 ? replicas : writers });
    await this.#reported.promise;
    const faults = [...this.#faults].flatMap(([port, fault]) => (fault === null ? [] : [this.#sentence(port, fault)]));
    return faults.length === 0 ? null : faults.join(' ');
  }

  /** The primary is gone: connections to it end, new ones wait. */
  suspend(): void {
    this.#lead({ ...this.#targets, readWrite: [] });
  }

  /** A server is about to be stopped: nobody is led there any more. */
  leave(record: DatabaseRecord, instance: number): void {
    if (!record.instances.some(({ ordinal }) => ordinal === instance)) return;
    const left = this.#socketOf(record, instance);
    const others = (paths: readonly string[]) => paths.filter((path) => path !== left);
    this.#lead({ readWrite: others(this.#targets.readWrite), readOnly: others(this.#targets.readOnly) });
  }

  async close(): Promise<void> {
    await this.#site.endpoints.close(this.#id);
  }

  #lead(targets: ByPort<readonly string[]>): void {
    this.#targets = targets;
    this.#site.endpoints.lead(this.#id, {
      targets,
      seats: this.#seats,
      readOnly: this.#readOnly,
      refusal: this.#refusal === undefined ? undefined : { code: DISK_FULL, message: this.#refusal },
    });
  }

  #socketOf({ instances }: DatabaseRecord, wanted: number): string {
    return socketFile(this.#site.folder.sockets, instances.find(({ ordinal }) => ordinal === wanted)?.port ?? 0);
  }

  #report(port: Port, fault: string | null): void {
    this.#faults.set(port, fault);
    if (this.#faults.size === 2) this.#reported.resolve();
  }

  #sentence(port: Port, fault: string): string {
    const what = `The ${KINDS[port]} port ${this.#ports[port]} ${fault}`;
    return `${what}. Stop whatever listens there; the database takes the port by itself when it is free.`;
  }
}
