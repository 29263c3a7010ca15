import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SCENARIOS, type ScenarioName } from '../load/scenarios.ts';

test('every scenario has a script for k6 that says the same', () => {
  for (const name of Object.keys(SCENARIOS) as ScenarioName[]) {
    const script = readFileSync(join(import.meta.dirname, '../load/k6', `${name}.ts`), 'utf8');
    assert.match(script, new RegExp(`optionsOf\\('${name}'\\)`));
    assert.match(script, new RegExp(`export { ${SCENARIOS[name].flow}, setup }`));
  }
});
