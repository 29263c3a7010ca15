import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { AuditEntryView, AuditPageView } from '../../api/contract/history.ts';
import type { AuditIntent } from '../../api/domain/audit.ts';
import { DomainError } from '../../api/domain/errors.ts';
import { sqlJournal } from '../../api/store/journal.ts';
import { temporaryControlPlane, USERS } from '../support/control-plane.ts';

const plane = await temporaryControlPlane();
after(() => plane.stop());
const admin = await plane.client();

async function entries(query: string, client = admin): Promise<readonly AuditEntryView[]> {
  return (await client.get<AuditPageView>(`/api/audit/logs?${query}`)).body.items;
}

describe('an entry and what it tells of', () => {
  const intent = (database: string): AuditIntent => ({
    actor: 'admin',
    action: 'database.update',
    project: 'default',
    database,
    requestId: 'request-1',
    source: '127.0.0.1',
  });
  const outcomes = async (database: string) => (await entries(`database=${database}`)).map(({ outcome }) => outcome);
  const written = async (token: string) => (await plane.store.query('select from revoked_tokens where token_id = $1', [token])).length;
  const write = "insert into revoked_tokens (token_id, expires_at) values ($1, now() + interval '1 hour')";
  const journal = () =>
    sqlJournal({ actions: plane.store, ends: plane.store, announce: () => undefined, report: (error) => assert.ifError(error) });

  test('are written together', async () => {
    await journal().record(intent('together'), (work) => work.query(write, ['together']));
    assert.deepEqual([await written('together'), await outcomes('together')], [1, ['success']]);
  });

  test('the entry says what was noted, and ends as the action does, with or without a query of it', async () => {
    const [change] = [{ path: '/instances', from: 1, to: 3 }];
    const noted = (database: string, { query, end }: { query: boolean; end: () => void }) =>
      journal().record(intent(database), async (work) => {
        work.note([change]);
        if (query) await work.query('select 1');
        assert.deepEqual(await outcomes(database), [], 'nothing is durable before the action has ended');
        end();
      });
    const refuse = () => {
      throw new DomainError('conflict', 'Not now.');
    };
    for (const query of [true, false]) {
      await noted(`noted-${query}`, { query, end: () => undefined });
      const [entry] = await entries(`database=noted-${query}`);
      assert.deepEqual([entry?.outcome, entry?.changes], ['success', [change]]);
      await assert.rejects(noted(`undone-${query}`, { query, end: refuse }), /Not now/);
      assert.deepEqual(await outcomes(`undone-${query}`), ['refused']);
    }
  });

  test('an entry that cannot be written undoes an action that went well, and that is reported', async () => {
    const reported: unknown[] = [];
    const journal = sqlJournal({
      ...{ actions: plane.store, ends: plane.store, announce: () => undefined },
      report: (error) => reported.push(error),
    });
    const cannotBeWritten = { ...intent('broken'), source: '\u0000' };
    const broken = journal.record(cannotBeWritten, async (work) => {
      await work.query(write, ['broken']);
      work.note([]);
    });
    await assert.rejects(broken, /invalid byte sequence/);
    assert.deepEqual([await written('broken'), await outcomes('broken'), reported.length], [0, [], 1]);
  });

  test('of a refusal: what was done is undone, the entry remains', async () => {
    const refused = journal().record(intent('undone'), async (work) => {
      await work.query(write, ['undone']);
      throw new DomainError('conflict', 'Not now.');
    });
    await assert.rejects(refused, /Not now/);
    assert.deepEqual([await written('undone'), await outcomes('undone')], [0, ['refused']]);
  });

  test('when the connection is killed between the two: neither is there, the failure is recorded, and we live on', async () => {
    const cut = journal().record(intent('cut'), async (work) => {
      await work.query(write, ['cut']);
      const [{ pid = 0 } = {}] = await work.query<{ pid: number }>('select pg_backend_pid() as pid');
      await plane.store.query('select pg_terminate_backend($1, 5000)', [pid]);
    });
    await assert.rejects(cut, (error) => error instanceof DomainError && error.code === 'unavailable');
    assert.deepEqual([await written('cut'), await outcomes('cut')], [0, ['failed']]);
    assert.equal((await admin.get('/livez')).status, 200);
  });
});

