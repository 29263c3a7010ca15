import fc from 'fast-check';
import type { DatabaseSpec } from '../../api/domain/database.ts';

/** Any spec that a tenant can ask for. */
export const anySpec: fc.Arbitrary<DatabaseSpec> = fc.record(
  {
    version: fc.integer({ min: 15, max: 18 }),
    instances: fc.integer({ min: 1, max: 5 }),
    flavour: fc.constantFrom('small', 'medium', 'large'),
    storageGiB: fc.integer({ min: 1, max: 16_384 }),
    synchronous: fc.boolean(),
    parameters: fc.dictionary(fc.constantFrom('work_mem', 'shared_buffers', 'max_wal_size', 'jit'), fc.constantFrom('64MB', '1GB'), {
      noNullPrototype: true,
    }),
    labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z]{0,8}$/), { noNullPrototype: true }),
    deletionProtection: fc.boolean(),
    description: fc.constantFrom('', 'Orders of the shop', 'Zeile 1\nZeile 2 ✓'),
  },
  { noNullPrototype: true },
);
