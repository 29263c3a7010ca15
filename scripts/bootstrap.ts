/** `npm run bootstrap`: makes a kubeadm cluster of the machines that `npm run deploy` made, over SSH. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { initialise, join, joinCommand, kubeconfigFor, prepare, readKubeconfig, type Step, waitReady } from './bootstrap/steps.ts';
import { attempt } from './terraform/attempt.ts';
import { Nodes } from './terraform/inventory.ts';
import { findTerraform } from './terraform/program.ts';
import { choose, synthesise } from './terraform/stacks.ts';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    user: { type: 'string', default: 'debian' },
    kubeconfig: { type: 'string', default: '.data/kubeconfig' },
    'dry-run': { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`usage: npm run bootstrap [-- --user=NAME] [--kubeconfig=FILE] [--dry-run]
Needs the stacks openstack-lab and kubernetes-foundation, and the private key of SSH_PUBLIC_KEY in your SSH agent.
Every step may be repeated. Writes the kubeconfig (default .data/kubeconfig); --dry-run prints the commands only.`);
  process.exit(0);
}

await attempt(bootstrap);

function bootstrap(): number {
  const { kubeadm, nodes } = readFoundation();
  const [first, ...workers] = nodes;
  if (!first) throw new Error('The stack kubernetes-foundation has no machines.');
  for (const step of [...prepare(nodes), ...initialise(first.address, kubeadm)]) run(step);
  for (const worker of workers) run(join(worker, run({ on: first.address, what: `token for ${worker.name}`, command: joinCommand })));
  run(waitReady(first.address, nodes.length));
  keepKubeconfig(kubeconfigFor(run({ on: first.address, what: 'kubeconfig', command: readKubeconfig }), first.address));
  return 0;
}

function keepKubeconfig(text: string) {
  if (values['dry-run']) return;
  mkdirSync(dirname(values.kubeconfig), { recursive: true });
  writeFileSync(values.kubeconfig, text, { mode: 0o600 });
  chmodSync(values.kubeconfig, 0o600); // the mode above counts for a new file only
  console.log(`The cluster is up. export KUBECONFIG=${resolve(values.kubeconfig)}`);
}

function readFoundation() {
  const terraform = findTerraform(process.env);
  const stacks = synthesise(process.env);
  if (!stacks) throw new Error('Nothing was done.');
  const [foundation] = choose(stacks, ['kubernetes-foundation']);
  if (!foundation) throw new Error('There is no stack kubernetes-foundation on this platform.');
  terraform.ask(foundation.folder, ['init', '-no-color']);
  const Outputs = z.object({ kubeadm: z.object({ value: z.string() }), nodes: z.object({ value: Nodes }) });
  const outputs = Outputs.parse(JSON.parse(terraform.ask(foundation.folder, ['output', '-json'])));
  return { kubeadm: outputs.kubeadm.value, nodes: outputs.nodes.value };
}

/** @returns what the command printed; @throws Error when it failed */
function run({ on, what, command, input }: Step): string {
  console.log(`  ${what} (${on})`);
  if (values['dry-run']) {
    console.log(`    ${command.replaceAll('\n', '\n    ')}`);
    return `<answer of "${what}">`;
  }
  const args = [
    '-o',
    'StrictHostKeyChecking=accept-new',
    '-o',
    'BatchMode=yes',
    `${values.user}@${on}`,
    'sudo',
    'sh',
    '-c',
    quote(command),
  ];
  const { status, stdout } = spawnSync('ssh', args, { input: input ?? '', encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] });
  if (status === 0) return stdout;
  throw new Error(`"${what}" failed on ${on} with code ${status}. Nothing has to be undone: correct the cause and run this again.`);
}

function quote(command: string): string {
  return `'${command.replaceAll("'", `'\\''`)}'`;
}