describe('GET /api/audit/logs', () => {
  test('finds by actor, action, project, database and time', async () => {
    const ada = await plane.client(USERS.ada);
    const since = new Date().toISOString();
    await ada.post('/api/databases', { name: 'searched', project: 'shop' });
    await ada.patch('/api/databases/searched?project=shop', { instances: 2 });
    assert.equal((await entries('actor=ada&database=searched')).length, 2);
    assert.equal((await entries('action=database.update&database=searched')).length, 1);
    assert.equal((await entries(`since=${since}&project=shop`)).length, 2);
    assert.equal((await entries(`until=${since}&database=searched`)).length, 0);
    assert.equal((await entries('actor=nobody')).length, 0);
    assert.ok((await entries('action=session.login&actor=ada')).length > 0);
    assert.equal((await entries('action=session.login', ada)).length, 0, 'logins are no business of a member');
  });

  test('takes a time with any offset, and none that the store does not know', async () => {
    for (const time of ['2026-01-01T00:00:00%2B23:59', '1900-01-01T00:00:00Z', '2199-12-31T23:59:59-23:59']) {
      assert.equal((await admin.get(`/api/audit/logs?since=${time}`)).status, 200, time);
    }
    for (const time of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', 'yesterday', '2026-02-30T00:00:00Z']) {
      assert.equal((await admin.get(`/api/audit/logs?since=${time}`)).status, 422, time);
    }
    assert.equal((await admin.get('/api/audit/logs?actor=%00')).status, 422);
  });

  test('pages through all once, newest first, while more is written', async () => {
    for (let count = 0; count < 12; count += 1) await admin.post('/api/databases', { name: 'paged' });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await admin.get<AuditPageView>(`/api/audit/logs?database=paged&limit=5${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor ?? '';
      if (cursor) await admin.post('/api/databases', { name: 'paged' });
    } while (cursor);
    assert.equal(seen.length, 12);
    assert.deepEqual(
      seen,
      seen.toSorted((one, other) => Number(other) - Number(one)),
    );
  });
});

test('every entry is one JSON line for a log collector as well', async () => {
  await admin.post('/api/databases', { name: 'lined' }, { 'x-request-id': 'request-lined' });
  const [entry] = await entries('database=lined');
  const line = plane.logged.find((text) => text.includes('"log":"audit"') && text.includes('request-lined')) ?? '';
  assert.deepEqual(JSON.parse(line), { log: 'audit', ...entry });
});

test('requests are counted and timed by method, route pattern and status, never by name', async () => {
  await admin.get('/api/databases/never-a-label');
  await admin.get('/nowhere/never-a-label');
  const { text } = await admin.get('/metrics');
  assert.match(text, /^api_requests_total\{method="GET",route="\/api\/databases\/:name",status="404"\} \d+$/m);
  assert.match(text, /^api_request_duration_seconds_bucket\{le="0.005",method="GET",route="\/api\/databases\/:name",status="404"\} \d+$/m);
  assert.match(text, /^api_requests_total\{method="GET",route="\(none\)",status="404"\} \d+$/m);
  assert.match(text, /^api_requests_in_flight\{method="GET"\} 1$/m);
  assert.match(text, /^databases\{state="creating"\} \d+$/m);
  assert.match(text, /^process_cpu_seconds_total /m);
  assert.doesNotMatch(text, /never-a-label/);
});

test('a login that is refused is counted', async () => {
  const failures = async () => Number(/^login_failures_total (\d+)$/m.exec((await admin.get('/metrics')).text)?.[1] ?? 0);
  const before = await failures();
  await plane.anonymous().post('/api/auth/login', { username: 'ada', password: 'wrong' });
  while ((await failures()) === before); // told by a notification of the store
  assert.equal(await failures(), before + 1);
});

describe('somebody outside the project', () => {
  const actions: readonly (readonly [action: string, method: string, path: (name: string) => string, body?: unknown])[] = [
    ['database.credentials.read', 'GET', (name) => `/api/databases/${name}/credentials?project=bank`],
    ['database.credentials.reset', 'POST', (name) => `/api/databases/${name}/credentials/reset?project=bank`],
    ['database.delete', 'DELETE', (name) => `/api/databases/${name}?project=bank`],
    ['database.update', 'PATCH', (name) => `/api/databases/${name}?project=bank`, { instances: 2 }],
    ['database.create', 'POST', () => '/api/databases', { name: 'vault', project: 'bank' }],
  ];
  for (const [action, method, path, body] of actions) {
    test(`${action}: the refusal is recorded, and the answer is that for a name that does not exist`, async () => {
      await admin.post('/api/databases', { name: 'vault', project: 'bank' });
      const ada = await plane.client(USERS.ada);
      const ask = (name: string) => ada.send(method, path(name), body === undefined ? {} : { body });
      const [hidden, absent] = [await ask('vault'), await ask('abcde')];
      const plain = ({ text }: { text: string }, name: string) => text.replaceAll(name, 'NAME').replaceAll(/"traceId":"[^"]*"/g, '');
      assert.equal(hidden.status, absent.status);
      assert.equal(plain(hidden, 'vault'), plain(absent, 'abcde'));
      const recorded = await entries(`actor=ada&action=${action}&project=bank`);
      assert.deepEqual(
        recorded.slice(0, 2).map(({ outcome, database }) => [outcome, database]),
        action === 'database.create'
          ? [
              ['refused', 'vault'],
              ['refused', 'vault'],
            ]
          : [
              ['refused', 'abcde'],
              ['refused', 'vault'],
            ],
      );
      assert.match(recorded[0]?.reason ?? '', /"ada" may not .*"bank"/);
      assert.equal((await admin.get('/api/databases/vault?project=bank')).status, 200);
    });
  }

  test('gets nothing by an Idempotency-Key from the time when they were inside', async () => {
    await plane.users.save({ username: 'mover', role: 'member', projects: ['bank'] }, 'password-of-mover');
    const mover = await plane.anonymous().login('mover', 'password-of-mover');
    const key = { 'idempotency-key': 'moved' };
    assert.equal((await mover.post('/api/databases', { name: 'moved', project: 'bank' }, key)).status, 202);
    await plane.users.save({ username: 'mover', role: 'member', projects: ['shop'] }, 'password-of-mover');
    const outside = await plane.anonymous().login('mover', 'password-of-mover');
    assert.equal((await outside.post('/api/databases', { name: 'moved', project: 'bank' }, key)).status, 403);
  });

  test('a deletion of what is not there is recorded as refused and answered 204, as often as it is asked', async () => {
    assert.equal((await admin.delete('/api/databases/never-was')).status, 204);
    const [entry] = await entries('database=never-was');
    assert.deepEqual([entry?.action, entry?.outcome], ['database.delete', 'refused']);
  });
});
