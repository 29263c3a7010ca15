import { mkdir } from 'node:fs/promises';
import type { DatabaseContext } from '../context.ts';
import { SUPERUSER } from '../instance-settings.ts';
import { giveTo } from '../postgres/account.ts';
import { createCluster } from '../postgres/cluster.ts';
import { passwordOf } from '../site.ts';
import { writeConfiguration } from './configure.ts';

/** Makes the files of the first server, whole or not at all. */
export async function initialise(context: DatabaseContext, signal: AbortSignal): Promise<void> {
  const { record, site } = context;
  const { account } = site.folder;
  await mkdir(context.folder, { recursive: true, mode: 0o700 });
  await giveTo(account, context.folder);
  await createCluster({
    folder: context.instance(record.primary).server.folder,
    binaries: context.binaries,
    account,
    superuser: SUPERUSER,
    password: passwordOf(site, record.id, 'superuser'),
    durable: site.durable,
    signal,
    finish: async (folder) => {
      await writeConfiguration(context, record.primary, { folder });
    },
  });
}
