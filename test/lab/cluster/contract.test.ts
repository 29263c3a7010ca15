import { join } from 'node:path';
import { CnpgBackend } from '../../../api/backends/cnpg/backend.ts';
import { readPlatformFile } from '../../../api/platform-file.ts';
import { sqlStore } from '../../../api/store/sql-store.ts';
import { backendContract } from '../../contract/backend-suite.ts';
import { temporaryStateServer } from '../../support/state-server.ts';
import { clusterOfContract } from './lab.ts';

backendContract('cnpg', async () => {
  const cluster = await clusterOfContract();
  const state = await temporaryStateServer();
  const store = sqlStore(state.connection, () => undefined);
  const stopping = new AbortController();
  const settings = readPlatformFile(join(import.meta.dirname, 'platform.json'));
  const backend = new CnpgBackend({ ...settings, client: cluster.client, report: () => undefined });
  const following = backend.run(stopping.signal);
  return {
    backend,
    transaction: (action) => store.transaction(action),
    async crashPrimary({ project, status }) {
      await cluster.kubectl('-n', `pg-${project}`, 'delete', 'pod', status.primary ?? '', '--grace-period=0', '--force', '--wait=false');
    },
    async stop() {
      stopping.abort();
      await following;
      await store.end();
      await state.stop();
    },
  };
});
