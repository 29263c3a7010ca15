import assert from 'node:assert/strict';
import { ordinalOf, postmasterOf, startSite } from '../support/embedded-site.ts';
import { temporaryDataFolder } from '../support/state-server.ts';
import { backendContract } from './backend-suite.ts';

backendContract('embedded', async () => {
  const place = await temporaryDataFolder();
  const site = await startSite(place.folder);
  return {
    backend: site.backend,
    transaction: site.transaction,
    async crashPrimary({ id, status }) {
      const found = await postmasterOf(site, id, ordinalOf(status.primary ?? ''));
      process.kill(found?.pid ?? assert.fail('there is no primary to crash'), 'SIGKILL');
    },
    async stop() {
      await site.stop();
      await place.remove();
    },
  };
});
