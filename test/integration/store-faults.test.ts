import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import pg from 'pg';
import type { ProblemView } from '../../api/contract/problem.ts';
import { DomainError } from '../../api/domain/errors.ts';
import { commitFault, storeFault } from '../../api/store/sql-faults.ts';
import { temporaryControlPlane } from '../support/control-plane.ts';

/** An error as pg makes it of an ErrorResponse; its text is of no importance, as on a server that speaks another language. */
function answered(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError('eine Meldung in einer anderen Sprache', 0, 'error');
  error.code = code;
  return error;
}
const code = (fault: unknown) => (fault instanceof DomainError ? fault.code : undefined);

describe('faults of PostgreSQL are told apart by their codes', () => {
  test('what passes is unavailable, whatever the text says', () => {
    for (const state of ['08006', '53300', '53100', '57P01', '57014', '58030', '40001', '40P01', '55P03', '25006', '28P01', '3D000'])
      assert.equal(code(storeFault(answered(state))), 'unavailable', state);
    for (const system of [
      'ECONNREFUSED',
      'ECONNRESET',
      'ETIMEDOUT',
      'ENOENT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ])
      assert.equal(code(storeFault(Object.assign(new Error('x'), { code: system }))), 'unavailable', system);
    assert.equal(code(storeFault(new Error('the driver says so'))), 'unavailable', 'pg has no code for a connection that is gone');
  });

  test('what is wrong with a statement is not, even when its text looks like a lost connection', () => {
    for (const state of ['22021', '22P05', '23505', '42P01', '54000', '25P02']) {
      const error = answered(state);
      error.message = 'Connection terminated';
      assert.equal(storeFault(error), error, state);
    }
    assert.equal(code(storeFault(new TypeError('x is not a function'))), undefined);
  });

  test('only a lost commit leaves it open whether something was changed', () => {
    const outcome = (fault: unknown) => fault instanceof DomainError && fault.outcomeUnknown;
    assert.deepEqual([outcome(storeFault(answered('57P01'))), outcome(commitFault(answered('57P01')))], [false, true]);
    assert.match(String(storeFault(answered('53100'))), /disk .* is full/);
  });
});

describe('on a real server', async () => {
  const plane = await temporaryControlPlane();
  after(() => plane.stop());
  const admin = await plane.client();

  test('the first error of a transaction is thrown, not that others were refused after it', async () => {
    const work = plane.store.transaction(async (tx) => {
      await tx.query('select 1/0').catch(() => undefined);
      await tx.query('select 1');
    });
    await assert.rejects(work, { code: '22012' });
  });

  test('a statement that takes too long is unavailable', async () => {
    await assert.rejects(
      plane.store.transaction(async (tx) => {
        await tx.query('set local statement_timeout = 20');
        await tx.query('select pg_sleep(5)');
      }),
      (error) => code(error) === 'unavailable',
    );
  });

  test('a read that is lost says nothing about changes', async () => {
    await plane.stopStore();
    for (const path of ['/api/audit/logs', '/api/databases/x/credentials']) {
      const { status, body } = await admin.get<ProblemView>(path);
      assert.equal(status, 503);
      assert.doesNotMatch(body.detail, /changed|known/, path);
    }
    await plane.startStore();
  });
});
