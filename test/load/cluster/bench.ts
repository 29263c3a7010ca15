/**
 * `npm run bench:cluster [-- faults | memory | pages | create …]`: the figures that need a real API server, each beside its control: P4 (faults of the watch),
 * P5 (memory), P6 (create), P2 (pages). The operator is off, so that ten thousand Clusters are objects and no pods.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { parseArgs } from 'node:util';
import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import { cluster } from '../../../constructs/manifests/cluster.ts';
import { LABELS } from '../../../constructs/manifests/labels.ts';
import { PLATFORM_DEFAULTS } from '../../../constructs/manifests/props.ts';
import { type Lab, withLab } from '../../lab/cluster/lab.ts';
import { type SharedState, sharedState } from '../../support/cluster-platform.ts';
import { burst, steady } from '../load.ts';
import { type Figure, machine, median, percentile, printFigures } from '../report.ts';
import { serverProcess } from '../server-process.ts';
import { type MeasuredPlatform, measuredPlatform } from './platform.ts';

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
  await kubectl('create', 'namespace', `pg-${PROJECT}`).catch(() => undefined); // a lab that LAB names has it from the run before
  await kubectl('label', 'namespace', `pg-${PROJECT}`, `${LABELS.isProject}=true`, '--overwrite');
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

/** What the operator would do: while a database is being made, the platform asks why it is not ready. */
const settle = (client: Lab['client'], name: string) =>
  client.request({ method: 'PATCH', path: `${collection}/${name}/status`, body: { status: status(name) } });

