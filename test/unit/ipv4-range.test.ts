import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ipv4Range, overlap } from '../../constructs/ipv4-range.ts';
import { PropError } from '../../constructs/prop-error.ts';

for (const cidr of ['', '10.0.0.0', '10.0.0.0/33', '10.0.0/24', '10.0.0.0/24/1', '10.0.0.0/', '256.0.0.0/8', 'fd00::/8', '10.0.0.0/-1'])
  test(`refuses ${JSON.stringify(cidr)} as a range`, () => {
    assert.throws(
      () => ipv4Range('nodeCidr', cidr),
      (error) => error instanceof PropError && error.message.includes('nodeCidr'),
    );
  });

test('tells the network address when there are bits to the right of the prefix', () => {
  assert.throws(() => ipv4Range('cidr', '10.20.0.5/24'), /10\.20\.0\.0\/24/);
});

test('counts addresses from the network address', () => {
  assert.equal(ipv4Range('cidr', '10.20.0.0/16').address(258), '10.20.1.2');
  assert.equal(ipv4Range('cidr', '0.0.0.0/0').address(2 ** 32 - 1), '255.255.255.255');
});

const anyRange = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 8, max: 32 })).map(([bits, length]) => {
  const first = Math.floor(bits / 2 ** (32 - length)) * 2 ** (32 - length);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;
});

test('overlap is symmetric, and every range overlaps itself', () => {
  fc.assert(
    fc.property(anyRange, anyRange, (left, right) => {
      const [a, b] = [ipv4Range('a', left), ipv4Range('b', right)];
      assert.equal(overlap(a, b), overlap(b, a));
      assert.ok(overlap(a, a));
    }),
  );
});

test('ranges overlap exactly when one holds the first address of the other', () => {
  fc.assert(
    fc.property(anyRange, anyRange, (left, right) => {
      const [a, b] = [ipv4Range('a', left), ipv4Range('b', right)];
      assert.equal(overlap(a, b), overlap(a, ipv4Range('p', `${b.address(0)}/32`)) || overlap(b, ipv4Range('p', `${a.address(0)}/32`)));
    }),
  );
});
