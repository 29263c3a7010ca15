/**
 * `npm run cluster`: Kubernetes mode to look at: a one-node Kubernetes with CloudNativePG on this machine, the platform
 * and its console on it. Ctrl-C takes all of it down.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runGateway } from '../test/lab/cluster/gateway.ts';
import { type InstalledPlatform, installPlatform } from '../test/lab/cluster/install-platform.ts';
import { type Lab, withLab } from '../test/lab/cluster/lab.ts';

const COMMAND = join(import.meta.dirname, '../test/lab/cluster/lab');

const { values } = parseArgs({ options: { help: { type: 'boolean' }, port: { type: 'string', default: '8080' } } });
if (values.help) {
  console.log(
    'usage: npm run cluster [-- --port 8080]\nThe platform and its console on a real Kubernetes on this machine, until Ctrl-C. LAB=FOLDER uses one that is up.',
  );
} else {
  process.exitCode = await withLab(runUntilStopped);
}

async function runUntilStopped(lab: Lab, signal: AbortSignal): Promise<number> {
  const platform = await installPlatform(lab, { port: Number(values.port) });
  const gateway = runGateway({ client: lab.client, relaySocket: lab.relaySocket, signal });
  console.log(welcome(platform, lab));
  if (!signal.aborted) await once(signal, 'abort');
  platform.close();
  await gateway;
  return 0;
}

function welcome({ url, adminPassword }: InstalledPlatform, { folder, kubeconfig }: Lab): string {
  const kill = `LAB=${folder} ${COMMAND} kubectl -n pg-{project} delete pod {primary} --force --grace-period=0`;
  return `
postgres-paas is running at ${url}, as two pods

  user       admin
  password   ${adminPassword}
  kubectl    export KUBECONFIG=${kubeconfig}
  demo       npm run demo -- --url ${url} --password ${adminPassword} --kill "${kill}"

Ctrl-C takes all of it down, with its data.
`;
}
