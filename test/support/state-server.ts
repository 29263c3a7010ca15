import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFolder, openDataFolder } from '../../api/backends/embedded/data-folder.ts';
import { findBinaries } from '../../api/backends/embedded/postgres/binaries.ts';
import { type StateServer, startStateServer } from '../../api/backends/embedded/state-server.ts';

export interface TestFolder {
  readonly folder: DataFolder;
  /** Removes it; everything that runs on it must have been stopped. */
  remove(): Promise<void>;
}

/** A data folder of its own, in the system's place for temporary files. */
export async function temporaryDataFolder(): Promise<TestFolder> {
  const parent = await mkdtemp(join(tmpdir(), 'postgres-paas-'));
  await chmod(parent, 0o711);
  const folder = await openDataFolder({ path: join(parent, 'data'), repository: parent });
  return {
    folder,
    async remove() {
      await folder.release();
      await rm(parent, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A control plane's PostgreSQL in a folder of its own, quick because it does not wait for the disk. `stop` removes it. */
export async function temporaryStateServer(): Promise<StateServer> {
  const { folder, remove } = await temporaryDataFolder();
  const server = await startStateServer({ folder, binaries: await findBinaries(), durable: false });
  return {
    connection: server.connection,
    async stop() {
      await server.stop();
      await remove();
    },
  };
}
