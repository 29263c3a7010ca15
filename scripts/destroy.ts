/** `npm run destroy`: takes the stacks down again, last deployed first. */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { attempt } from './terraform/attempt.ts';
import { findTerraform } from './terraform/program.ts';
import { Progress } from './terraform/progress.ts';
import { choose, synthesise } from './terraform/stacks.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean' }, confirm: { type: 'string' } } });
if (values.help) {
  console.log(`usage: npm run destroy [-- [STACK ...] [--confirm=ENVIRONMENT]]
Removes everything that the stacks made, data volumes with their databases included. Asks for the name of the environment;
--confirm gives it beforehand.`);
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
  const stacks = synthesise(process.env);
  if (!stacks) return 2;
  for (const stack of choose(stacks, positionals).toReversed()) {
    const started = Date.now();
    console.log(`\n== ${stack.name} (${terraform.name})`);
    terraform.ask(stack.folder, ['init', '-no-color']);
    const code = await terraform.follow(stack.folder, ['apply', '-destroy', '-auto-approve'], new Progress(console.log).tell);
    if (code !== 0) return 1;
    console.log(`== ${stack.name} is gone after ${Math.round((Date.now() - started) / 1000)} s`);
  }
  return 0;
}

async function ask(): Promise<string> {
  if (!process.stdin.isTTY) return '';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This removes every machine and every database of "${environment}". Type its name to go on: `);
  terminal.close();
  return answer;
}
