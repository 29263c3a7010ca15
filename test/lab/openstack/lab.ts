import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenstackApi, openstackApi } from '../../../scripts/terraform/openstack-api.ts';

export interface OpenstackLab {
  /** What Terraform and the scripts need to reach it as the user of its one project. */
  readonly environment: Readonly<Record<string, string>>;
  readonly api: OpenstackApi;
  /** Folder for what a test writes; goes with the lab. */
  readonly scratch: string;
  stop(): void;
}

/** Starts an OpenStack of its own: free ports, work folder in the temporary directory. Takes half a minute. */
export async function startLab(): Promise<OpenstackLab> {
  const scratch = mkdtempSync(join(tmpdir(), 'openstack-lab-'));
  chmodSync(scratch, 0o711); // PostgreSQL runs as a user of its own below it
  const settings = { ...process.env, WORK: join(scratch, 'lab'), PORT_BASE: String(await freePorts(7)) };
  const run = (command: string) => spawnSync(join(import.meta.dirname, 'lab.sh'), [command], { env: settings, stdio: 'inherit' });
  const stop = () => {
    run('wipe');
    rmSync(scratch, { recursive: true, force: true });
  };
  if (run('up').status !== 0) {
    stop();
    throw new Error('The OpenStack lab did not come up; what it printed above says why.');
  }
  const environment = exports(execFileSync(join(import.meta.dirname, 'lab.sh'), ['env'], { env: settings, encoding: 'utf8' }));
  return { environment, api: await openstackApi(environment), scratch, stop };
}

const exports = (text: string) => Object.fromEntries(text.matchAll(/(\w+)=(\S+)/g).map(([, name = '', value = '']) => [name, value]));

/** First of `count` neighbouring TCP ports on loopback that nobody uses. */
async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: count }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`No ${count} neighbouring ports between 20000 and 30000 are free on loopback.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** OpenTofu and the provider, built once a machine. */
export function buildTools(): { tofu: string; mirror: string } {
  const folder = execFileSync(join(import.meta.dirname, 'build.sh'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  return { tofu: join(folder, 'tofu'), mirror: join(folder, 'mirror') };
}
