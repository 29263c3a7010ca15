/** The lab as tests and scripts use it. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type KubernetesClient, kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { type Connection, kubernetesConnection } from '../../../api/backends/cnpg/connection.ts';

const COMMAND = join(import.meta.dirname, 'lab');

/** What this machine lacks for the lab, in a sentence; undefined when it has all. */
function whyNoLab(): string | undefined {
  const { status, stdout, error } = spawnSync(COMMAND, ['supported'], { encoding: 'utf8' });
  if (error) return `The cluster lab needs bash: ${error.message}`;
  return status === 0 ? undefined : stdout.trim();
}

/** Why the lab of a folder cannot be used, in a sentence; undefined when it is up. */
function whyNotUp(folder: string): string | undefined {
  const { stdout } = spawnSync(COMMAND, ['status'], { encoding: 'utf8', env: { ...process.env, LAB: folder } });
  if (stdout.trim() !== 'down') return undefined;
  return `LAB is ${folder}, where no lab is up: bring one up with "LAB=${folder} ${COMMAND} up", or unset LAB to have one brought up and taken down.`;
}

export interface Lab {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly relaySocket: string;
  readonly connection: Connection;
  readonly client: KubernetesClient;
  /** Runs `lab ARGS...` and gives what it prints. */
  run(...args: readonly string[]): Promise<string>;
  kubectl(...args: readonly string[]): Promise<string>;
}

/** A lab that is up. @param folder its LAB */
async function openLab(folder: string): Promise<Lab> {
  const kubeconfig = join(folder, 'kubeconfig');
  const run = async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)(COMMAND, args, {
      encoding: 'utf8',
      env: { ...process.env, LAB: folder },
      maxBuffer: 64 << 20,
    });
    return stdout.trim();
  };
  const connection = await kubernetesConnection({ kubeconfig, context: undefined });
  return {
    folder,
    kubeconfig,
    relaySocket: join(folder, 'relay.sock'),
    connection,
    client: kubernetesClient(connection),
    run,
    kubectl: (...args) => run('kubectl', ...args),
  };
}

/** The lab that `npm run test:cluster` has brought up for its tests. */
export function labOfTests(): Promise<Lab> {
  const folder = process.env.LAB;
  if (!folder) throw new Error('There is no lab: run these tests with npm run test:cluster.');
  return openLab(folder);
}

/**
 * What the contract needs of a cluster. @returns the one that CONTRACT_KUBECONFIG leads to, which somebody else runs and which has
 * CloudNativePG and a catalogue of images, or else the lab
 */
export async function clusterOfContract(): Promise<Pick<Lab, 'client' | 'kubectl'>> {
  const kubeconfig = process.env.CONTRACT_KUBECONFIG;
  if (!kubeconfig) return labOfTests();
  return {
    client: kubernetesClient(await kubernetesConnection({ kubeconfig, context: undefined })),
    kubectl: async (...args) => (await promisify(execFile)('kubectl', ['--kubeconfig', kubeconfig, ...args])).stdout.trim(),
  };
}

/** What is done on a lab. Ends soon when `signal` does: somebody wants the lab down. */
type Work = (lab: Lab, signal: AbortSignal) => Promise<number>;

/**
 * Does `work` on a lab that it brings up and takes down, also when it is interrupted, or on the one that LAB names, which
 * it leaves as it is. Where the machine cannot run one it says so and fails: what was not tested has not passed. Gives what
 * `work` gives, and 1 where no lab is up. `bare` is without CloudNativePG.
 */
export async function withLab(work: Work, { keep = false, bare = false } = {}): Promise<number> {
  const missing = whyNoLab();
  if (missing) {
    console.error(`The cluster lab cannot run here, nothing was tested: ${missing}\n0 passed, 1 failed`);
    return 1;
  }
  const given = process.env.LAB || undefined; // set to nothing is as good as not set
  const fault = given && whyNotUp(given);
  if (fault) {
    console.error(fault);
    return 1;
  }
  const folder = given ?? mkdtempSync(join(tmpdir(), 'postgres-paas-cluster-'));
  process.env.LAB = folder;
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  try {
    if (!given && spawnSync(COMMAND, ['up', ...(bare ? ['--bare'] : [])], { stdio: 'inherit' }).status !== 0) return 1;
    console.log(`== the lab is up after ${seconds()} s`);
    return await work(await openLab(folder), stopping.signal);
  } finally {
    // detached: who is impatient presses Ctrl-C twice
    if (!given && !keep) await once(spawn(COMMAND, ['down'], { stdio: 'inherit', detached: true }), 'exit');
    console.log(`== all took ${seconds()} s`);
  }
}
