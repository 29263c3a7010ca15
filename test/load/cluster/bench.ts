/**
 * `npm run bench:cluster`: the figures that need a real API server, each beside its control: P4 (faults of the watch),
 * P5 (memory), P6 (create), P2 (pages). The operator is off, so that ten thousand Clusters are objects and no pods.
 */
import { spawnSync } from 'node:child_process';
import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { PLATFORM_DEFAULTS } from '../../../constructs/manifests/props.ts';
import { type Lab, withLab } from '../../lab/cluster/lab.ts';
import { burst, steady } from '../load.ts';
import { type Figure, machine, median, percentile, printFigures } from '../report.ts';
import { type ServerProcess, serverProcess } from '../server-process.ts';

const PROJECT = 'bench';
const SIZES = [0, 1_000, 10_000] as const;

function printFaults(): void {
  console.log('\n== P4: caught up after each fault (bar 2 s), and the stock informer as control');
  const { stdout } = spawnSync(
    'node',
    [
      '--test',
      '--test-timeout=60000',
      '--test-force-exit',
      'test/lab/cluster/watch.test.ts',
      'test/integration/cnpg/informer-control.test.ts',
    ],
    {
      encoding: 'utf8',
    },
  );
  console.log(
    stdout
      .split('\n')
      .filter((line) => /caught up|✔|✖/.test(line))
      .join('\n'),
  );
}

async function operatorOff({ kubectl }: Lab): Promise<void> {
  await kubectl('-n', 'cnpg-system', 'scale', 'deployment', 'cnpg-controller-manager', '--replicas=0');
  await kubectl('delete', 'validatingwebhookconfiguration,mutatingwebhookconfiguration', '--all');
  await kubectl('create', 'namespace', `pg-${PROJECT}`);
}

const manifest = (name: string) =>
  cluster({ ...SPEC_DEFAULTS, name, project: PROJECT, parameters: { work_mem: '8MB' } }, PLATFORM_DEFAULTS);
const collection = `/apis/postgresql.cnpg.io/v1/namespaces/pg-${PROJECT}/clusters`;

/** As large as one that runs: what the operator writes is most of an object. */
const status = (name: string) => ({
  phase: 'Cluster in healthy state',
  ...{ instances: 1, readyInstances: 1, currentPrimary: `${name}-1`, targetPrimary: `${name}-1`, instanceNames: [`${name}-1`] },
  ...{
    instancesStatus: { healthy: [`${name}-1`] },
    healthyPVC: [`${name}-1`],
    image: 'localhost/postgresql:18.4',
    timelineID: 1,
    pvcCount: 1,
  },
  ...{
    writeService: `${name}-rw`,
    readService: `${name}-r`,
    secretsResourceVersion: { applicationSecretVersion: '1', clientCaSecretVersion: '2' },
  },
  conditions: ['Ready', 'ContinuousArchiving', 'Initialized', 'ConsistentSystemID'].map((type) => ({
    ...{ type, status: 'True', reason: 'Because', message: `${type} is as it should be`, lastTransitionTime: new Date(0).toISOString() },
  })),
});

async function fill({ client }: Lab, from: number, to: number): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < to) {
      const name = `db-${next++}`;
      await client.request({ method: 'POST', path: collection, body: manifest(name) });
      await client.request({ method: 'PATCH', path: `${collection}/${name}/status`, body: { status: status(name) } });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** P5. Each size in a fresh process, after a garbage collection. */
async function memory(lab: Lab): Promise<Figure[]> {
  const megabytes: number[] = [];
  for (const [index, size] of SIZES.entries()) {
    await fill(lab, SIZES[index - 1] ?? 0, size);
    const replica = await serverProcess(`${import.meta.dirname}/replica.ts`);
    const { rss, heapUsed } = (await replica.ask('memory')) as NodeJS.MemoryUsage;
    console.log(`   ${size} databases: RSS ${(rss / 1e6).toFixed(0)} MB, heap ${(heapUsed / 1e6).toFixed(1)} MB`);
    megabytes.push(rss / 1e6);
    await replica.stop();
  }
  const [idle = Number.NaN, , full = Number.NaN] = megabytes;
  const perThousand = (full - idle) / 10;
  return [
    { what: 'P5 RSS without databases, client loaded', value: `${idle.toFixed(0)} MB`, bar: '<= 120 MB', met: idle <= 120 },
    { what: 'P5 RSS for each 1,000 of 10,000 databases', value: `${perThousand.toFixed(2)} MB`, bar: '<= 2 MB', met: perThousand <= 2 },
  ];
}

/** P2: CPU a request against listing on each call, and the time of a page at 200 requests a second. */
async function pages(replica: ServerProcess): Promise<Figure[]> {
  const control = await serverProcess(`${import.meta.dirname}/pass-through.ts`);
  const ours = await cpuOf(replica, '/api/databases?limit=50', 2_000);
  const theirs = await cpuOf(control, '/', 10);
  await control.stop();
  const times = await steady(`${replica.url}/api/databases?limit=50`, {
    perSecond: 200,
    seconds: 10,
    headers: { authorization: `Bearer ${replica.token}` },
  });
  const [ratio, p99] = [theirs / ours, percentile(times, 0.99)];
  return [
    {
      what: 'P2 page of 50 of 10,000, CPU against listing from the API server',
      value: `${ratio.toFixed(0)}x less`,
      bar: '>= 100x less',
      met: ratio >= 100,
    },
    { what: 'P2 page of 50 of 10,000 at 200/s, p99', value: `${p99.toFixed(1)} ms`, bar: '<= 5 ms', met: p99 <= 5 },
  ];
}

async function cpuOf(server: ServerProcess, path: string, count: number): Promise<number> {
  const before = await server.cpuSeconds();
  await burst(`${server.url}${path}`, { count, parallel: 4, headers: server.token ? { authorization: `Bearer ${server.token}` } : {} });
  return ((await server.cpuSeconds()) - before) / count;
}

/** P6: a create through the API, with its durable audit entry, against a POST of the same object; in turn. */
async function creation({ client }: Lab, replica: ServerProcess): Promise<Figure[]> {
  const [ours, raw]: [number[], number[]] = [[], []];
  for (let round = 0; round < 200; round++) {
    raw.push(await timed(() => client.request({ method: 'POST', path: collection, body: manifest(`raw-${round}`) })));
    ours.push(await timed(() => create(replica, `ours-${round}`)));
  }
  const [a, b] = [median(ours), median(raw)];
  console.log(`   p50 ${a.toFixed(2)} ms through the API, ${b.toFixed(2)} ms raw`);
  return [
    { what: 'P6 create p50 against a raw POST', value: `${(a / b).toFixed(2)}x`, bar: '<= 1.1x', met: a / b <= 1.1 },
    { what: 'P6 added by the API', value: `${(a - b).toFixed(2)} ms`, bar: '<= 2 ms', met: a - b <= 2 },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function create({ url, token }: ServerProcess, name: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ name, project: PROJECT, parameters: { work_mem: '8MB' } });
  const answer = await fetch(`${url}/api/databases`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  if (answer.status !== 202) throw new Error(`create answered ${answer.status}`);
}

console.log(machine());
process.exitCode = await withLab(async (lab) => {
  printFaults();
  await operatorOff(lab);
  printFigures('memory', await memory(lab));
  const replica = await serverProcess(`${import.meta.dirname}/replica.ts`);
  try {
    printFigures('pages of 10,000', await pages(replica));
    printFigures('create', await creation(lab, replica));
  } finally {
    await replica.stop();
  }
  return 0;
});
