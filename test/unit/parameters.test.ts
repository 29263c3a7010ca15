import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { needsRestart, PARAMETERS, parameterAmount, parameterFault } from '../../api/domain/parameters.ts';

const names = Object.entries(PARAMETERS);
const numeric = names.filter(([, { type }]) => type !== 'boolean' && type !== 'enum');

test('a value passes exactly when it can be read and lies in the range', () => {
  const digits = fc.bigInt({ min: -5n, max: 10n ** 15n }).map(String);
  const value = fc.oneof(
    digits,
    fc
      .tuple(
        fc.integer({ min: 0, max: 4096 }),
        fc.constantFrom('', ' '),
        fc.constantFrom('B', 'kB', 'MB', 'GB', 'TB', 'ms', 's', 'min', 'h', 'd', 'x', 'mb'),
      )
      .map((parts) => parts.join('')),
    fc.double({ min: -10, max: 2000, noNaN: true }).map(String),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...numeric), value, ([name, { min = -Infinity, max = Infinity }], text) => {
      const amount = parameterAmount(name, text);
      const fine = amount !== undefined && amount >= min && amount <= max;
      assert.equal(parameterFault(name, text) === undefined, fine, `${name} = ${text}`);
    }),
    { numRuns: 2000 },
  );
});

test('no text but digits, a sign, a point, a space and a unit ever passes as a number', () => {
  fc.assert(
    fc.property(fc.constantFrom(...numeric), fc.string({ unit: 'binary', maxLength: 12 }), ([name], text) => {
      fc.pre(!/^-?[0-9.]+ ?[a-zA-Z]*$/.test(text));
      assert.equal(parameterAmount(name, text), undefined);
    }),
    { numRuns: 500 },
  );
});

test('amounts are bytes and milliseconds', () => {
  assert.equal(parameterAmount('work_mem', '64kB'), 65_536);
  assert.equal(parameterAmount('work_mem', '1 GB'), 1_073_741_824);
  assert.equal(parameterAmount('statement_timeout', '2min'), 120_000);
  assert.equal(parameterAmount('statement_timeout', '0'), 0);
  assert.equal(parameterAmount('log_min_duration_statement', '-1'), -1);
  assert.equal(parameterAmount('work_mem', '64'), undefined);
});

test('the limits themselves pass, what lies beyond does not', () => {
  assert.equal(parameterFault('max_connections', '20'), undefined);
  assert.equal(parameterFault('max_connections', '1000'), undefined);
  assert.match(parameterFault('max_connections', '1001') ?? '', /out of range: 20 to 1000/);
  assert.match(parameterFault('work_mem', '1kB') ?? '', /out of range: 64kB to 4GB/);
});

test('what is not on the list is refused, whatever JavaScript knows it as', () => {
  for (const name of ['shared_preload_libraries', '__proto__', 'constructor', 'toString', '', "work_mem'; drop table users; --"]) {
    assert.match(parameterFault(name, 'on') ?? '', /cannot be set here/, name);
    assert.equal(needsRestart(name), false);
  }
});

test('every parameter can be told wrong and can be told right', () => {
  for (const [name, { type, values, min }] of names) {
    assert.ok(parameterFault(name, 'nonsense'), name);
    const unit = type === 'memory' ? 'B' : type === 'duration' ? 'ms' : '';
    const right = values?.[0] ?? (type === 'boolean' ? 'on' : `${min}${min !== undefined && min <= 0 ? '' : unit}`);
    assert.equal(parameterFault(name, right), undefined, `${name} = ${right}`);
  }
});

test('numbers with leading zeros, which PostgreSQL takes for octal ones, are refused with the reason', () => {
  for (const [name, value] of [
    ['max_connections', '0100'],
    ['max_connections', '080'],
    ['work_mem', '064MB'],
    ['statement_timeout', '010s'],
    ['statement_timeout', '00'],
    ['random_page_cost', '01.5'],
  ] as const)
    assert.match(parameterFault(name, value) ?? '', /leading zeros/, `${name} = ${value}`);
  assert.equal(parameterFault('random_page_cost', '0.5'), undefined);
  assert.equal(parameterFault('max_parallel_workers', '0'), undefined);
});
