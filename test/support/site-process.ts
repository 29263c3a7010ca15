/**
 * An embedded backend in a process of its own, to be killed by a test. Does what its parent asks for, answers when that is
 * recorded, and tells every step that its loops have taken.
 */
import { openDataFolder } from '../../api/backends/embedded/data-folder.ts';
import { change, create, remove, startSite } from './embedded-site.ts';
import type { SiteRequest } from './killable-site.ts';

const path = process.argv[2] ?? '';
const say = (message: string) => process.send?.(message);
const site = await startSite(await openDataFolder({ path, repository: path }), {
  reconciled: (step, _seconds, _failed, database) => say(`after ${step} of ${database}`),
});

process.on('message', async (request: SiteRequest) => {
  if (request.do === 'create') await create(site, request.name, request.spec);
  if (request.do === 'change') await change(site, request.name, request.spec ?? {});
  if (request.do === 'remove') await remove(site, request.name);
  say('accepted');
});
say('ready');
