/**
 * `npm run cluster`: Kubernetes mode to look at: a one-node Kubernetes with CloudNativePG on this machine, the platform
 * and its console on it. Ctrl-C takes all of it down.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPlatformFile } from '../api/platform-file.ts';
import { cluster } from '../constructs/manifests/cluster.ts';
import { forward } from '../test/lab/cluster/forward.ts';
import { runGateway } from '../test/lab/cluster/gateway.ts';
import { type Lab, withLab } from '../test/lab/cluster/lab.ts';
import { eventually } from '../test/support/eventually.ts';

const ROOT = join(import.meta.dirname, '..');
const COMMAND = join(ROOT, 'test/lab/cluster/lab');
const PLATFORM_FILE = join(ROOT, 'test/lab/cluster/platform.json');
const STATE = { project: 'state', name: 'paas-state' };

const { values } = parseArgs({ options: { help: { type: 'boolean' }, port: { type: 'string', default: '8080' } } });
if (values.help) {
  console.log(
    'usage: npm run cluster [-- --port 8080]\nThe platform and its console on a real Kubernetes on this machine, until Ctrl-C. LAB=FOLDER uses one that is up.',
  );
} else {
  process.exitCode = await withLab(runUntilStopped);
}

async function runUntilStopped(lab: Lab): Promise<number> {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());
  const gateway = runGateway({ client: lab.client, relaySocket: lab.relaySocket, signal: stopping.signal });
  const platform = await startPlatform(lab);
  stopping.signal.addEventListener('abort', () => platform.kill('SIGTERM'));
  await once(platform, 'exit');
  stopping.abort();
  await gateway;
  return platform.exitCode ?? 1;
}

/** The platform's own state is its first tenant: a CloudNativePG Cluster that it does not show. */
async function startPlatform(lab: Lab): Promise<ChildProcess> {
  const password = randomBytes(12).toString('base64url');
  const env = {
    ...process.env,
    ...{ PAAS_BACKEND: 'cnpg', PAAS_PORT: values.port, PAAS_KUBECONFIG: lab.kubeconfig, PAAS_KUBE_PLATFORM: PLATFORM_FILE },
    ...{ PAAS_STATE_URL: await stateUrl(lab), PAAS_JWT_SECRET: randomBytes(48).toString('base64url'), PAAS_ADMIN_PASSWORD: password },
  };
  console.log(`\nuser admin, password ${password}\nkubectl: export KUBECONFIG=${lab.kubeconfig}`);
  const demo = `npm run demo -- --url http://127.0.0.1:${values.port} --password ${password}`;
  console.log(
    `demo: ${demo} --kill "LAB=${lab.folder} ${COMMAND} kubectl -n pg-{project} delete pod {primary} --force --grace-period=0"\n`,
  );
  return spawn(process.execPath, [join(ROOT, 'api/main.ts')], { stdio: 'inherit', env });
}

async function stateUrl({ client, relaySocket }: Lab): Promise<string> {
  const namespace = 'postgres-paas';
  await client.request({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  const path = `/apis/postgresql.cnpg.io/v1/namespaces/${namespace}/clusters`;
  await client.request({ method: 'POST', path, body: stateCluster(namespace) });
  await eventually(async () => {
    const { status } = await client.request<{ status?: { readyInstances?: number } }>({ method: 'GET', path: `${path}/${STATE.name}` });
    if (status?.readyInstances !== 1) throw new Error('The platform state has no ready instance yet.');
  }, 180_000);
  const secret = await client.request<{ data: { password: string } }>({
    method: 'GET',
    path: `/api/v1/namespaces/${namespace}/secrets/${STATE.name}-app`,
  });
  const { port } = await forward(relaySocket, () => `${STATE.name}-rw.${namespace}.svc.cluster.local:5432`);
  return `postgresql://app:${Buffer.from(secret.data.password, 'base64')}@127.0.0.1:${port}/app`;
}

/** Without a project's label it is none of the databases that the platform watches. */
function stateCluster(namespace: string) {
  const props = { ...STATE, version: 18, instances: 1, flavour: 'small', storageGiB: 1, synchronous: false } as const;
  const object = cluster({ ...props, parameters: {}, labels: {}, deletionProtection: true }, readPlatformFile(PLATFORM_FILE).platform);
  return { ...object, metadata: { name: STATE.name, namespace } };
}
