import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '../../../api/domain/database.ts';
import {
  change,
  connect,
  connectInstance,
  create,
  get,
  ordinalOf,
  postmasterOf,
  query,
  until,
  untilAvailable,
} from '../../support/embedded-site.ts';
import { writeRows } from '../../support/row-writer.ts';
import { siteOfTests } from '../../support/site-of-tests.ts';

const { site } = await siteOfTests();

/** Sends a signal to the postmaster of an instance; the primary's by default. */
async function hit(name: string, signal: NodeJS.Signals, ordinal?: number): Promise<Database> {
  const before = get(site, name);
  const target = ordinal ?? ordinalOf(before.status.primary ?? '');
  const found = await postmasterOf(site, before.id, target);
  assert.ok(found, `instance ${target} runs`);
  process.kill(found.pid, signal);
  return before;
}

const untilOther = (name: string, before: Database) =>
  until(site, name, ({ status }) => status.primary !== null && status.primary !== before.status.primary);

test('when the primary dies a replica takes over, the database says so, and the old primary comes back as a replica', async () => {
  await create(site, 'orders', { instances: 3 });
  await untilAvailable(site, 'orders');
  await query(site, 'orders', 'CREATE TABLE item AS SELECT 1 AS id');
  const states: string[] = [];
  const watching = new AbortController();
  const watched = (async () => {
    for await (const event of site.backend.watch(watching.signal)) {
      if (event.kind === 'changed' && states.at(-1) !== event.database.status.state) states.push(event.database.status.state);
    }
  })();
  const before = await hit('orders', 'SIGKILL');
  await untilOther('orders', before);
  const healed = await untilAvailable(site, 'orders');
  watching.abort();
  await watched;
  assert.deepEqual(states, ['available', 'failing_over', 'degraded', 'available']);
  assert.deepEqual(
    healed.status.instances.map(({ name, role }) => `${name === before.status.primary ? 'old' : 'other'} ${role}`).toSorted(),
    ['old replica', 'other primary', 'other replica'],
  );
  assert.deepEqual(await query(site, 'orders', 'SELECT id FROM item'), [{ id: 1 }]);
});

test('a client that connects during a failover waits and is served by the new primary', async () => {
  const before = await hit('orders', 'SIGKILL');
  const [row] = await query(site, 'orders', 'SELECT pg_is_in_recovery() AS replica');
  assert.deepEqual(row, { replica: false });
  await untilOther('orders', before);
  await untilAvailable(site, 'orders');
});

test('connections to a dead primary are cut, not left hanging', async () => {
  const client = await connect(site, 'orders');
  const cut = new Promise((resolve) => client.once('end', resolve));
  const before = await hit('orders', 'SIGKILL');
  await cut;
  await untilOther('orders', before);
  await untilAvailable(site, 'orders');
});

test('a primary that hangs is replaced, and cannot write when it is woken up', async () => {
  const before = await hit('orders', 'SIGSTOP');
  const old = await postmasterOf(site, before.id, ordinalOf(before.status.primary ?? ''));
  await untilOther('orders', before);
  assert.throws(() => process.kill(old?.pid ?? 0, 'SIGCONT'), /ESRCH/);
  await untilAvailable(site, 'orders');
});

test('a replica that dies is started again, without a new copy and without a word about a failover', async () => {
  const { status } = get(site, 'orders');
  const replica = status.instances.find(({ role }) => role === 'replica')?.name ?? '';
  const before = await hit('orders', 'SIGKILL', ordinalOf(replica));
  await until(site, 'orders', ({ status: { state } }) => state === 'degraded');
  const healed = await untilAvailable(site, 'orders');
  assert.equal(healed.status.primary, before.status.primary);
});

test('a lone primary is started again where it lies, with every row', async () => {
  await create(site, 'lone');
  await untilAvailable(site, 'lone');
  await query(site, 'lone', 'CREATE TABLE item AS SELECT 1 AS id');
  const before = await hit('lone', 'SIGKILL');
  await until(site, 'lone', ({ status }) => status.state === 'degraded');
  const healed = await untilAvailable(site, 'lone');
  assert.equal(healed.status.primary, before.status.primary);
  assert.deepEqual(await query(site, 'lone', 'SELECT id FROM item'), [{ id: 1 }]);
});

