import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  inOrder,
  LOG_LEVELS,
  type LogEntry,
  type LogQuery,
  lastOf,
  logEntryOf,
  logFilter,
  withoutSecrets,
} from '../../api/domain/server-log.ts';

const entry = (more: Partial<LogEntry> = {}): LogEntry => ({
  time: '2026-01-01T00:00:00.000Z',
  instance: 'orders-1',
  level: 'error',
  message: 'relation "Nothing" does not exist',
  ...more,
});
const fits = (query: Partial<LogQuery>, more: Partial<LogEntry> = {}) => logFilter({ limit: 1, ...query })(entry(more));

describe('secrets', () => {
  const hidden: readonly [text: string, shown: string][] = [
    [`ALTER ROLE app PASSWORD 'canary'`, 'ALTER ROLE app PASSWORD (hidden)'],
    [
      `create user x with encrypted password E'can\\'ary' valid until 'infinity'`,
      `create user x with encrypted password (hidden) valid until 'infinity'`,
    ],
    [`ALTER ROLE app PASSWORD 'can''ary', 1`, 'ALTER ROLE app PASSWORD (hidden), 1'],
    ['ALTER ROLE app PASSWORD $x$can$$ary$x$;', 'ALTER ROLE app PASSWORD (hidden);'],
    ['ALTER ROLE app PASSWORD\n\t$$canary$$', 'ALTER ROLE app PASSWORD\n\t(hidden)'],
    [`ALTER ROLE app PASSWORD 'canary that is cut off`, 'ALTER ROLE app PASSWORD (hidden)'],
    [`OPTIONS (user 'me', password 'canary')`, `OPTIONS (user 'me', password (hidden))`],
    [`CONNECTION 'host=x password=canary dbname=y'`, `CONNECTION 'host=x password=(hidden) dbname=y'`],
    [`CONNECTION 'host=x password=''can ary'' dbname=y'`, `CONNECTION 'host=x password=(hidden) dbname=y'`],
    [`dblink('postgresql://me:canary@host/db')`, `dblink('postgresql://me:(hidden)@host/db')`],
    [`VALUES ('SCRAM-SHA-256$4096:canary$a:b')`, `VALUES ('(hidden)')`],
    [`md5${'c'.repeat(32)}`, '(hidden)'],
    [`INSERT INTO users (password) VALUES ('x')`, `INSERT INTO users (password) VALUES ('x')`],
    ['password authentication failed for user "app"', 'password authentication failed for user "app"'],
  ];
  for (const [text, shown] of hidden) test(`${JSON.stringify(text)} is shown as ${shown}`, () => assert.equal(withoutSecrets(text), shown));

  test('a password that a role is given is in no field, whatever it is and wherever the text is cut off', () => {
    const password = fc.string({ unit: 'binary', minLength: 6, maxLength: 40 }).map((text) => `<${text}>`);
    fc.assert(
      fc.property(password, fc.nat(80), (secret, cutOff) => {
        const statement = `ALTER ROLE app PASSWORD '${secret.replaceAll("'", "''").replaceAll('\\', '')}'`.slice(0, -1 - (cutOff % 3));
        const { message, detail, hint, statement: shown } = logEntryOf({ ...entry(), ...fields(statement) });
        for (const text of [message, detail, hint, shown]) assert.equal(text, 'ALTER ROLE app PASSWORD (hidden)');
      }),
    );
  });
});

const fields = (text: string) => ({ message: text, detail: text, hint: text, statement: text });

test('an entry has no empty field, and no SQLSTATE when nothing went wrong', () => {
  const found = logEntryOf({
    ...entry(),
    sqlState: '00000',
    user: '',
    database: '',
    processId: undefined,
    detail: '',
    hint: '',
    statement: '',
  });
  assert.deepEqual(found, entry());
});

test('a text without end is cut off', () => {
  const { statement = '' } = logEntryOf({ ...entry(), statement: 'x'.repeat(1_000_000) });
  assert.equal(statement.length, 16_386);
  assert.match(statement, /x …$/);
});

describe('a filter', () => {
  test('on the level takes what matters as much or more, in PostgreSQL’s order for logs', () => {
    assert.deepEqual(
      LOG_LEVELS.filter((level) => fits({ level: 'error' }, { level })),
      ['error', 'log', 'fatal', 'panic'],
    );
    assert.ok(LOG_LEVELS.every((level) => fits({}, { level })));
  });

  test('on a text takes it as it is written, in any field, upper or lower case', () => {
    assert.ok(fits({ text: 'NOTHING" does' }));
    assert.ok(fits({ text: 'a.b' }, { statement: 'SELECT A.B' }));
    assert.ok(!fits({ text: 'a.b' }, { statement: 'SELECT AxB' }));
    assert.ok(fits({ text: 'in detail' }, { detail: 'in detail' }) && fits({ text: 'a hint' }, { hint: 'a hint' }));
  });

  test('on time and instance', () => {
    assert.ok(fits({ since: '2026-01-01T00:00:00.000Z' }));
    assert.ok(!fits({ since: '2026-01-01T00:00:00.001Z' }));
    assert.ok(!fits({ instance: 'orders-2' }));
  });
});

test('entries of several servers come in the order of time, those of one moment as they were', () => {
  const times = ['2', '1', '2', '1'].map((time, index) => entry({ time, processId: index }));
  assert.deepEqual(
    inOrder(times).map(({ processId }) => processId),
    [1, 3, 0, 2],
  );
});

test('the last of many are as many as are asked for, and no more than fit into memory', () => {
  const numbered = Array.from({ length: 300 }, (_, index) => entry({ processId: index }));
  assert.deepEqual(
    lastOf(numbered, 2).map(({ processId }) => processId),
    [298, 299],
  );
  assert.equal(lastOf(numbered, 1000).length, 300);
  const long = numbered.map((one) => ({ ...one, message: 'x'.repeat(16_384) }));
  assert.equal(lastOf(long, 300).length, 128);
  assert.equal(lastOf(long, 300).at(-1)?.processId, 299);
});
