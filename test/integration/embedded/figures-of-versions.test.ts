/** Figures that the platform relies on, asked of every PostgreSQL version that can be run here. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type Binaries, findBinaries, reachableBinaries } from '../../../api/backends/embedded/postgres/binaries.ts';
import { createCluster } from '../../../api/backends/embedded/postgres/cluster.ts';
import { readControlFile } from '../../../api/backends/embedded/postgres/control-file.ts';
import { startPostmaster } from '../../../api/backends/embedded/postgres/postmaster.ts';
import { stopPostmaster } from '../../../api/backends/embedded/postgres/stop.ts';
import { sharedMemoryOf } from '../../../api/domain/shared-memory.ts';
import { type TestFolder, temporaryDataFolder } from '../../support/state-server.ts';

const run = promisify(execFile);
const MiB = 1024 ** 2;
const installed = await findBinaries();

const SETTINGS: readonly Record<string, string>[] = [
  { max_connections: '20', max_worker_processes: '8', max_locks_per_transaction: '10' },
  { max_connections: '50', max_worker_processes: '8' },
  { max_connections: '1000', max_worker_processes: '8' },
  { max_connections: '1000', max_worker_processes: '64' },
  { max_connections: '1000', max_worker_processes: '8', max_locks_per_transaction: '1024' },
  { max_connections: '50', max_worker_processes: '8', max_locks_per_transaction: '1024' },
  { max_connections: '50', max_worker_processes: '8', max_prepared_transactions: '1000' },
  { max_connections: '1000', max_worker_processes: '8', max_prepared_transactions: '1000' },
  { max_connections: '50', max_worker_processes: '8', track_activity_query_size: '1MB' },
  {
    max_connections: '1000',
    max_worker_processes: '64',
    max_locks_per_transaction: '1024',
    max_prepared_transactions: '1000',
    track_activity_query_size: '1MB',
  },
];
/** What every server has here beside them; the buffers are counted apart. */
const FIXED = { shared_buffers: '16MB', max_wal_senders: '10', max_replication_slots: '10' };

for (const major of [18, 17, 16, 15]) {
  const skip = installed.has(major) ? false : `PostgreSQL ${major} is not installed: npm run postgres -- ${major}`;
  describe(`PostgreSQL ${major}`, { skip }, () => {
    let place: TestFolder;
    let binaries: Binaries;
    let folder: string;
    before(async () => {
      place = await temporaryDataFolder();
      const found = installed.get(major);
      assert.ok(found);
      binaries = await reachableBinaries(found, place.folder.account, join(place.folder.path, 'binaries'));
      folder = join(place.folder.path, 'server');
      await createCluster({ folder, binaries, account: place.folder.account, superuser: 'postgres', password: 'x', durable: false });
    });
    after(() => place?.remove());

    for (const settings of SETTINGS)
      test(`takes no more shared memory than is estimated for ${JSON.stringify(settings)}, nor far less`, async () => {
        const given = Object.entries({ ...FIXED, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
        const { stdout } = await run(join(binaries.bin, 'postgres'), ['-C', 'shared_memory_size', '-D', folder, ...given], {
          ...place.folder.account,
          cwd: folder,
        });
        const taken = Number(stdout) - 16;
        const estimate = sharedMemoryOf({ parameters: settings, version: major }) / MiB;
        assert.ok(estimate >= 0.97 * taken && estimate <= 1.25 * taken + 8, `${estimate.toFixed(1)} for ${taken} MiB`);
      });

    test('writes the settings that standbys compare with where they are read', async () => {
      const settings = {
        max_connections: '77',
        max_worker_processes: '13',
        max_prepared_transactions: '7',
        max_locks_per_transaction: '99',
      };
      const lines = Object.entries({
        ...settings,
        listen_addresses: "''",
        fsync: 'off',
        unix_socket_directories: `'${place.folder.sockets}'`,
      });
      await appendFile(join(folder, 'postgresql.conf'), lines.map(([name, value]) => `${name} = ${value}\n`).join(''));
      const server = {
        ...{ folder, binaries, major, clusterName: folder, account: place.folder.account },
        ...{ sockets: place.folder.sockets, port: 5432 },
      };
      await startPostmaster(server);
      assert.deepEqual(await readControlFile(folder), { isShutDown: false, settings });
      await stopPostmaster(server, { timeoutMs: 5000 });
      assert.deepEqual(await readControlFile(folder), { isShutDown: true, settings });
    });
  });
}

test('a folder without a control file says nothing', async () => assert.equal(await readControlFile('/nowhere'), undefined));
