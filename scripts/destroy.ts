/** `npm run destroy`: takes the stacks down again, last deployed first, and what is in no state with them. */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { attempt } from './terraform/attempt.ts';
import { removeLeftovers } from './terraform/leftovers.ts';
import { askOpenstack, idsInState, leftoversOf } from './terraform/openstack-review.ts';
import { findTerraform, type Terraform } from './terraform/program.ts';
import { Progress } from './terraform/progress.ts';
import { choose, type SynthesisedStack, synthesise } from './terraform/stacks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean' }, confirm: { type: 'string' }, leftovers: { type: 'boolean' } },
});
if (values.help) {
  console.log(`usage: npm run destroy [-- [STACK ...] [--confirm=ENVIRONMENT] [--leftovers]]
Removes everything that the stacks made, data volumes with their databases included, and what an interrupted run made
without noting it. Asks for the name of the environment; --confirm gives it beforehand.
--leftovers removes only what is in no state, and leaves the stacks as they are.`);
  process.exit(0);
}

const environment = process.env.ENVIRONMENT || 'lab';
await attempt(destroy);

async function destroy(): Promise<number> {
  if ((values.confirm ?? (await ask())) !== environment) {
    console.error(`Nothing was removed: "${environment}" is the environment, and that was not what you said.`);
    return 1;
  }
  const terraform = findTerraform(process.env);
  const stacks = synthesise({ ...process.env, DATA_VOLUME_PROTECTION: 'false' }); // the name of the environment was said
  if (!stacks) return 2;
  for (const stack of choose(stacks, positionals).toReversed()) {
    const code = await remove(terraform, stack);
    if (code !== 0) return code;
  }
  return 0;
}

async function remove(terraform: Terraform, stack: SynthesisedStack): Promise<number> {
  const started = Date.now();
  console.log(`\n== ${stack.name} (${terraform.name})`);
  terraform.init(stack.folder);
  if (!values.leftovers) {
    const code = await terraform.follow(stack.folder, ['apply', '-destroy', '-auto-approve'], new Progress(console.log).tell);
    if (code === undefined) console.error('Interrupted. "npm run destroy" goes on from here.');
    if (code !== 0) return code ?? 130;
  }
  if (stack.name === 'openstack-lab' && !(await removeWhatIsInNoState(terraform, stack))) return 1;
  console.log(`== ${stack.name} ${values.leftovers ? 'has no leftovers' : 'is gone'} after ${Math.round((Date.now() - started) / 1000)} s`);
  return 0;
}

/** @returns whether nothing of ours is left that no state knows */
async function removeWhatIsInNoState(terraform: Terraform, stack: SynthesisedStack): Promise<boolean> {
  const leftovers = await leftoversOf(process.env, idsInState(terraform, stack.folder));
  if (leftovers === undefined) return false;
  const done = await askOpenstack(process.env, async (api) => {
    await removeLeftovers(api, leftovers, console.log);
    return true;
  });
  return done ?? false;
}

async function ask(): Promise<string> {
  if (!process.stdin.isTTY) return '';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This removes every machine and every database of "${environment}". Type its name to go on: `);
  terminal.close();
  return answer;
}
