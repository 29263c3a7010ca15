import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { entryOfLine } from '../../../api/backends/cnpg/log-record.ts';
import { sinceTimeOf, stampedLine } from '../../../api/backends/cnpg/log-stamp.ts';
import { PodLogs } from '../../../api/backends/cnpg/pod-logs.ts';
import { ChangeFeed } from '../../../api/backends/shared/change-feed.ts';
import { type Database, SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import type { DomainError } from '../../../api/domain/errors.ts';
import type { LogEntry, LogQuery } from '../../../api/domain/server-log.ts';
import { eventually } from '../../support/eventually.ts';
import { fakeKubernetes } from '../../support/fake-kubernetes.ts';
import { databaseOf } from '../../support/memory-backend.ts';

const server = await fakeKubernetes();
const client = kubernetesClient(server.connection);
after(() => server.stop());

const PODS = '/api/v1/namespaces/pg-shop/pods';
const pathOf = (pod: string) => `${PODS}/${pod}`;
const create = (path: string, name: string) => client.request({ method: 'POST', path, body: { metadata: { name } } });
await create('/api/v1/namespaces', 'pg-shop');
await create('/apis/rbac.authorization.k8s.io/v1/namespaces/pg-shop/rolebindings', 'postgres-paas-tenant');

const clock = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms);
/** As CloudNativePG 1.30 writes it. */
const record = (ms: number, fields: Record<string, string> = {}) =>
  JSON.stringify({
    ...{ level: 'info', ts: clock(ms).toISOString(), logger: 'postgres', msg: 'record', logging_pod: 'x' },
    record: {
      log_time: clock(ms).toISOString().replace('T', ' ').replace('Z', ' UTC'),
      ...{ process_id: '41', error_severity: 'LOG', sql_state_code: '00000', message: `at ${ms}`, backend_type: 'checkpointer' },
      ...fields,
    },
  });
const MANAGER = JSON.stringify({ level: 'info', ts: '2026-01-01T00:00:00Z', logger: 'instance-manager', msg: 'not for tenants' });

describe('a line of an instance’s container', () => {
  test('is an entry when PostgreSQL has logged it', () => {
    const session = { user_name: 'app', database_name: 'app', error_severity: 'ERROR', sql_state_code: '42P01' };
    const line = record(5, { ...session, detail: 'a detail', hint: 'a hint', query: 'SELECT 1', context: 'no' });
    const texts = { message: 'at 5', detail: 'a detail', hint: 'a hint', statement: 'SELECT 1' };
    assert.deepEqual(entryOfLine('orders-1', line), {
      ...{ time: '2026-01-01T00:00:00.005Z', instance: 'orders-1', level: 'error', sqlState: '42P01', user: 'app', database: 'app' },
      ...{ processId: 41, ...texts },
    });
    assert.equal(entryOfLine('orders-1', record(5, { error_severity: 'DEBUG3' }))?.level, 'debug');
  });

  test('has the time of the instance manager when PostgreSQL writes another zone', () => {
    assert.equal(entryOfLine('x-1', record(5, { log_time: '2026-01-01 02:00:00.005 EET' }))?.time, clock(5).toISOString());
  });

  test('is none when something else has written it, or it is no JSON', () => {
    for (const line of [MANAGER, 'no JSON', '', 'null', '{"logger":"postgres"}', '{"logger":"pgaudit","record":{"error_severity":"LOG"}}'])
      assert.equal(entryOfLine('x-1', line), undefined);
  });

  test('of the platform’s and the operator’s sessions shows no statement', () => {
    for (const user of ['postgres', 'streaming_replica', 'cnpg_pooler_pgbouncer'])
      assert.equal(entryOfLine('x-1', record(0, { user_name: user, query: 'canary' }))?.statement, undefined);
  });
});

test('a time of the container runtime is read to the nanosecond, in whatever zone', () => {
  const { stamp, text } = stampedLine('2026-01-01T01:00:00.123456789+01:00 a b') ?? assert.fail();
  assert.equal(stamp, BigInt(clock(0).getTime()) * 1_000_000n + 123_456_789n);
  assert.equal(text, 'a b');
  assert.equal(sinceTimeOf(stamp), '2026-01-01T00:00:00Z');
  assert.equal(stampedLine('no time'), undefined);
});

const feed = new ChangeFeed();
let orders: Database;
const reported: unknown[] = [];
const logs = new PodLogs({
  client,
  watch: (signal) => feed.follow(() => [{ kind: 'changed', database: orders }, { kind: 'synced' }], signal),
  report: (error) => reported.push(error),
});

