import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '../../../api/domain/database.ts';
import { connect, connectInstance, create, get, query, until, untilAvailable } from '../../support/embedded-site.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const { site } = await siteOfTests();
await create(site, 'orders');
await untilAvailable(site, 'orders');

const accessOf = ({ status }: Database) => status.conditions.find(({ type }) => type === 'TenantAccess');

const reset = () => site.transaction((tx) => site.backend.resetCredentials(tx, get(site, 'orders')));

/** What a tenant can do to themselves by SQL, and what the status then says of it. */
const LOCK_OUTS: readonly { sql: string; says: RegExp; refuses?: RegExp }[] = [
  { sql: `ALTER ROLE app PASSWORD 'another'`, says: /password of "app" was changed by SQL/, refuses: /password authentication failed/ },
  {
    sql: `SET password_encryption = 'md5'; ALTER ROLE app PASSWORD 'another'`,
    says: /password/,
    refuses: /password authentication failed/,
  },
  { sql: 'ALTER ROLE app PASSWORD NULL', says: /password/, refuses: /password authentication failed/ },
  { sql: 'ALTER DATABASE app CONNECTION LIMIT 0', says: /CONNECTION LIMIT 0/, refuses: /too many connections for database/ },
  { sql: 'REVOKE CONNECT ON DATABASE app FROM app', says: /right to connect/, refuses: /permission denied for database/ },
  { sql: `ALTER ROLE app SET local_preload_libraries = 'missing'`, says: /local_preload_libraries/, refuses: /could not access file/ },
  { sql: `ALTER DATABASE app SET local_preload_libraries = 'missing'`, says: /local_preload_libraries/, refuses: /could not access file/ },
];

for (const { sql, says, refuses } of LOCK_OUTS) {
  test(`after ${sql} the status says so, and a reset of the credentials lets the tenant in again`, async () => {
    await query(site, 'orders', sql);
    const locked = await until(site, 'orders', (database) => accessOf(database)?.status === 'False');
    assert.equal(locked.status.state, 'degraded');
    assert.match(locked.status.reason ?? '', says);
    assert.match(accessOf(locked)?.message ?? '', /credentials\/reset/);
    if (refuses) await assert.rejects(connect(site, 'orders'), refuses);
    await reset();
    const open = await untilAvailable(site, 'orders');
    assert.equal(accessOf(open)?.status, 'True');
    assert.deepEqual(await query(site, 'orders', 'SELECT 1 AS one'), [{ one: 1 }]);
  });
}

test('what only a superuser can have done is seen and undone as well', async () => {
  const superuser = await connectInstance(site, get(site, 'orders').id, 1);
  const others = ['ALTER ROLE app NOLOGIN', 'ALTER ROLE app CONNECTION LIMIT 0', `ALTER ROLE app VALID UNTIL '2020-01-01'`];
  for (const sql of others) {
    await superuser.query(sql);
    await until(site, 'orders', (database) => accessOf(database)?.status === 'False');
    await reset();
    await untilAvailable(site, 'orders');
    assert.deepEqual(await query(site, 'orders', 'SELECT 1 AS one'), [{ one: 1 }]);
  }
  await superuser.end();
});

test('a reset gives a new password, ends the old one, and leaves data and open sessions as they are', async () => {
  const open = await connect(site, 'orders');
  await open.query('CREATE TABLE kept AS SELECT 1 AS id');
  const before = await site.backend.credentials(get(site, 'orders'));
  const updating = await reset();
  assert.equal(updating.status.state, 'updating');
  assert.match(updating.status.reason ?? '', /password/);
  await untilAvailable(site, 'orders');
  const now = await site.backend.credentials(get(site, 'orders'));
  assert.notEqual(now.password, before.password);
  assert.deepEqual(await query(site, 'orders', 'SELECT id FROM kept'), [{ id: 1 }]);
  assert.equal((await open.query('SELECT 1')).rowCount, 1);
  await open.end();
});

test('a reset that is asked for again before it is done changes the password once', async () => {
  const [one, other] = [await reset(), await reset()];
  assert.equal(other.revision, one.revision);
  const { password } = await site.backend.credentials(other);
  await untilAvailable(site, 'orders');
  assert.equal((await site.backend.credentials(get(site, 'orders'))).password, password);
  assert.deepEqual(await query(site, 'orders', 'SELECT 1 AS one'), [{ one: 1 }]);
});

test('a limit on connections that leaves some is the choice of the tenant', async () => {
  await query(site, 'orders', 'ALTER DATABASE app CONNECTION LIMIT 5');
  await reset();
  await untilAvailable(site, 'orders');
  await query(site, 'orders', 'ALTER DATABASE app CONNECTION LIMIT 3');
  await site.transaction((tx) =>
    site.backend.update(tx, get(site, 'orders'), { ...get(site, 'orders').spec, parameters: { work_mem: '8MB' } }),
  );
  const settled = await untilAvailable(site, 'orders');
  assert.equal(accessOf(settled)?.status, 'True');
});

test('settings that a session on a replica may not have keep the platform from none of its servers', async () => {
  const parameters = {
    default_transaction_isolation: 'serializable',
    idle_in_transaction_session_timeout: '1ms',
    statement_timeout: '1ms',
  };
  await create(site, 'strict', { instances: 2, parameters });
  const { status } = await untilAvailable(site, 'strict');
  assert.equal(status.readyInstances, 2);
});
