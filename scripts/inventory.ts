/** `npm run inventory`: prints the Ansible inventory of the deployed machines, from the outputs of openstack-lab. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { inventory, Nodes } from './terraform/inventory.ts';
import { findTerraform } from './terraform/program.ts';
import { choose, synthesise } from './terraform/stacks.ts';

const { values } = parseArgs({ options: { help: { type: 'boolean' }, user: { type: 'string', default: 'debian' } } });
if (values.help) {
  console.log(
    'usage: npm run --silent inventory [-- --user=NAME] > inventory.yaml\nThe user is whom the image lets in by SSH; default debian.',
  );
  process.exit(0);
}
const terraform = findTerraform(process.env);
const stacks = synthesise(process.env);
if (!stacks) process.exit(2);
const [machines] = choose(stacks, ['openstack-lab']);
if (machines) {
  terraform.ask(machines.folder, ['init', '-no-color']);
  const output = z.object({ nodes: z.object({ value: Nodes }) }).parse(JSON.parse(terraform.ask(machines.folder, ['output', '-json'])));
  console.log(inventory(output.nodes.value, values.user).trimEnd());
}
