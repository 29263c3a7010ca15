import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLAVOURS, SPEC_DEFAULTS } from '../../api/domain/database.ts';
import { PARAMETERS } from '../../api/domain/parameters.ts';
import { specFaults } from '../../api/domain/plan.ts';
import { sharedMemoryOf } from '../../api/domain/shared-memory.ts';

const MiB = 1024 ** 2;
const LIMITS = { versions: [18], majorUpgrade: false, flavours: FLAVOURS };
const HUGE = {
  max_connections: '1000',
  max_locks_per_transaction: '1024',
  max_prepared_transactions: '1000',
  track_activity_query_size: '1MB',
  max_worker_processes: '64',
};

/** As `postgres -C shared_memory_size` of 18.4 told, in MiB without the buffers. */
const MEASURED: readonly [parameters: Record<string, string>, mib: number][] = [
  [{ max_connections: '50', max_worker_processes: '8' }, 8],
  [{ max_connections: '1000', max_worker_processes: '8' }, 55],
  [{ max_connections: '1000', max_worker_processes: '8', max_locks_per_transaction: '1024' }, 451],
  [{ max_connections: '1000', max_worker_processes: '8', max_prepared_transactions: '1000' }, 96],
  [{ max_connections: '50', max_worker_processes: '8', track_activity_query_size: '1MB' }, 132],
  [HUGE, 2033],
];

for (const [parameters, mib] of MEASURED) {
  test(`shared memory for ${JSON.stringify(parameters)} is not estimated too low, nor far too high`, () => {
    const estimate = sharedMemoryOf({ parameters, version: 18 }) / MiB;
    assert.ok(estimate >= 0.97 * mib && estimate <= 1.2 * mib + 8, `${estimate} for ${mib}`);
  });
}

test('parameters that together take more shared memory than the flavour has room for are refused, with figures', () => {
  const [fault] = specFaults({ ...SPEC_DEFAULTS, parameters: HUGE }, LIMITS);
  assert.equal(fault?.path, '/parameters');
  assert.match(fault?.message ?? '', /max_connections, .*2\d{3} MiB.*"small" has room for 256 MiB.*larger flavour/);
  assert.deepEqual(specFaults({ ...SPEC_DEFAULTS, flavour: 'large', parameters: HUGE }, LIMITS), []);
});

test('each parameter alone may be anything in its range, but for those whose largest value takes a larger flavour', () => {
  const refused = Object.entries(PARAMETERS)
    .filter(([, { type }]) => type === 'integer' || type === 'memory')
    .filter(([name, { max = 0, type }]) => {
      const value = type === 'memory' ? `${max}B` : String(max);
      return specFaults({ ...SPEC_DEFAULTS, parameters: { [name]: value } }, LIMITS).length > 0;
    });
  assert.deepEqual(
    refused.map(([name]) => name),
    [],
  );
});

test('a database that is beyond the limit already can be changed otherwise, and made smaller', () => {
  const from = { ...SPEC_DEFAULTS, parameters: HUGE };
  assert.deepEqual(specFaults({ ...from, labels: { team: 'shop' } }, LIMITS, from), []);
  assert.deepEqual(specFaults({ ...from, parameters: { ...HUGE, max_connections: '500' } }, LIMITS, from), []);
});
