import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { inventory, Nodes } from '../../scripts/terraform/inventory.ts';

const node = (index: number, role: string) => ({
  name: `pg-lab-node-${index}`,
  role,
  address: `203.0.113.${index}`,
  private_address: `10.20.0.1${index}`,
  data_volume: '0f0cd9ae-6cf4-4f0e-8c4a-1e5b0d5f7a11',
});

test('machines are grouped by role and reached by their floating IP', () => {
  const { all } = parse(inventory([node(1, 'control-plane'), node(2, 'worker'), node(3, 'worker')]));
  assert.deepEqual(Object.keys(all.children), ['control_plane', 'worker']);
  assert.equal(all.children.worker.hosts['pg-lab-node-3'].ansible_host, '203.0.113.3');
  assert.equal(all.vars.ansible_user, 'debian');
});

test('the user is the one the image lets in', () => {
  assert.equal(parse(inventory([node(1, 'worker')], 'ubuntu')).all.vars.ansible_user, 'ubuntu');
});

test('an address that Terraform does not know yet is refused', () => {
  assert.ok(!Nodes.safeParse([{ ...node(1, 'worker'), address: '' }]).success);
  assert.ok(!Nodes.safeParse([]).success);
});
