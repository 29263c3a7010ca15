import type { DataFolder } from '../../api/backends/embedded/data-folder.ts';
import { findBinaries } from '../../api/backends/embedded/postgres/binaries.ts';
import { startEmbeddedBackend } from '../../api/backends/embedded/start.ts';
import { startStateServer } from '../../api/backends/embedded/state-server.ts';
import type { DatabaseBackend, Transaction } from '../../api/domain/ports.ts';
import { migrate } from '../../api/store/migrate.ts';
import { sqlStore } from '../../api/store/sql-store.ts';

/** An embedded backend with the store it writes to. */
export interface RunningSite {
  readonly backend: DatabaseBackend;
  readonly folder: DataFolder;
  transaction<Result>(action: (tx: Transaction) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}

export interface SiteOptions {
  readonly gibibyteBytes?: number;
}

/** Starts the embedded backend on a folder, without the rest of the platform. Nothing waits for the disk. */
export async function startSite(folder: DataFolder, options: SiteOptions = {}): Promise<RunningSite> {
  const binaries = await findBinaries();
  const state = await startStateServer({ folder, binaries, durable: false });
  const store = sqlStore(state.connection, () => undefined);
  await migrate(store);
  const log = { info: () => undefined, warn: () => undefined };
  const { backend, stop } = await startEmbeddedBackend({ folder, binaries, sql: store, log, durable: false, ...options });
  return {
    backend,
    folder,
    transaction: (action) => store.transaction(action),
    async stop() {
      await stop();
      await store.end();
      await state.stop();
    },
  };
}
