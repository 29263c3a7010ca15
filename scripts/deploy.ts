/** `npm run deploy`: the stacks of this platform, one after the other, by plain Terraform or OpenTofu. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../stacks/config.ts';
import { attempt } from './terraform/attempt.ts';
import { clusterOf, nodesOf } from './terraform/clusters.ts';
import { inventory } from './terraform/inventory.ts';
import { foreignRules, serverFaults } from './terraform/openstack-checks.ts';
import {
  askOpenstack,
  dataVolumesRemoved,
  describeLeftovers,
  idsInState,
  ignoredChanges,
  leftoversOf,
  machinesTouched,
  ownerOf,
  readPlan,
} from './terraform/openstack-review.ts';
import { findTerraform, type Terraform } from './terraform/program.ts';
import { Progress } from './terraform/progress.ts';
import { describeShortfalls, quotaShortfalls } from './terraform/quota.ts';
import { choose, refuseStateOfOldName, type SynthesisedStack, synthesise } from './terraform/stacks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    yes: { type: 'boolean' },
    inventory: { type: 'string', default: '.data/inventory.yaml' },
    target: { type: 'string', multiple: true, default: [] },
    replace: { type: 'string', multiple: true, default: [] },
    'all-at-once': { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`usage: npm run deploy [-- [STACK ...] [--yes] [--inventory=FILE] [--target=ADDRESS] [--replace=ADDRESS] [--all-at-once]]
Synthesises the stacks, shows the plan of each, asks, applies, and writes the Ansible inventory (default .data/inventory.yaml).
--yes applies without asking. What is deployed is set by variables: npm run synth -- --help.
--target and --replace are Terraform's own, for one machine after the other; they may be repeated.
--all-at-once lets one plan resize, replace or remove several machines: an outage.
Ctrl-C finishes what has begun and writes the state; a second one stops at once. Deploying again goes on from there.
When a server fails, the reason is fetched from nova; rules in our security groups that are not ours are reported.`);
  process.exit(0);
}

/** As a shell tells a program that was interrupted. */
const INTERRUPTED = 130;

await attempt(async () => {
  const terraform = findTerraform(process.env);
  const stacks = synthesise(process.env);
  if (!stacks) return 2;
  for (const stack of choose(stacks, positionals)) {
    const code = await deploy(terraform, stack, stacks);
    if (code !== 0) return code;
  }
  return 0;
});

/** @returns the exit code: 0 when the stack is now as described */
async function deploy(terraform: Terraform, stack: SynthesisedStack, stacks: readonly SynthesisedStack[]): Promise<number> {
  const started = Date.now();
  console.log(`\n== ${stack.name} (${terraform.name})`);
  const config = readConfig(process.env);
  if (stack.name === 'argo-cd') {
    const cluster = clusterOf(
      config,
      terraform,
      stacks.find(({ name }) => name === 'kubernetes-foundation'),
    );
    if (cluster) console.log(`  cluster: ${cluster.server} (context "${cluster.context}")`);
  }
  refuseStateOfOldName(stack, config);
  terraform.init(stack.folder);
  const progress = new Progress(console.log);
  const planned = await terraform.follow(stack.folder, ['plan', '-out=plan', '-detailed-exitcode', ...choices()], progress.tell);
  if (planned === undefined) return interrupted('Nothing was changed.');
  if (planned === 1) return 1;
  if (!(await hasNoLeftovers(terraform, stack))) return 1;
  if (!(await isPossible(terraform, stack))) return 1;
  if (planned === 0) console.log('  nothing to change');
  if (planned === 2 && !(await agreed(progress.planned))) return 1;
  if (planned === 2) {
    const applied = await terraform.follow(stack.folder, ['apply', 'plan'], progress.tell);
    if (applied === undefined) return interrupted('What was made is in the state; "npm run deploy" goes on from there.');
    if (applied !== 0) return explainFailure(stack);
  }
  await conclude(terraform, stack);
  console.log(`== ${stack.name} is as described after ${Math.round((Date.now() - started) / 1000)} s`);
  return 0;
}

function choices(): string[] {
  return [...values.target.map((address) => `-target=${address}`), ...values.replace.map((address) => `-replace=${address}`)];
}

function interrupted(what: string): number {
  console.error(`Interrupted. ${what}`);
  return INTERRUPTED;
}

/**
 * What would end in a conflict in the middle of the apply, or in a second set of machines, ends here. Asked after the plan,
 * which waits for a run that is still at work: what that one has made is in no state yet, and not lost.
 */
async function hasNoLeftovers(terraform: Terraform, stack: SynthesisedStack): Promise<boolean> {
  if (stack.name !== 'openstack-lab') return true;
  const leftovers = (await leftoversOf(process.env, idsInState(terraform, stack.folder))) ?? [];
  if (leftovers.length > 0) console.error(`${describeLeftovers(leftovers)}\n  Nothing was changed.`);
  return leftovers.length === 0;
}

/** Whether the plan can be carried out, and without an outage. Tells as well what it leaves out. */
async function isPossible(terraform: Terraform, stack: SynthesisedStack): Promise<boolean> {
  if (stack.name !== 'openstack-lab') return true;
  const plan = readPlan(terraform, stack.folder);
  for (const note of ignoredChanges(plan)) console.log(`  NOTE: ${note}`);
  const removed = dataVolumesRemoved(plan);
  if (removed.length > 0 && process.env.DATA_VOLUME_PROTECTION !== 'false') {
    console.error(
      `  This plan removes data volumes with the databases on them: ${removed.join(', ')}. Drain their machines first ("kubectl drain", ` +
        '"kubectl delete node"), then say so with DATA_VOLUME_PROTECTION=false.',
    );
    return false;
  }
  const touched = machinesTouched(plan);
  if (touched.length > 1 && !values['all-at-once']) {
    console.error(
      `  This plan resizes, replaces or removes ${touched.length} machines at once. Drain one ("kubectl drain"), change it alone ` +
        `(--target=${touched[0]}), wait until it is ready, go on with the next; or say --all-at-once.`,
    );
    return false;
  }
  const shortfalls = (await askOpenstack(process.env, (api) => quotaShortfalls(api, plan))) ?? [];
  if (shortfalls.length > 0) console.error(describeShortfalls(shortfalls));
  return shortfalls.length === 0;
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
async function explainFailure(stack: SynthesisedStack): Promise<number> {
  if (stack.name !== 'openstack-lab') return 1;
  await askOpenstack(process.env, async (api) => {
    for (const fault of await serverFaults(api, ownerOf(process.env).name(''))) console.error(`  nova: ${fault}`);
  });
  console.error('  Correct the cause and deploy again: what is there stays, failed servers are replaced.');
  return 1;
}

async function conclude(terraform: Terraform, stack: SynthesisedStack) {
  const nodes = stack.name === 'openstack-lab' ? nodesOf(terraform, stack) : undefined;
  if (!nodes) return;
  mkdirSync(dirname(values.inventory), { recursive: true });
  writeFileSync(values.inventory, inventory(nodes));
  for (const node of nodes) console.log(`  ${node.name}  ${node.role}  ${node.address}  ${node.private_address}`);
  console.log(`  inventory: ${resolve(values.inventory)}`);
  const known = idsInState(terraform, stack.folder);
  await askOpenstack(process.env, async (api) => {
    const foreign = await foreignRules(api, ownerOf(process.env).name(''), known);
    for (const rule of foreign) console.error(`  WARNING: a rule that is not ours, and that no plan will ever show: ${rule}`);
  });
}
