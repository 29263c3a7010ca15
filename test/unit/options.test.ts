import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Options, presentOptions } from '../../api/contract/platform.ts';
import { FLAVOURS } from '../../api/domain/database.ts';

const options = presentOptions('embedded', { versions: [18, 16], majorUpgrade: false, flavours: FLAVOURS });
const find = (version: string, name: string) => options.extensions[version]?.find((extension) => extension.name === name);

test('the options list the extensions of each version that can be had', () => {
  assert.deepEqual(Options.parse(options), options);
  assert.deepEqual(Object.keys(options.extensions).toSorted(), ['16', '18']);
  assert.deepEqual([find('16', 'citext')?.version, find('18', 'citext')?.version], ['1.6', '1.8']);
  assert.deepEqual([find('16', 'adminpack')?.available, find('18', 'adminpack')], [false, undefined]);
});

test('what a tenant cannot create is listed with the reason, everything else without', () => {
  for (const { name, available, reason = '', description } of Object.values(options.extensions).flat()) {
    assert.equal(available, reason === '', name);
    assert.match(description, /^[^\n]{5,80}\.$/);
  }
  assert.match(find('18', 'file_fdw')?.reason ?? '', /superuser.*files of the server/);
  assert.match(find('18', 'pltcl')?.reason ?? '', /not on offer.*loop/);
});