let count = 0;
/** A database of its own for each test, with pods that have not logged. */
async function begin(...ordinals: readonly number[]): Promise<void> {
  orders = withInstances(databaseOf({ project: 'shop', name: `db${++count}` }, SPEC_DEFAULTS, count), ordinals);
  for (const ordinal of ordinals) await create(PODS, podOf(ordinal));
}
const podOf = (ordinal: number) => `${orders.name}-${ordinal}`;
const withInstances = (database: Database, ordinals: readonly number[]): Database => ({
  ...database,
  status: {
    ...database.status,
    instances: ordinals.map((ordinal) => ({ name: `${database.name}-${ordinal}`, role: 'replica', state: 'running', lagBytes: null })),
  },
});
const log = (ordinal: number, ms: number, fields?: Record<string, string>) =>
  server.podLogs.write(pathOf(podOf(ordinal)), record(ms, fields), clock(ms));
const messages = (entries: readonly LogEntry[]) => entries.map(({ message }) => message);
const read = async (query: Partial<LogQuery> = {}) => messages(await logs.read(orders, { limit: 100, ...query }));

describe('reading', () => {
  beforeEach(() => begin(1, 2));

  test('merges the pods by time and gives the newest that fit', async () => {
    for (const ms of [0, 2, 4]) log(1, ms);
    for (const ms of [1, 3, 5]) log(2, ms);
    assert.deepEqual(await read({ limit: 4 }), ['at 2', 'at 3', 'at 4', 'at 5']);
    assert.deepEqual(await read({ instance: podOf(2) }), ['at 1', 'at 3', 'at 5']);
    assert.deepEqual(await read({ since: clock(4).toISOString() }), ['at 4', 'at 5']);
    assert.deepEqual(await read({ text: 'AT 3' }), ['at 3']);
  });

  test('looks further back when what fits is rare', async () => {
    log(1, 0, { message: 'rare' });
    for (let ms = 1; ms <= 2500; ms++) server.podLogs.write(pathOf(podOf(1)), MANAGER, clock(ms));
    assert.deepEqual(await read(), ['rare']);
  });

  test('of pods that have not started, or are gone, gives nothing', async () => {
    assert.deepEqual(await read(), []);
    orders = withInstances(orders, [7]);
    assert.deepEqual(await read(), []);
  });

  test('without the right to it is refused with what to do', async () => {
    await create('/api/v1/namespaces', 'pg-elsewhere');
    await assert.rejects(
      logs.read({ ...orders, project: 'elsewhere' }, { limit: 1 }),
      (error: DomainError) => error.code === 'unavailable' && /postgres-paas-tenant/.test(error.message),
    );
  });
});

describe('following', () => {
  async function follow(query: Partial<LogQuery> = {}) {
    const ended = new AbortController();
    const parts = logs.follow(orders, { limit: 100, ...query }, ended.signal)[Symbol.asyncIterator]();
    const first = messages((await parts.next()).value ?? []);
    const seen: string[] = [];
    return {
      first,
      async until(length: number) {
        while (seen.length < length) seen.push(...messages((await parts.next()).value ?? assert.fail('It ended.')));
        return seen;
      },
      /** Once a part is asked for and the pod is followed. */
      async whenFollowing(ordinal: number, action: () => void) {
        const next = parts.next();
        await eventually(() => assert.equal(server.podLogs.following(pathOf(podOf(ordinal))), 1));
        action();
        seen.push(...messages((await next).value ?? assert.fail('It ended.')));
      },
      async end() {
        const next = parts.next();
        ended.abort();
        assert.equal((await next).done, true);
        await eventually(() => assert.equal(server.podLogs.following(pathOf(podOf(1))), 0));
      },
    };
  }

  test('begins with the newest and goes on with what is logged, nothing lost and nothing twice', async () => {
    await begin(1);
    log(1, 0);
    log(1, 1, { message: 'last' });
    const following = await follow();
    assert.deepEqual(following.first, ['at 0', 'last']);
    log(1, 2, { message: 'between' });
    await following.whenFollowing(1, () => log(1, 3));
    assert.deepEqual(await following.until(2), ['between', 'at 3']);
    await following.end();
  });

  test('goes on after its connection has ended, also with a container that starts anew', async () => {
    await begin(1);
    log(1, 0);
    const following = await follow();
    await following.whenFollowing(1, () => log(1, 1));
    server.podLogs.end(pathOf(podOf(1)));
    log(1, 2);
    assert.deepEqual(await following.until(2), ['at 1', 'at 2']);
    await following.end();
  });

  test('tells of instances that come later, and no more of those that go', async () => {
    await begin(1);
    log(1, 0);
    const following = await follow();
    await following.whenFollowing(1, () => log(1, 1));
    await create(PODS, podOf(2));
    log(2, 5);
    orders = withInstances(orders, [2]);
    feed.publish({ kind: 'changed', database: orders });
    assert.deepEqual(await following.until(2), ['at 1', 'at 5']);
    await eventually(() => assert.equal(server.podLogs.following(pathOf(podOf(1))), 0));
    await following.end();
  });

  test('waits for a container that has not started', async () => {
    await begin(1);
    const following = await follow();
    assert.deepEqual(following.first, []);
    log(1, 1);
    assert.deepEqual(await following.until(1), ['at 1']);
    assert.deepEqual(reported, []);
    await following.end();
  });
});
