import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSession } from '../../api/backends/embedded/postgres/session.ts';
import { sqlStore } from '../../api/store/sql-store.ts';

const PASSWORD = 'a-secret-that-nobody-may-see';
/** What a server may ask for, by its code in the protocol ("Message Formats", Authentication…), with a salt for MD5. */
const REQUESTS = { 'the password in clear text': [0, 0, 0, 8, 0, 0, 0, 3], 'an MD5 hash of it': [0, 0, 0, 12, 0, 0, 0, 5, 1, 2, 3, 4] };

type Ask = (folder: string) => Promise<unknown>;
const target = { port: 5432, user: 'paas', password: PASSWORD, database: 'paas' };
const CLIENTS: Readonly<Record<string, Ask>> = {
  'a session on a database server': (sockets) => openSession({ ...target, sockets }),
  'the store': async (host) => {
    const store = sqlStore({ ...target, host }, () => undefined);
    return store.query('select 1').finally(() => store.end());
  },
};

for (const [what, request] of Object.entries(REQUESTS))
  for (const [who, ask] of Object.entries(CLIENTS))
    test(`${who} does not give a stranger ${what}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'stranger-'));
      const heard: Buffer[] = [];
      const closed = Promise.withResolvers<void>();
      const stranger = createServer((socket) => {
        socket.on('error', () => undefined).once('close', () => closed.resolve());
        socket.on('data', (chunk) => heard.push(chunk));
        socket.once('data', () => socket.write(Buffer.from([0x52, ...request])));
      }).listen(join(folder, '.s.PGSQL.5432'));
      await once(stranger, 'listening');
      await assert.rejects(ask(folder), (error: Error) => /instead of SCRAM-SHA-256/.test(String(error.cause ?? error)));
      await closed.promise;
      assert.equal(heard.length, 1, 'the startup packet and nothing else');
      stranger.close();
      await rm(folder, { recursive: true });
    });
