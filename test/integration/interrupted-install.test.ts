import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { freshClone, npmStart } from '../support/fresh-clone.ts';
import { processesBelow } from '../support/processes-below.ts';

test('a first start that is ended while it installs leaves nothing that goes on', async () => {
  const clone = await freshClone();
  const begun = npmStart(clone, 'a-password-for-this-test-alone');
  await eventually(() => assert.match(begun.output(), /Installing/));
  assert.notEqual(await begun.stop('SIGTERM'), 0);
  await eventually(async () => assert.deepEqual(await processesBelow(clone), []));
  await rm(clone, { recursive: true, maxRetries: 5 });
});
