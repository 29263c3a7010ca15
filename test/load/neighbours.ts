import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CANCEL_REQUEST, openingPacket } from '../../api/backends/embedded/endpoint/protocol.ts';
import type { CredentialsView } from '../../api/contract/credentials.ts';
import { DemoApi } from '../../scripts/demo/api.ts';
import { startPlatform } from '../../scripts/demo/platform-process.ts';
import { connect } from '../../scripts/demo/writer.ts';
import { dial, untilClosed } from '../support/wire-client.ts';
import { timedGet } from './load.ts';
import { type Figure, median } from './report.ts';

const PASSWORD = 'a-password-for-the-bench';
const ROUNDS = 200;
const STORM_CLIENTS = 70;
const STORM_MS = 5000;

/** P12: what two tenants that copy at full speed, and a storm of clients, cost everybody else; each beside the same without. */
export async function measureNeighbours(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-paas-bench-'));
  await chmod(folder, 0o711);
  const platform = startPlatform({
    env: { PAAS_DATA_DIR: join(folder, 'data'), PAAS_ADMIN_PASSWORD: PASSWORD, PAAS_LOG_LEVEL: 'error' },
  });
  try {
    const url = await platform.url;
    const api = await DemoApi.login(url, { user: 'admin', password: PASSWORD });
    const access = await Promise.all(['busy', 'busier', 'quiet'].map((name) => database(api, name)));
    const figures = [...(await copying(url, access)), ...(await storm(access)), await cancelling(access)];
    api.close();
    return figures;
  } finally {
    await platform.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function database(api: DemoApi, name: string): Promise<CredentialsView> {
  await api.create({ name, storageGiB: 1 });
  await api.until(name, (seen) => seen?.status.state === 'available');
  return api.credentials(name);
}

async function copying(url: string, [busy, busier, quiet]: readonly CredentialsView[]): Promise<Figure[]> {
  if (!busy || !busier || !quiet) return [];
  const client = await connect(quiet);
  const agent = new Agent({ keepAlive: true });
  const look = async () => {
    const [answers, queries]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      answers.push(await timedGet(agent, `${url}/health`, {}));
      const started = performance.now();
      await client.query('select 1');
      queries.push(performance.now() - started);
    }
    return { answer: median(answers), query: median(queries) };
  };
  await look();
  const before = await look();
  const copiers = await Promise.all([busy, busier].map(copyOut));
  const during = await look();
  for (const copier of copiers) copier.kill('SIGKILL');
  agent.destroy();
  await client.end();
  const figure = (what: string, [control, loaded]: readonly [number, number]): Figure => ({
    what: `P12 ${what} p50, two COPY OUT / none`,
    value: `${loaded.toFixed(2)} / ${control.toFixed(2)} ms`,
    bar: '<= 2x',
    met: loaded <= 2 * control,
  });
  return [figure('API', [before.answer, during.answer]), figure("neighbour's SELECT 1", [before.query, during.query])];
}

/** In a process of its own: what the bench itself has to do would count otherwise. */
async function copyOut(access: CredentialsView): Promise<ChildProcess> {
  const copier = spawn(process.execPath, [join(import.meta.dirname, 'servers', 'copier.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  copier.stdin.end(JSON.stringify(access));
  await once(copier.stdout, 'data');
  return copier;
}

async function storm([busy]: readonly CredentialsView[]): Promise<Figure[]> {
  if (!busy) return [];
  const kept = await Promise.all(Array.from({ length: 5 }, () => connect(busy)));
  let cut = 0;
  for (const client of kept) client.once('end', () => cut++);
  const end = performance.now() + STORM_MS;
  const retry = async () => {
    while (performance.now() < end) {
      const client = await connect(busy).catch(() => undefined);
      await pause(100);
      await client?.end().catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: STORM_CLIENTS }, retry));
  const lost = cut;
  for (const client of kept) await client.end();
  return [{ what: `P12 sessions cut while ${STORM_CLIENTS} clients storm 50 seats`, value: String(lost), bar: '0', met: lost === 0 }];
}

/** By a CancelRequest through the endpoint, as psql does on Ctrl-C; the control is pg_cancel_backend. */
async function cancelling([busy]: readonly CredentialsView[]): Promise<Figure> {
  if (!busy) throw new Error('There is no database to cancel a query on.');
  const [client, other] = [await connect(busy), await connect(busy)];
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }; // left out of its types
  const timed = async (cancel: () => Promise<unknown>) => {
    const ended = client.query('select pg_sleep(30)').catch(() => performance.now());
    await pause(500); // until it runs
    const started = performance.now();
    await cancel();
    return Number(await ended) - started;
  };
  const control = await timed(() => other.query('select pg_cancel_backend($1)', [processID]));
  const key = Buffer.alloc(8);
  key.writeUInt32BE(processID, 0);
  key.writeUInt32BE(secretKey >>> 0, 4);
  const cancelled = await timed(async () => {
    const request = await dial(Number(new URL(busy.uri).port));
    request.write(openingPacket(CANCEL_REQUEST, key));
    await untilClosed(request);
  });
  await Promise.all([client.end(), other.end()]);
  const value = `${cancelled.toFixed(1)} / ${control.toFixed(1)} ms`;
  return { what: 'P12 a query is cancelled, by request / by pg_cancel_backend', value, bar: '<= 1000 ms', met: cancelled <= 1000 };
}
