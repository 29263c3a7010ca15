/** `npm run drift`: whether what is there is still what the stacks describe. For CI: exit code 2 when it is not. */
import { parseArgs } from 'node:util';
import { attempt } from './terraform/attempt.ts';
import { foreignRules } from './terraform/openstack-checks.ts';
import { askOpenstack, describeLeftovers, idsInState, leftoversOf, ownerOf } from './terraform/openstack-review.ts';
import { findTerraform, type Terraform } from './terraform/program.ts';
import { Progress } from './terraform/progress.ts';
import { choose, type SynthesisedStack, synthesise } from './terraform/stacks.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean' } } });
if (values.help) {
  console.log(`usage: npm run drift [-- STACK ...]
Plans every stack and changes nothing. Tells as well what no plan shows: rules in our security groups that are not ours, and
what carries our names and is in no state. Exit code 0: all is as described; 2: it is not; 1: it could not be found out.`);
  process.exit(0);
}

const DRIFTED = 2;

await attempt(async () => {
  const terraform = findTerraform(process.env);
  const stacks = synthesise(process.env);
  if (!stacks) return 1;
  const codes: number[] = [];
  for (const stack of choose(stacks, positionals)) codes.push(await look(terraform, stack));
  return codes.includes(1) ? 1 : codes.includes(DRIFTED) ? DRIFTED : 0;
});

async function look(terraform: Terraform, stack: SynthesisedStack): Promise<number> {
  console.log(`\n== ${stack.name} (${terraform.name})`);
  terraform.init(stack.folder);
  const planned = await terraform.follow(stack.folder, ['plan', '-detailed-exitcode'], new Progress(console.log).tell);
  if (planned === undefined || planned === 1) return 1;
  const isClean = stack.name === 'openstack-lab' ? await hasNothingForeign(terraform, stack) : true;
  if (isClean === undefined) return 1;
  if (planned === 0 && isClean) console.log('  as described');
  return planned === 0 && isClean ? 0 : DRIFTED;
}

/** Undefined when OpenStack could not be asked. */
async function hasNothingForeign(terraform: Terraform, { folder }: SynthesisedStack): Promise<boolean | undefined> {
  const known = idsInState(terraform, folder);
  const leftovers = await leftoversOf(process.env, known);
  const rules = await askOpenstack(process.env, (api) => foreignRules(api, ownerOf(process.env).name(''), known));
  if (!leftovers || !rules) return undefined;
  if (leftovers.length > 0) console.log(describeLeftovers(leftovers));
  for (const rule of rules) console.log(`  a rule that is not ours: ${rule}`);
  return leftovers.length + rules.length === 0;
}
