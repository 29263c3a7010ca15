import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonIn } from '../../api/backends/embedded/postgres/postmaster.ts';

const at = '2026-01-01 00:00:00.000 UTC';

test('a refused client is never the reason why a server did not start', () => {
  const lines = [
    `${at} [100] FATAL:  could not create any Unix-domain sockets`,
    `${at} [107] [unknown]@[unknown] FATAL:  password authentication failed for user "app"`,
    `${at} [108] app@app FATAL:  the database system is starting up`,
    `${at} [109] 28P01 app@app FATAL:  password authentication failed for user "app"`,
  ];
  assert.equal(reasonIn(lines, 100), lines[0]);
});

test("the postmaster's own words go before those of its helpers", () => {
  const lines = [
    `${at} [101] FATAL:  could not locate required checkpoint record at 0/40`,
    `${at} [100] FATAL:  data directory "x" has invalid permissions`,
    `${at} [102] PANIC:  could not write to file "pg_wal/1": No space left on device`,
  ];
  assert.equal(reasonIn(lines, 100), lines[1]);
  assert.equal(reasonIn([lines[0] ?? '', lines[2] ?? ''], 100), lines[2]);
});

test('what a server says before it knows how to log counts as well', () => {
  const line = 'postgres: could not access the server configuration file "postgresql.conf": No such file or directory';
  assert.equal(reasonIn(['', line], 100), line);
  assert.equal(reasonIn(['LOG:  all is well'], 100), undefined);
});