test('with synchronous replication no acknowledged row is lost over five kills of the primary', async () => {
  await create(site, 'ledger', { instances: 3, synchronous: true });
  await untilAvailable(site, 'ledger');
  const writer = await writeRows(site, 'ledger');
  for (let kill = 0; kill < 5; kill++) {
    await writer.more(20);
    await hit('ledger', kill === 4 ? 'SIGQUIT' : 'SIGKILL');
    await until(site, 'ledger', ({ status }) => status.state !== 'available');
    await untilAvailable(site, 'ledger');
  }
  const acknowledged = await writer.stop();
  assert.ok(acknowledged.length >= 100, `${acknowledged.length} rows were acknowledged`);
  assert.deepEqual(await writer.lost(), []);
});

test('switching synchronous replication off and on is settled by what the primary waits for', async () => {
  const waitsFor = async () => (await query(site, 'ledger', 'SHOW synchronous_standby_names'))[0]?.synchronous_standby_names;
  assert.match(String(await waitsFor()), /^ANY 1 \(replica_\d+, replica_\d+\)$/);
  await change(site, 'ledger', { synchronous: false });
  await untilAvailable(site, 'ledger');
  assert.equal(await waitsFor(), '');
  await change(site, 'ledger', { synchronous: true });
  await untilAvailable(site, 'ledger');
  assert.match(String(await waitsFor()), /^ANY 1 /);
});

test('rows acknowledged while commits waited for a replica outlive a kill in the middle of the end of that rule', async () => {
  for (const [round, pauseLooks] of [0, 20, 40, 60].entries()) {
    const name = `rule-${round}`;
    await create(site, name, { instances: 3, synchronous: true });
    await untilAvailable(site, name);
    const writer = await writeRows(site, name);
    await writer.more(30);
    const { primary } = get(site, name).status;
    await change(site, name, { instances: 1, synchronous: false });
    // what was acknowledged up to here was acknowledged under the old rule
    const promised = writer.acknowledged.length;
    for (let look = 0; look < pauseLooks; look++) await query(site, 'lone', 'SELECT 1');
    await hit(name, 'SIGKILL', ordinalOf(primary ?? ''));
    await until(site, name, ({ status, spec }) => status.state === 'available' && spec.instances === 1 && status.instances.length === 1);
    await writer.stop();
    const lost = new Set(await writer.lost());
    assert.deepEqual(
      writer.acknowledged.slice(0, promised).filter((id) => lost.has(id)),
      [],
      `round ${round}`,
    );
  }
});

test('more clients than there are seats, again and again, cut no session and change no state', async () => {
  await create(site, 'crowded', { instances: 2, parameters: { max_connections: '20' } });
  await untilAvailable(site, 'crowded');
  const states = new Set<string>();
  const watching = new AbortController();
  const watched = (async () => {
    for await (const event of site.backend.watch(watching.signal))
      if (event.kind === 'changed' && event.database.name === 'crowded') states.add(event.database.status.state);
  })();
  const inside = await connect(site, 'crowded');
  let isCut = false;
  inside.once('end', () => {
    isCut = true;
  });
  let refused = 0;
  const crowd = Array.from({ length: 60 }, async () => {
    for (let attempt = 0; attempt < 15; attempt++) {
      const client = await connect(site, 'crowded').catch((error: { code?: string }) => {
        if (error.code === '53300') refused++;
      });
      await client?.query('SELECT pg_sleep(0.3)').catch(() => undefined);
      await client?.end();
    }
  });
  await Promise.all(crowd);
  assert.ok(refused > 0, 'some were refused for want of a seat');
  assert.equal(isCut, false);
  assert.deepEqual((await inside.query('SELECT 1 AS one')).rows, [{ one: 1 }]);
  await inside.end();
  watching.abort();
  await watched;
  assert.deepEqual([...states], ['available']);
});

test('a replica that has parted from its primary is copied anew', async () => {
  const { id, status } = get(site, 'orders');
  const replica = ordinalOf(status.instances.find(({ role }) => role === 'replica')?.name ?? '');
  const session = await connectInstance(site, id, replica);
  await session.query('SELECT pg_promote()');
  await session.end();
  await until(site, 'orders', ({ status: { state } }) => state === 'degraded');
  await untilAvailable(site, 'orders');
  assert.equal(get(site, 'orders').status.primary, status.primary);
});
