import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFolder, openDataFolder } from '../../api/backends/embedded/data-folder.ts';
import { findBinaries } from '../../api/backends/embedded/postgres/binaries.ts';
import { type StateServer, startStateServer } from '../../api/backends/embedded/state-server.ts';

export interface TestPlace {
  readonly path: string;
  /** Removes it; everything that runs in it must have been stopped. */
  remove(): Promise<void>;
}

/** A place for a data folder, in the system's place for temporary files, that PostgreSQL can enter whoever it runs as. */
export async function temporaryPlace(): Promise<TestPlace> {
  const parent = await mkdtemp(join(tmpdir(), 'postgres-paas-'));
  await chmod(parent, 0o711);
  return { path: join(parent, 'data'), remove: () => rm(parent, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface TestFolder {
  readonly folder: DataFolder;
  remove(): Promise<void>;
}

/** A data folder of its own. */
export async function temporaryDataFolder(): Promise<TestFolder> {
  const place = await temporaryPlace();
  const folder = await openDataFolder({ path: place.path, repository: place.path });
  return {
    folder,
    async remove() {
      await folder.release();
      await place.remove();
    },
  };
}

export interface TestStateServer extends StateServer {
  /** Away, until `resume`. */
  pause(): Promise<void>;
  /** Back, with all it knew, at the same address. */
  resume(): Promise<void>;
}

/** A control plane's PostgreSQL in a folder of its own, quick because it does not wait for the disk. `stop` removes it. */
export async function temporaryStateServer(): Promise<TestStateServer> {
  const { folder, remove } = await temporaryDataFolder();
  const start = async () => startStateServer({ folder, binaries: await findBinaries(), durable: false });
  let server = await start();
  return {
    connection: server.connection,
    pause: () => server.stop(),
    async resume() {
      server = await start();
    },
    async stop() {
      await server.stop();
      await remove();
    },
  };
}
