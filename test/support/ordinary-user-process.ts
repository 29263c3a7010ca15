/** The life of a platform under an ordinary user: makes a database on the folder given, says how that went, and stops. */
import { openDataFolder } from '../../api/backends/embedded/data-folder.ts';
import { create, startSite, untilAvailable } from './embedded-site.ts';

const path = process.argv[2] ?? '';
const folder = await openDataFolder({ path, repository: path });
const site = await startSite(folder);
await create(site, 'orders', { instances: 2 });
const { status } = await untilAvailable(site, 'orders');
await site.stop();
await folder.release();
console.log(JSON.stringify({ state: status.state, uid: process.getuid?.() }));
