import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseView } from '../../api/contract/database.ts';
import { DemoApi } from '../../scripts/demo/api.ts';
import { startPlatform } from '../../scripts/demo/platform-process.ts';
import { connect, Writer } from '../../scripts/demo/writer.ts';
import { eventually } from '../support/eventually.ts';
import { processesBelow } from '../support/processes-below.ts';
import { temporaryPlace } from '../support/state-server.ts';
import type { Figure } from './report.ts';

const PASSWORD = 'a-password-for-the-bench';
const NAME = 'rescued';
/** Enough that a copy of it takes a moment. */
const FILLER = `create table filler as select repeat(md5(number::text), 60) as text from generate_series(1, 100000) as number`;

interface Bench {
  readonly api: DemoApi;
  readonly dataDir: string;
}

type Blow = 'killed' | 'hung';

/** At most so many seconds may pass between two acknowledged rows. */
const BARS: Readonly<Record<Blow, number>> = { killed: 1, hung: 5 };

/** Seconds without writes when the primary is killed, or hangs, in the middle of a step on one of its replicas. */
export async function measureRescues(): Promise<Figure[]> {
  const place = await temporaryPlace();
  const platform = startPlatform({
    env: { ...process.env, PAAS_PORT: '0', PAAS_DATA_DIR: place.path, PAAS_ADMIN_PASSWORD: PASSWORD, PAAS_LOG_LEVEL: 'error' },
  });
  try {
    const bench = { api: await DemoApi.login(await platform.url, { user: 'admin', password: PASSWORD }), dataDir: place.path };
    await prepare(bench);
    const figures: Figure[] = [];
    for (const during of Object.keys(STEPS))
      for (const blow of ['killed', 'hung'] as const) figures.push(await measure(bench, during, blow));
    bench.api.close();
    return figures;
  } finally {
    await platform.stop();
    await place.remove();
  }
}

async function prepare({ api }: Bench): Promise<void> {
  await api.create({ name: NAME, instances: 3, synchronous: true, storageGiB: 8 });
  await api.until(NAME, isWhole);
  const client = await connect(await api.credentials(NAME));
  await client.query('create table demo_rows (number integer)');
  await client.query(FILLER);
  await client.end();
}

const isWhole = (database?: DatabaseView) => database?.status.state === 'available' && database.status.readyInstances === 3;

/** Each begins a step on a replica and returns when it is under way. */
const STEPS: Readonly<Record<string, (bench: Bench, database: DatabaseView) => Promise<unknown>>> = {
  async copy(bench, database) {
    const replica = replicaOf(database);
    await kill(bench, database, replica);
    await rm(folderOf(bench, database, replica), { recursive: true, force: true });
    return bench.api.until(NAME, (now) => /being copied/.test(now?.status.reason ?? ''));
  },
  async start(bench, database) {
    const replica = replicaOf(database);
    const starting = untilStarting(bench, database, replica);
    await kill(bench, database, replica);
    await starting;
  },
  async restart(bench, database) {
    const max_connections = database.parameters.max_connections === '40' ? '45' : '40';
    const starting = untilStarting(bench, database, replicaOf(database));
    await bench.api.change(NAME, { parameters: { max_connections } });
    await starting;
  },
};

/** Waits for another process than now; nothing announces it early enough. */
async function untilStarting(bench: Bench, database: DatabaseView, replica: string): Promise<void> {
  const before = await postmasterOf(bench, database, replica);
  await eventually(async () => {
    if ((await postmasterOf(bench, database, replica)) === before) throw new Error(`Replica ${replica} is not being started.`);
  });
}

async function measure(bench: Bench, during: string, blow: Blow): Promise<Figure> {
  const database = await bench.api.until(NAME, isWhole);
  if (!database) throw new Error(`${NAME} is gone.`);
  const writer = new Writer(await bench.api.credentials(NAME));
  writer.start();
  await writer.more(20);
  await STEPS[during]?.(bench, database);
  if (blow === 'killed') await kill(bench, database, primaryOf(database));
  else await halt(bench, database, primaryOf(database));
  await bench.api.until(NAME, (now) => !isWhole(now)); // else the next run might begin with what was known before the blow
  await writer.more(20);
  const seconds = await writer.stop();
  const value = `${seconds.toFixed(2)} s`;
  return { what: `primary ${blow} during a ${during} -> writes again`, value, bar: `<= ${BARS[blow]} s`, met: seconds <= BARS[blow] };
}

const primaryOf = ({ status }: DatabaseView) => ordinalOf(status.primary ?? '');
const replicaOf = ({ status }: DatabaseView) => ordinalOf(status.instances.find(({ role }) => role === 'replica')?.name ?? '');
const ordinalOf = (name: string) => name.slice(name.lastIndexOf('-') + 1);

const folderOf = ({ dataDir }: Bench, { id }: DatabaseView, ordinal: string) => join(dataDir, 'databases', id, ordinal);

async function postmasterOf(bench: Bench, database: DatabaseView, ordinal: string): Promise<number> {
  const [pid] = (await readFile(join(folderOf(bench, database, ordinal), 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

const kill = async (bench: Bench, database: DatabaseView, ordinal: string) =>
  process.kill(await postmasterOf(bench, database, ordinal), 'SIGKILL');

/** Stops all processes of a server, as a debugger or a suspended machine would. */
async function halt(bench: Bench, database: DatabaseView, ordinal: string): Promise<void> {
  for (const pid of await processesBelow(folderOf(bench, database, ordinal))) process.kill(pid, 'SIGSTOP');
}
