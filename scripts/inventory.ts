/** `npm run inventory`: prints the Ansible inventory of the deployed machines, from the outputs of openstack-lab. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { attempt } from './terraform/attempt.ts';
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
await attempt(() => {
  const terraform = findTerraform(process.env);
  const stacks = synthesise(process.env);
  if (!stacks) return 2;
  const [machines] = choose(stacks, ['openstack-lab']);
  if (!machines) return 1;
  terraform.init(machines.folder);
  const Outputs = z.object({ nodes: z.object({ value: Nodes }) });
  console.log(inventory(Outputs.parse(JSON.parse(terraform.ask(machines.folder, ['output', '-json']))).nodes.value, values.user).trimEnd());
  return 0;
});
