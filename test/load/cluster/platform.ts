import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { NODE_OPTIONS } from '../../../constructs/manifests/api-deployment.ts';
import type { Lab } from '../../lab/cluster/lab.ts';
import { apiClient } from '../../support/api-client.ts';
import type { SharedState } from '../../support/cluster-platform.ts';
import { JWT_SECRET, passwordOf, USERS } from '../../support/control-plane.ts';
import { eventually } from '../../support/eventually.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
/** The clock of /proc/PID/stat on every Linux there is. */
const TICKS_PER_SECOND = 100;
/** CPU seconds a second. */
const IDLE = 0.05;

export interface MeasuredPlatform {
  readonly url: string;
  readonly token: string;
  /** CPU seconds used so far. */
  cpuSeconds(): number;
  /** Resident memory, MB of 10^6 bytes. */
  residentMegabytes(): number;
  /** By its own clock, of the answers to `GET /api/databases` so far: how many there were, and how many took at most 5 ms. */
  pagesServed(): Promise<{ readonly all: number; readonly within5ms: number }>;
  /** Resolves when it does nothing by itself: after a first start it records an event for each database. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** The bundle that goes into the image, with the pod's limits, as a process of its own. Resolves when it knows every Cluster. */
export async function measuredPlatform({ kubeconfig }: Lab, { connection }: SharedState): Promise<MeasuredPlatform> {
  const { user, password, host, port, database } = connection;
  const child = spawn(process.execPath, ['api/dist/main.js'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...{ NODE_OPTIONS, PAAS_BACKEND: 'cnpg', PAAS_PORT: '0', PAAS_LOG_LEVEL: 'warn', PAAS_KUBECONFIG: kubeconfig },
      ...{ PAAS_STATE_URL: `postgresql://${user}:${password}@${host}:${port}/${database}`, PAAS_JWT_SECRET: JWT_SECRET },
    },
  });
  const [line]: string[] = await once(createInterface(child.stdout), 'line');
  const url = /http:\S+/.exec(line ?? '')?.[0] ?? '';
  const client = await apiClient(url).login('admin', passwordOf(USERS.admin));
  await eventually(async () => {
    const { body } = await client.get<{ versions: number[] }>('/api/options');
    if (body.versions.length === 0) throw new Error('It has not seen everything yet.'); // it reads the catalogue after the Clusters
  }, 120_000);
  const about = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  const cpuSeconds = () => {
    const fields = about('stat').split(') ')[1]?.split(' ') ?? []; // the name before it may hold spaces
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  };
  return {
    url,
    token: client.token ?? '',
    cpuSeconds,
    async pagesServed() {
      const { text } = await client.get('/metrics');
      const series = (name: string, more: string) =>
        Number(
          new RegExp(`^api_request_duration_seconds_${name}{${more}method="GET",route="/api/databases",status="200"} (\\d+)$`, 'm').exec(
            text,
          )?.[1] ?? 0,
        );
      return { all: series('count', ''), within5ms: series('bucket', 'le="0.005",') };
    },
    async idle() {
      for (let before = cpuSeconds() - 1; cpuSeconds() - before > IDLE; ) {
        before = cpuSeconds();
        await delay(1_000); // the span that is measured: CPU time is a rate
      }
    },
    residentMegabytes: () => (Number(/VmRSS:\s+(\d+)/.exec(about('status'))?.[1]) * 1024) / 1e6,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
