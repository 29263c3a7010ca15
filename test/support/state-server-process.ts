/** A platform reduced to its state server, to be killed by a test: runs on the folder given, prints how to connect. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresAccount } from '../../api/backends/embedded/postgres/account.ts';
import { findBinaries } from '../../api/backends/embedded/postgres/binaries.ts';
import { ensureSocketFolder } from '../../api/backends/embedded/postgres/socket-folder.ts';
import { startStateServer } from '../../api/backends/embedded/state-server.ts';

const path = process.argv[2] ?? '';
const account = await postgresAccount();
const sockets = await ensureSocketFolder(path, account);
const folder = { path, account, sockets, secret: await readFile(join(path, 'secret')), release: async () => undefined };
const { connection } = await startStateServer({ folder, binaries: await findBinaries(), durable: false });
console.log(JSON.stringify(connection));
