import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseBackend, Sql } from '../../domain/ports.ts';
import { DatabaseCatalogue } from '../shared/catalogue.ts';
import { embeddedBackend } from './backend.ts';
import { type Certificates, ensureCertificates } from './certificates.ts';
import type { DataFolder } from './data-folder.ts';
import { clientsAtMost } from './endpoint/clients-at-most.ts';
import { EndpointThread } from './endpoint/endpoint-thread.ts';
import { Fleet } from './fleet.ts';
import { limiter } from './limiter.ts';
import { chooseFreePort } from './port-choice.ts';
import { type BinariesByMajor, ON_DEMAND, reachableBinaries } from './postgres/binaries.ts';
import type { VersionSource } from './postgres/install-version.ts';
import { PostgresVersions } from './postgres/versions.ts';
import type { Log, PortBook, Site } from './site.ts';

export interface EmbeddedOptions {
  readonly folder: DataFolder;
  /** What is installed; further versions come from `source` when one is first asked for. */
  readonly binaries: BinariesByMajor;
  readonly source?: VersionSource;
  /** The control plane's PostgreSQL, with the schema in place. */
  readonly sql: Sql;
  readonly log: Log;
  /** Told after every step of a reconcile loop; for metrics. */
  reconciled?(step: string, seconds: number, failed: boolean, database: string): void;
  /** Bytes of a GiB of storage. Smaller only in tests. */
  readonly gibibyteBytes?: number;
  /** False only in tests: servers then do not wait for the disk. */
  readonly durable?: boolean;
}

export interface EmbeddedBackend {
  readonly backend: DatabaseBackend;
  /** Stops every server cleanly; the next start brings them back. */
  stop(): Promise<void>;
}

/** Expensive steps (making and copying a server) at once, over all databases. */
const HEAVY_AT_ONCE = 3;

/** Starts the backend: takes over what runs, starts what should, and works towards what was asked for before. */
export async function startEmbeddedBackend(options: EmbeddedOptions): Promise<EmbeddedBackend> {
  const site = await prepareSite(options);
  const fleet = new Fleet(site, new DatabaseCatalogue());
  await fleet.start();
  const backend = embeddedBackend({
    site,
    catalogue: fleet.catalogue,
    feed: fleet.feed,
    want: (record) => fleet.want(record),
    changeFaults: ({ id }, spec) => fleet.changeFaults(id, spec),
    fault: () => fleet.fault,
  });
  return {
    backend,
    async stop() {
      await fleet.stop();
      await site.endpoints.stop();
    },
  };
}

async function prepareSite(options: EmbeddedOptions): Promise<Site> {
  const { folder, sql, log } = options;
  await mkdir(join(folder.path, 'databases'), { recursive: true, mode: 0o711 });
  const certificates = await ensureCertificates(folder);
  return {
    folder,
    sql,
    log,
    versions: await versionsOf(options),
    certificates,
    endpoints: endpointThread(certificates, log),
    ports: portBook(),
    heavy: limiter(HEAVY_AT_ONCE),
    gibibyteBytes: options.gibibyteBytes ?? 1024 ** 3,
    durable: options.durable ?? true,
    reconciled: options.reconciled ?? (() => undefined),
  };
}

function endpointThread({ certificate, key }: Certificates, log: Log): EndpointThread {
  return new EndpointThread({ certificate, key, clients: clientsAtMost() }, (error) =>
    log.warn({ error: String(error) }, 'the thread of the endpoints has ended; sessions were cut, it is started again'),
  );
}

function versionsOf({ binaries, folder, source = { folder: ON_DEMAND, npm: ['npm'] } }: EmbeddedOptions): Promise<PostgresVersions> {
  const place = join(folder.path, 'binaries');
  return PostgresVersions.open({ installed: binaries, source, reachable: (found) => reachableBinaries(found, folder.account, place) });
}

function portBook(): PortBook {
  const taken = new Set<number>();
  return {
    async take() {
      const port = await chooseFreePort(taken);
      taken.add(port);
      return port;
    },
    note: (port) => taken.add(port),
    giveBack: (port) => taken.delete(port),
  };
}
