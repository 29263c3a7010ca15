/** `npm run bootstrap`: makes a kubeadm cluster of the machines that `npm run deploy` made, over SSH. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { dataVolumeStorage } from '../constructs/kubeadm/storage.ts';
import { Ssh } from './bootstrap/ssh.ts';
import {
  initialise,
  join,
  joinCommand,
  kubeconfigFor,
  membership,
  openControlPlane,
  prepare,
  provideStorage,
  readKubeconfig,
  removeTokens,
  type Step,
  waitReady,
} from './bootstrap/steps.ts';
import { attempt } from './terraform/attempt.ts';
import { Nodes } from './terraform/inventory.ts';
import { findTerraform } from './terraform/program.ts';
import { choose, synthesise } from './terraform/stacks.ts';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    user: { type: 'string', default: 'debian' },
    kubeconfig: { type: 'string', default: '.data/kubeconfig' },
    'known-hosts': { type: 'string', default: '.data/known_hosts' },
    ssh: { type: 'string', multiple: true, default: [] },
    'dry-run': { type: 'boolean' },
  },
});
if (values.help) {
  console.log(`usage: npm run bootstrap [-- --user=NAME] [--kubeconfig=FILE] [--known-hosts=FILE] [--ssh=OPTION ...] [--dry-run]
Needs the stacks openstack-lab and kubernetes-foundation, and the private key of SSH_PUBLIC_KEY in your SSH agent
(or --ssh=-i --ssh=FILE; --ssh=-J --ssh=HOST goes by a bastion). Waits until the machines let it in.
Every step may be repeated, and goes on where an interrupted one stopped. Writes the kubeconfig (default .data/kubeconfig)
and the host keys (default .data/known_hosts); --dry-run prints the commands only.`);
  process.exit(0);
}

const ssh = new Ssh({ user: values.user, knownHosts: resolve(values['known-hosts']), extra: values.ssh });
await attempt(bootstrap);

async function bootstrap(): Promise<number> {
  const { kubeadm, nodes } = readFoundation();
  const [first, ...workers] = nodes;
  if (!first) throw new Error('The stack kubernetes-foundation has no machines.');
  await reachAll(nodes);
  refuseSecondCluster(first, workers);
  for (const step of [...prepare(nodes), ...initialise(first, kubeadm)]) run(step);
  for (const worker of workers) run(join(worker, run({ on: first.address, what: `token for ${worker.name}`, command: joinCommand })));
  run(removeTokens(first.address));
  for (const step of [...openControlPlane(nodes), provideStorage(first, dataVolumeStorage()), waitReady(first.address, nodes.length)])
    run(step);
  keepKubeconfig(kubeconfigFor(run({ on: first.address, what: 'kubeconfig', command: readKubeconfig }), first.address));
  return 0;
}

async function reachAll(nodes: Nodes) {
  if (values['dry-run']) return;
  mkdirSync(dirname(values['known-hosts']), { recursive: true });
  for (const { name, address } of nodes) {
    console.log(`  ${name}: wait for SSH (${address})`);
    await ssh.reach(address);
  }
}

/** A first machine that is new, beside others that belong to a cluster: a second control plane would take their databases away. */
function refuseSecondCluster(first: Nodes[number], workers: readonly Nodes[number][]) {
  if (values['dry-run']) return;
  const isMember = ({ name, address }: Nodes[number]) =>
    run({ on: address, what: `${name}: part of a cluster?`, command: membership }).trim() === 'yes';
  if (isMember(first)) return;
  const members = workers.filter(isMember).map(({ name }) => name);
  if (members.length > 0)
    throw new Error(
      `${first.name} is a new machine, but ${members.join(', ')} belong to a cluster whose control plane was on it. Nothing was changed. ` +
        'Restore /var/lib/etcd and /etc/kubernetes of the old one from a backup onto it; or give the others up as well: "kubeadm reset" on each, then run this again.',
    );
}

function keepKubeconfig(text: string) {
  if (values['dry-run']) return;
  mkdirSync(dirname(values.kubeconfig), { recursive: true });
  writeFileSync(values.kubeconfig, text, { mode: 0o600 });
  chmodSync(values.kubeconfig, 0o600); // the mode above counts for a new file only
  console.log(`The cluster is up. Next: npm run deploy -- argo-cd. For kubectl: export KUBECONFIG=${resolve(values.kubeconfig)}`);
}

function readFoundation() {
  const terraform = findTerraform(process.env);
  const stacks = synthesise(process.env);
  if (!stacks) throw new Error('Nothing was done.');
  const [foundation] = choose(stacks, ['kubernetes-foundation']);
  if (!foundation) throw new Error('There is no stack kubernetes-foundation on this platform.');
  terraform.init(foundation.folder);
  const Outputs = z.object({ kubeadm: z.object({ value: z.string() }), nodes: z.object({ value: Nodes }) });
  const outputs = Outputs.safeParse(JSON.parse(terraform.ask(foundation.folder, ['output', '-json'])));
  if (!outputs.success)
    throw new Error('The machines are not there yet, or older than this version: npm run deploy -- openstack-lab kubernetes-foundation');
  return { kubeadm: outputs.data.kubeadm.value, nodes: outputs.data.nodes.value };
}

/** @returns what the command printed; @throws Error when it failed */
function run(step: Step): string {
  console.log(`  ${step.what} (${step.on})`);
  if (!values['dry-run']) return ssh.carryOut(step);
  console.log(`    ${step.command.trim().replaceAll('\n', '\n    ')}`);
  return `<answer of "${step.what}">`;
}
