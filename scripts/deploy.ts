/** `npm run deploy`: the stacks of this platform, one after the other, by plain Terraform or OpenTofu. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ownership } from '../constructs/ownership.ts';
import { readConfig } from '../stacks/config.ts';
import { attempt } from './terraform/attempt.ts';
import { withCloud } from './terraform/clouds.ts';
import { inventory, Nodes } from './terraform/inventory.ts';
import { type OpenstackApi, openstackApi } from './terraform/openstack-api.ts';
import { foreignRules, serverFaults } from './terraform/openstack-checks.ts';
import { findTerraform, type Terraform } from './terraform/program.ts';
import { Progress } from './terraform/progress.ts';
import { choose, type SynthesisedStack, synthesise } from './terraform/stacks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' }, yes: { type: 'boolean' }, inventory: { type: 'string', default: '.data/inventory.yaml' } },
});
if (values.help) {
  console.log(`usage: npm run deploy [-- [STACK ...] [--yes] [--inventory=FILE]]
Synthesises the stacks, shows the plan of each, asks, applies, and writes the Ansible inventory (default .data/inventory.yaml).
--yes applies without asking. What is deployed is set by variables: npm run synth -- --help.
When a server fails, the reason is fetched from nova; rules in our security groups that are not ours are reported.`);
  process.exit(0);
}

const Outputs = z.object({ nodes: z.object({ value: Nodes }) });
const State = z.object({
  values: z
    .object({
      root_module: z.object({ resources: z.array(z.looseObject({ values: z.looseObject({ id: z.string().optional() }) })).default([]) }),
    })
    .optional(),
});

await attempt(async () => {
  const terraform = findTerraform(process.env);
  const stacks = synthesise(process.env);
  if (!stacks) return 2;
  for (const stack of choose(stacks, positionals)) {
    if (!(await deploy(terraform, stack))) return 1;
  }
  return 0;
});

/** @returns whether the stack is now as described */
async function deploy(terraform: Terraform, stack: SynthesisedStack): Promise<boolean> {
  const started = Date.now();
  console.log(`\n== ${stack.name} (${terraform.name})`);
  terraform.ask(stack.folder, ['init', '-no-color']);
  const progress = new Progress(console.log);
  const planned = await terraform.follow(stack.folder, ['plan', '-out=plan', '-detailed-exitcode'], progress.tell);
  if (planned === 1) return false;
  if (planned === 0) console.log('  nothing to change');
  if (planned === 2 && !(await agreed(progress.planned))) return false;
  if (planned === 2 && (await terraform.follow(stack.folder, ['apply', 'plan'], progress.tell)) !== 0) {
    await explainFailure(stack);
    return false;
  }
  await conclude(terraform, stack);
  console.log(`== ${stack.name} is as described after ${Math.round((Date.now() - started) / 1000)} s`);
  return true;
}

async function agreed(changes: number): Promise<boolean> {
  if (values.yes) return true;
  if (!process.stdin.isTTY) {
    console.error(`  ${changes} changes are planned. Nobody is there to agree; say --yes to apply them.`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`  Apply these ${changes} changes? Only "yes" is taken as agreement: `);
  terminal.close();
  return answer === 'yes';
}

/** The provider drops the reason why a server failed; nova has it. */
async function explainFailure(stack: SynthesisedStack) {
  if (stack.name !== 'openstack-lab') return;
  await askOpenstack(async (api) => {
    for (const fault of await serverFaults(api, prefix())) console.error(`  nova: ${fault}`);
  });
  console.error('  Correct the cause and deploy again: what is there stays, failed servers are replaced.');
}

async function conclude(terraform: Terraform, stack: SynthesisedStack) {
  if (stack.name !== 'openstack-lab') return;
  const output = Outputs.parse(JSON.parse(terraform.ask(stack.folder, ['output', '-json'])));
  mkdirSync(dirname(values.inventory), { recursive: true });
  writeFileSync(values.inventory, inventory(output.nodes.value));
  for (const node of output.nodes.value) console.log(`  ${node.name}  ${node.role}  ${node.address}  ${node.private_address}`);
  console.log(`  inventory: ${resolve(values.inventory)}`);
  const known = new Set(stateIds(terraform.ask(stack.folder, ['show', '-json'])));
  await askOpenstack(async (api) => {
    const foreign = await foreignRules(api, prefix(), known);
    for (const rule of foreign) console.error(`  WARNING: a rule that is not ours, and that no plan will ever show: ${rule}`);
  });
}

/** What Terraform did counts; that a question beside it got no answer is told, and no reason to fail. */
async function askOpenstack(question: (api: OpenstackApi) => Promise<void>) {
  try {
    await question(await openstackApi(withCloud(process.env)));
  } catch (error) {
    console.error(`  OpenStack could not be asked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What the names of everything that is ours begin with. */
function prefix(): string {
  const { NAME_PREFIX, ENVIRONMENT } = readConfig(process.env);
  return ownership({ prefix: NAME_PREFIX, environment: ENVIRONMENT }).name('');
}

function stateIds(json: string): string[] {
  return State.parse(JSON.parse(json)).values?.root_module.resources.flatMap((resource) => resource.values.id ?? []) ?? [];
}
