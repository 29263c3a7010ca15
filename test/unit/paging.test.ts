import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DatabasePosition, RecordPosition, readCursor, writeCursor } from '../../api/contract/paging.ts';
import { DomainError } from '../../api/domain/errors.ts';

const refused = (error: unknown) => error instanceof DomainError && error.code === 'invalid' && error.faults[0]?.path === 'cursor';

test('a cursor leads back to the place it was made of, whatever characters that has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, id) => {
      const cursor = writeCursor({ value, id }, 'list');
      assert.match(cursor, /^[\w-]+$/);
      assert.deepEqual(readCursor(DatabasePosition, { cursor, list: 'list' }), { value, id });
    }),
  );
});

test('no other text is taken for a cursor, and none throws anything else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.json().map((json) => writeCursor(json, 'list')),
      ),
      (cursor) => {
        assert.throws(() => readCursor(DatabasePosition, { cursor, list: 'list' }), refused);
      },
    ),
  );
});

test('a cursor of another list is refused, and the reason is not that it is none of ours', () => {
  const cursor = writeCursor({ value: 'orders', id: '1' }, 'by name');
  assert.throws(() => readCursor(DatabasePosition, { cursor, list: 'by status' }), /another order or with another filter/);
});

test('the place in the records is a number that PostgreSQL can hold', () => {
  const read = (before: unknown) => readCursor(RecordPosition, { cursor: writeCursor({ before }, 'list'), list: 'list' });
  assert.deepEqual(read('17'), { before: '17' });
  for (const before of ['-1', '1e9', '9'.repeat(19), "1'; drop table users", 17]) assert.throws(() => read(before), refused);
});
