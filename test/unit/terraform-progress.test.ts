import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TerraformEvent } from '../../scripts/terraform/program.ts';
import { Progress } from '../../scripts/terraform/progress.ts';
import { inOrder } from '../../scripts/terraform/stacks.ts';

const planned = (addr: string, action: string): TerraformEvent => ({ type: 'planned_change', change: { action, resource: { addr } } });
const done = (addr: string, action: string): TerraformEvent => ({
  type: 'apply_complete',
  hook: { action, elapsed_seconds: 4, resource: { addr } },
});

function told(...events: TerraformEvent[]) {
  const lines: string[] = [];
  const progress = new Progress((line) => lines.push(line.trim()));
  for (const event of events) progress.tell(event);
  return { lines, progress };
}

test('counts what is done against what is planned, though applying tells the plan again', () => {
  const plan = [planned('a', 'create'), planned('b', 'create')];
  const { lines, progress } = told(...plan, ...plan, done('a', 'create'));
  assert.equal(progress.planned, 2);
  assert.deepEqual(lines, ['will create a', 'will create b', '[1/2] made a (4 s)']);
});

test('a replacement is two steps', () => {
  const { lines } = told(planned('a', 'replace'), done('a', 'delete'), done('a', 'create'));
  assert.deepEqual(lines.slice(1), ['[1/2] removed a (4 s)', '[2/2] made a (4 s)']);
});

test('reading is no progress', () => {
  assert.deepEqual(told(done('data.a', 'read')).lines, []);
});

test('an error tells where and why', () => {
  const diagnostic = { severity: 'error', summary: 'no quota', detail: 'ask for more', address: 'a' };
  assert.deepEqual(told({ type: 'diagnostic', diagnostic }).lines, ['error: no quota (a)\n    ask for more']);
});

test('stacks come after those they depend on', () => {
  const stacks = [
    { name: 'argo-cd', dependencies: ['kubernetes-foundation'] },
    { name: 'kubernetes-foundation', dependencies: ['openstack-lab'] },
    { name: 'openstack-lab', dependencies: [] },
  ];
  assert.deepEqual(
    inOrder(stacks).map(({ name }) => name),
    ['openstack-lab', 'kubernetes-foundation', 'argo-cd'],
  );
  assert.deepEqual(
    inOrder(stacks.toReversed()).map(({ name }) => name),
    ['openstack-lab', 'kubernetes-foundation', 'argo-cd'],
  );
});
