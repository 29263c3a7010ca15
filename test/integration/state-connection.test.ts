/** The control plane's way to a PostgreSQL that others run. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { stateConnection } from '../../api/state-connection.ts';
import { type SqlStore, sqlStore } from '../../api/store/sql-store.ts';
import { type TestStateServer, temporaryStateServer } from '../support/state-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'postgres-paas-state-connection-'));
const [urlFile, caFile] = [join(folder, 'uri'), join(folder, 'ca.crt')];
let server: TestStateServer;
let owner: SqlStore;
before(async () => {
  server = await temporaryStateServer();
  owner = sqlStore(server.connection, () => undefined);
});
after(async () => {
  await owner.end();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const source = (stateUrl: string) => ({ stateUrl, stateUrlFile: undefined, stateCaFile: undefined });

test('a URL is taken apart, with what is escaped in it', () => {
  const connection = stateConnection(source('postgresql://us%40er:p%2Fw@db.example.org/pa%20as'));
  assert.deepEqual(connection, { host: 'db.example.org', port: 5432, user: 'us@er', password: 'p/w', database: 'pa as' });
});

test('a password that changes in its file is used by the next connection', async () => {
  const { host, port, database } = server.connection;
  const urlOf = (password: string) => `postgresql://rotated:${password}@${encodeURIComponent(host)}:${port}/${database}`;
  await owner.query("create role rotated login password 'before'");
  writeFileSync(urlFile, urlOf('before'));
  const connect = () => sqlStore(stateConnection({ ...source(urlOf('before')), stateUrlFile: urlFile }), () => undefined);
  const store = connect();
  assert.deepEqual(await store.query('select current_user'), [{ current_user: 'rotated' }]);

  await owner.query("alter role rotated password 'after'");
  await owner.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rotated'");
  const stale = connect();
  // control: the old password must not be taken
  await assert.rejects(stale.query('select 1'), (error: Error) => /password authentication failed/.test(String(error.cause ?? error)));
  await stale.end();
  writeFileSync(urlFile, `${urlOf('after')}\n`);
  assert.deepEqual(await store.query('select current_user'), [{ current_user: 'rotated' }]);
  await store.end();
});

test('an authority is read anew for each connection, and the server must be vouched for', async () => {
  writeFileSync(caFile, 'first');
  const { ssl } = stateConnection({ ...source('postgresql://a:b@127.0.0.1/c'), stateCaFile: caFile });
  assert.equal(ssl?.ca, 'first');
  assert.equal(ssl.rejectUnauthorized, true);
  writeFileSync(caFile, 'second');
  assert.equal(ssl.ca, 'second');
});