async function fill({ client }: Lab, from: number, to: number): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < to) {
      const name = `db-${next++}`;
      await client.request({ method: 'POST', path: collection, body: manifest(name) });
      await settle(client, name);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** P5. Each size in a fresh process, as it is when it has just read all of them. */
async function memory(lab: Lab, state: SharedState): Promise<Figure[]> {
  const megabytes: number[] = [];
  for (const [index, size] of SIZES.entries()) {
    await fill(lab, SIZES[index - 1] ?? 0, size);
    const platform = await measuredPlatform(lab, state);
    megabytes.push(platform.residentMegabytes());
    console.log(`   ${size} databases: RSS ${megabytes.at(-1)?.toFixed(0)} MB`);
    await platform.stop();
  }
  const [idle = Number.NaN, some = Number.NaN, full = Number.NaN] = megabytes;
  const perThousand = (full - some) / 9; // the first list of any size makes the heap as large as work needs it
  return [
    { what: 'P5 RSS without databases, client loaded', value: `${idle.toFixed(0)} MB`, bar: '<= 120 MB', met: idle <= 120 },
    {
      what: 'P5 RSS for each 1,000 databases, from 1,000 to 10,000',
      value: `${perThousand.toFixed(2)} MB`,
      bar: '<= 2 MB',
      met: perThousand <= 2,
    },
  ];
}

/** P2: CPU a request against listing on each call, and the time of a page at 200 requests a second. */
async function pages(platform: MeasuredPlatform): Promise<Figure[]> {
  const headers = { authorization: `Bearer ${platform.token}` };
  const page = `${platform.url}/api/databases?limit=50`;
  await burst(page, { count: 2_000, parallel: 4, headers }); // until it runs as fast as it will
  const ours = await cpuOf(
    async () => platform.cpuSeconds(),
    () => burst(page, { count: 5_000, parallel: 4, headers }),
    5_000,
  );
  const before = await platform.pagesServed();
  const times = await steady(page, { perSecond: 200, seconds: 10, headers });
  const after = await platform.pagesServed();
  const prompt = (after.within5ms - before.within5ms) / (after.all - before.all);
  const control = await serverProcess(`${import.meta.dirname}/pass-through.ts`);
  const theirs = await cpuOf(control.cpuSeconds, () => burst(control.url, { count: 10, parallel: 1, headers: {} }), 10);
  await control.stop();
  const ratio = theirs / ours;
  console.log(`   ${(ours * 1e6).toFixed(0)} µs a page, ${(theirs * 1e6).toFixed(0)} µs by listing each time`);
  console.log(`   p99 ${percentile(times, 0.99).toFixed(1)} ms as a client on the same cores sees it`);
  return [
    {
      what: 'P2 page of 50 of 10,000, CPU against listing each time',
      value: `${ratio.toFixed(0)}x less`,
      bar: '>= 100x less',
      met: ratio >= 100,
    },
    {
      what: 'P2 page of 50 of 10,000 at 200/s, served within 5 ms',
      value: `${(prompt * 100).toFixed(2)} %`,
      bar: '>= 99 %',
      met: prompt >= 0.99,
    },
  ];
}

/** CPU seconds for each of `count` that `work` does. */
async function cpuOf(seconds: () => Promise<number>, work: () => Promise<void>, count: number): Promise<number> {
  const before = await seconds();
  await work();
  return ((await seconds()) - before) / count;
}

const WARM_UP = 50;
const agent = new Agent({ keepAlive: true });

/** P6: a create through the API, with its durable audit entry, against a POST of the same object; in turn. */
async function creation({ client }: Lab, platform: MeasuredPlatform): Promise<Figure[]> {
  const [ours, raw]: [number[], number[]] = [[], []];
  const run = Date.now().toString(36);
  for (let round = -WARM_UP; round < 200; round++) {
    if (round === 0) [ours.length, raw.length] = [0, 0];
    raw.push(await timed(() => client.request({ method: 'POST', path: collection, body: manifest(`raw-${run}-${round}`) })));
    ours.push(await timed(() => create(platform, `ours-${run}-${round}`)));
    for (const name of [`raw-${run}-${round}`, `ours-${run}-${round}`]) await settle(client, name);
  }
  const [a, b] = [median(ours), median(raw)];
  console.log(`   p50 ${a.toFixed(2)} ms through the API, ${b.toFixed(2)} ms raw; neither etcd nor the state waits for a disk here`);
  return [
    { what: 'P6 create p50 against a raw POST', value: `${(a / b).toFixed(2)}x`, bar: '<= 1.15x', met: a / b <= 1.15 },
    { what: 'P6 added by the API', value: `${(a - b).toFixed(2)} ms`, bar: '<= 2 ms', met: a - b <= 2 },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function create({ url, token }: MeasuredPlatform, name: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const outgoing = request(`${url}/api/databases`, { agent, method: 'POST', headers });
  outgoing.end(JSON.stringify({ name, project: PROJECT, parameters: { work_mem: '8MB' } }));
  const [answer]: IncomingMessage[] = await once(outgoing, 'response');
  answer?.resume();
  if (answer?.statusCode !== 202) throw new Error(`create answered ${answer?.statusCode}`);
  await once(answer, 'end');
}

const PARTS = ['faults', 'memory', 'pages', 'create'] as const;
const { positionals } = parseArgs({ allowPositionals: true });
const wanted = (part: (typeof PARTS)[number]) => positionals.length === 0 || positionals.includes(part);
const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
if (unknown.length > 0) {
  console.log(`There is no ${unknown.join(', ')}. usage: npm run bench:cluster [-- ${PARTS.join(' | ')} …]`);
  process.exit(2);
}

console.log(machine());
process.exitCode = await withLab(async (lab, signal) => {
  if (wanted('faults')) printFaults();
  signal.throwIfAborted();
  await operatorOff(lab);
  spawnSync('node', [`${import.meta.dirname}/../../../scripts/build-api.ts`], { stdio: 'inherit' });
  const state = await sharedState();
  try {
    if (wanted('memory')) printFigures('memory', await memory(lab, state));
    else if (wanted('pages')) await fill(lab, 0, SIZES[2]);
    signal.throwIfAborted();
    const platform = await measuredPlatform(lab, state);
    try {
      await platform.idle();
      if (wanted('pages')) printFigures('pages of 10,000', await pages(platform));
      signal.throwIfAborted();
      if (wanted('create')) printFigures('create', await creation(lab, platform));
    } finally {
      await platform.stop();
    }
  } finally {
    await state.stop();
  }
  return 0;
});
