import assert from 'node:assert/strict';
import { test } from 'node:test';
import { twoPhaseFault } from '../../api/backends/embedded/two-phase.ts';

const lowered = ['max_prepared_transactions'];
const two = { transactions: 2, locks: 6, names: ['first', 'a "b"'] };
const wanted = (parameters: Record<string, string>) => ({ parameters });

test('nothing that is prepared stands against nothing', () => {
  assert.equal(twoPhaseFault({ transactions: 0, locks: 0, names: [] }, lowered, wanted({})), undefined);
});

test('as many places as transactions are enough, one less is not', () => {
  assert.equal(twoPhaseFault(two, lowered, wanted({ max_prepared_transactions: '2' })), undefined);
  const fault = twoPhaseFault(two, lowered, wanted({ max_prepared_transactions: '1' }));
  assert.equal(fault?.path, '/parameters/max_prepared_transactions');
  assert.equal(
    fault?.message,
    '2 transactions are prepared ("first", "a \\"b\\"") and there would be room for 1: PostgreSQL would not start. End them first: COMMIT PREPARED or ROLLBACK PREPARED.',
  );
});

test('the oldest are named and the others counted', () => {
  const many = { transactions: 12, locks: 12, names: ['a', 'b', 'c'] };
  assert.match(twoPhaseFault(many, lowered, wanted({}))?.message ?? '', /^12 transactions are prepared \("a", "b", "c" and 9 more\)/);
});

test('locks need room in the table, whose size follows from several settings', () => {
  const many = { transactions: 1, locks: 600, names: ['a'] };
  const parameters = { max_prepared_transactions: '1', max_locks_per_transaction: '10' };
  assert.equal(twoPhaseFault(many, ['max_locks_per_transaction'], wanted({ ...parameters, max_connections: '60' })), undefined);
  const fault = twoPhaseFault(many, ['max_locks_per_transaction'], wanted(parameters));
  assert.match(fault?.message ?? '', /hold 600 locks, of which there would be room for 590 \(max_locks_per_transaction\)/);
});
