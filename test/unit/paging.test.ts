import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DatabasePosition, RecordPosition, readCursor, writeCursor } from '../../api/contract/paging.ts';
import { DomainError } from '../../api/domain/errors.ts';

const refused = (error: unknown) => error instanceof DomainError && error.code === 'invalid' && error.faults[0]?.path === 'cursor';

test('a cursor leads back to the place it was made of, whatever characters that has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, id) => {
      const cursor = writeCursor({ value, id });
      assert.match(cursor, /^[\w-]+$/);
      assert.deepEqual(readCursor(DatabasePosition, cursor), { value, id });
    }),
  );
});

test('no other text is taken for a cursor, and none throws anything else', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(writeCursor)), (text) => {
      assert.throws(() => readCursor(DatabasePosition, text), refused);
    }),
  );
});

test('the place in the records is a number that PostgreSQL can hold', () => {
  assert.deepEqual(readCursor(RecordPosition, writeCursor({ before: '17' })), { before: '17' });
  for (const before of ['-1', '1e9', '9'.repeat(19), "1'; drop table users", 17]) {
    assert.throws(() => readCursor(RecordPosition, writeCursor({ before })), refused);
  }
});
