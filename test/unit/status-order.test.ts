import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATABASE_STATES } from '../../api/domain/database.ts';
import { ATTENTION, SEVERITIES } from '../../web-components/src/parts/state-severity.ts';

test('the console orders states as the API does: what needs attention first', () => {
  assert.deepEqual(Object.keys(SEVERITIES), [...DATABASE_STATES]);
  assert.deepEqual(ATTENTION.split(','), DATABASE_STATES.slice(0, 4));
});
