import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SPEC_DEFAULTS, storedSpec } from '../../api/domain/database.ts';

test('a spec of an older release gets the defaults of the fields that it lacks', () => {
  const { deletionProtection: _, ...older } = { ...SPEC_DEFAULTS, instances: 3 };
  assert.deepEqual(storedSpec(older), { ...SPEC_DEFAULTS, instances: 3 });
});

test('a field that is no more is left out', () => {
  assert.deepEqual(storedSpec({ ...SPEC_DEFAULTS, colour: 'blue' }), SPEC_DEFAULTS);
});

test('a value of another type than the field is refused with its name', () => {
  assert.throws(() => storedSpec({ ...SPEC_DEFAULTS, instances: '3' }), /"instances".*"3"/);
  assert.throws(() => storedSpec({ ...SPEC_DEFAULTS, parameters: { work_mem: 8 } }), /"parameters".*8/);
  assert.throws(() => storedSpec(null), /no spec/i);
});
